// A device's 32-bit frame number and its clock, carried on without a break over wraps and restarts.
#pragma once

#include <cstdint>
#include <optional>

namespace rollscope {

enum class SequenceStep {
  first,
  next,       // the number after the last
  gap,        // numbers are missing between
  repeated,   // seen already: up to 16 back
  restarted,  // far back: the device began again; how much was lost nobody can tell
};

class SequenceUnwrapper {
 public:
  struct Result {
    SequenceStep step;
    std::uint64_t sequence;  // unwrapped; meaningless when repeated
    std::uint64_t lost;      // frames missing before this one
  };
  Result push(std::uint32_t sequence);
  // The device was away: its next number says nothing of what was lost.
  void restart() { restart_ = last_.has_value(); }

 private:
  std::optional<std::uint32_t> last_;
  bool restart_ = false;
  std::uint64_t unwrapped_ = 0;
};

// Microseconds that never go back. A clock that wraps at 2^32 (a microcontroller's micros() sent as it is)
// goes on; one that starts again goes on with the host's time between the two frames.
class ClockUnwrapper {
 public:
  std::int64_t push(std::int64_t device_us, std::int64_t captured_ns, bool restarted);
  // The device was away: whatever its clock says next, time goes on with the host's.
  void restart() { restart_ = any_; }
  // Times it began anew.
  [[nodiscard]] std::uint64_t restarts() const { return restarts_; }

 private:
  bool restart_ = false;
  std::uint64_t restarts_ = 0;
  bool any_ = false;
  std::int64_t last_raw_us_ = 0;
  std::int64_t last_us_ = 0;
  std::int64_t last_captured_ns_ = 0;
  std::int64_t offset_us_ = 0;
};

}  // namespace rollscope
