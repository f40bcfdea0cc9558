// Streams of a device made with its own encoder, and what its parser makes of bytes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <random>
#include <span>
#include <string>
#include <vector>

#include "core/frame/raw_frame.hpp"
#include "drivers/devices/device.hpp"
#include "drivers/stream_health.hpp"

namespace rollscope {

using Bytes = std::vector<std::byte>;

Bytes join(const std::vector<Bytes>& parts);
Bytes bytes_of(std::string_view text);

const DeviceDescription& device_of(const std::string& id);
DeviceOptions options_of(const std::string& id, const DeviceOptions& given = {});

// The sensor the parser says it has; 7 x 9 of 8 bits where the stream says it itself.
StreamInfo sensor_of(const DeviceDescription& device, const DeviceOptions& options);

// A sound stream, frame by frame.
struct SoundStream {
  std::vector<RawFrame> frames;
  Bytes head;                // what is announced first
  std::vector<Bytes> coded;  // one a frame
  [[nodiscard]] Bytes bytes() const;
};

// `sample` gives each sample of each frame, at most the sensor's full scale.
SoundStream make_stream(const DeviceDescription& device, const DeviceOptions& options, std::size_t frames,
                        const std::function<float(std::size_t frame, std::size_t sensel)>& sample);
// Random samples over the whole range, a share of them 0.
SoundStream random_stream(const DeviceDescription& device, const DeviceOptions& options, std::size_t frames,
                          unsigned seed, double zeros = 0.0);

struct Decoded {
  std::vector<RawFrame> frames;
  StreamHealth health;
  std::vector<std::string> texts;
  std::size_t most_buffered = 0;
};

// Feeds `bytes` in pieces whose sizes `piece` gives (at least 1), with an end behind them or without. Expects
// the counters to add up after every piece.
Decoded decode(const DeviceDescription& device, const DeviceOptions& options,
               std::span<const std::byte> bytes, const std::function<std::size_t()>& piece,
               bool at_end = true);
Decoded decode(const DeviceDescription& device, const DeviceOptions& options,
               std::span<const std::byte> bytes, bool at_end = true);

// Index among `sent` of each received frame, in order; -1 for one that was never sent.
std::vector<int> places(const std::vector<RawFrame>& received, const std::vector<RawFrame>& sent);

// v8 and v12 of devices.md P.
float v8(std::size_t i);
float v12(std::size_t i);

}  // namespace rollscope
