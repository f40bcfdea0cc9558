// Which device is at the other end of a stream: evidence before anything is called connected.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <stop_token>
#include <vector>

#include "core/base/result.hpp"
#include "drivers/devices/device.hpp"
#include "drivers/transport/byte_stream.hpp"

namespace rollscope {

// What was read, piece by piece, with the time each piece arrived.
struct HeardPiece {
  std::vector<std::byte> bytes;
  std::int64_t captured_ns;
};

struct ProbeResult {
  const DeviceDescription* device = nullptr;
  DeviceOptions options;
  StreamInfo info;
  std::vector<HeardPiece> heard;  // everything read on the way
  bool ended = false;             // the stream closed behind it
};

struct ProbePlan {
  std::vector<const DeviceDescription*> candidates;
  DeviceOptions given;   // the URI's options
  bool named = false;    // the user named the one candidate: its announcement is enough
  bool may_end = false;  // a file: its end may come before three frames
  std::chrono::milliseconds patience{};
  std::stop_token cancel;  // requested: probe() fails at once
};

Result<ProbeResult> probe(ByteStream& stream, const ProbePlan& plan);

// Monotonic, in ns: the clock of every captured_ns.
std::int64_t capture_clock_ns();

}  // namespace rollscope
