// A device's two ends in one test, and the patterns of devices.md P.
#pragma once

#include <zlib.h>

#include <algorithm>
#include <string_view>
#include <utility>
#include <vector>

#include "core/base/check.hpp"
#include "drivers/devices/device.hpp"
#include "drivers/devices/stream_decoder.hpp"

namespace rollscope::polled_test {

using Bytes = std::vector<std::byte>;

inline float v8(std::size_t i) {
  return static_cast<float>((7 * i + 3) % 200);
}
inline float v12(std::size_t i) {
  return static_cast<float>((37 * i + 5) % 4096);
}

inline RawFrame frame_of(std::size_t sensels, float (*pattern)(std::size_t)) {
  RawFrame frame;
  for (std::size_t i = 0; i < sensels; ++i) frame.samples.push_back(pattern(i));
  return frame;
}

inline std::uint32_t crc(const Bytes& bytes) {
  return static_cast<std::uint32_t>(
      crc32(0, reinterpret_cast<const Bytef*>(bytes.data()), static_cast<uInt>(bytes.size())));
}

inline Bytes bytes_of(std::initializer_list<int> values) {
  Bytes out;
  for (const int value : values) out.push_back(static_cast<std::byte>(value));
  return out;
}
inline Bytes text_of(std::string_view text) {
  Bytes out;
  for (const char c : text) out.push_back(static_cast<std::byte>(c));
  return out;
}

inline Bytes join(std::initializer_list<Bytes> parts) {
  Bytes out;
  for (const Bytes& part : parts) out.insert(out.end(), part.begin(), part.end());
  return out;
}

struct Decoded {
  std::vector<RawFrame> frames;
  StreamHealth health;
  std::vector<std::string> texts;
  StreamInfo info;
};

// One device with its options.
class Subject {
 public:
  explicit Subject(const std::string& id, const DeviceOptions& given = {})
      : device_(**find_device(id)), options_(*device_options(device_, given)) {}

  [[nodiscard]] const DeviceDescription& device() const { return device_; }
  [[nodiscard]] std::unique_ptr<DeviceParser> parser() const { return device_.make_parser(options_); }
  [[nodiscard]] std::unique_ptr<DeviceEncoder> encoder(int rows, int cols) const {
    StreamInfo info;
    info.layout = {.rows = rows, .cols = cols, .present = {}};
    auto made = device_.make_encoder(info, options_);
    ROLLSCOPE_CHECK(made.has_value(), "the test asks for a size the device has");
    return std::move(*made);
  }
  [[nodiscard]] Bytes encoded(int rows, int cols, const RawFrame& frame) const {
    Bytes out;
    encoder(rows, cols)->encode(frame, out);
    return out;
  }
  // In pieces of `piece` bytes, then to the end.
  [[nodiscard]] Decoded decoded(const Bytes& bytes, std::size_t piece = 4096) const {
    StreamDecoder decoder(parser());
    Decoded out;
    RawFrame frame;
    for (auto rest = std::span(bytes); !rest.empty();) {
      rest = rest.subspan(decoder.push(rest.first(std::min(piece, rest.size())), 0));
      while (decoder.next(frame)) out.frames.push_back(frame);
    }
    while (decoder.next(frame, true)) out.frames.push_back(frame);
    out.health = decoder.health();
    out.texts = decoder.take_texts();
    if (decoder.info() != nullptr) out.info = *decoder.info();
    return out;
  }

 private:
  const DeviceDescription& device_;
  DeviceOptions options_;
};

}  // namespace rollscope::polled_test
