// Which device is at the other end of a stream: evidence before anything is called connected.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <stop_token>
#include <string>
#include <vector>

#include "core/base/result.hpp"
#include "drivers/devices/conversation.hpp"
#include "drivers/devices/device.hpp"
#include "drivers/transport/byte_stream.hpp"

namespace rollscope {

using MonotonicClock = std::function<std::int64_t()>;  // ns, never going back

struct ProbeResult {
  const DeviceDescription* device = nullptr;
  DeviceOptions options;
  StreamInfo info;
  std::unique_ptr<Conversation> conversation;  // under way
  std::vector<RawFrame> frames;                // decoded so far
  std::vector<std::string> texts;              // what the device said so far
  bool ended = false;                          // the stream closed behind it
};

struct ProbePlan {
  std::vector<const DeviceDescription*> candidates;
  DeviceOptions given;  // the URI's options
  bool named = false;   // the user named the one candidate: its announcement is enough
  Conversation::Kind kind = Conversation::Kind::live;  // dump: its end may come before three frames
  std::chrono::milliseconds settle{0};                 // of the one candidate
  std::chrono::milliseconds patience{};                // behind that
  std::stop_token cancel;                              // requested: probe() fails at once
  MonotonicClock clock;
};

// A named device is asked and listened to. Where none is named all that send on their own are listened to at
// once, and those that want to be asked take turns, each as long as it answers.
Result<ProbeResult> probe(ByteStream& stream, const ProbePlan& plan);

// The options a failed probe's words offer (device=text, rows, cols, end), where what came reads as lines of
// numbers; else none.
DeviceOptions offered_options(const Error& refusal);

// The clock of every captured_ns.
std::int64_t capture_clock_ns();

}  // namespace rollscope
