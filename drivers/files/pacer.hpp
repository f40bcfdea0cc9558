// Holds frames of a file back until their time has come.
#pragma once

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <optional>

namespace rollscope {

// One thread waits; wake() from any thread. Speed 0 never waits.
class Pacer {
 public:
  explicit Pacer(double speed) : speed_(speed) {}

  // True once a frame stamped `time_ns` is due: (time_ns - first) / speed after the first was asked for.
  // False after `timeout` or wake(): ask again for the same frame.
  bool wait_for(std::int64_t time_ns, std::chrono::milliseconds timeout);
  void wake() noexcept;

 private:
  using Clock = std::chrono::steady_clock;
  double speed_;
  std::int64_t first_ns_ = 0;
  std::optional<Clock::time_point> started_;
  std::mutex mutex_;  // guards woken_, set by wake(), cleared by the waiting thread
  std::condition_variable changed_;
  bool woken_ = false;
};

}  // namespace rollscope
