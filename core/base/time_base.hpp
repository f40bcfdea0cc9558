// Time as an analysis counts it: from the frames' own stamps, never backwards, stalls never counted as dwell.
#pragma once

#include <array>
#include <cstdint>

namespace rollscope {

// Slack for comparing sums of time steps with a limit: decimals such as 0.8 are not exact in binary.
inline constexpr double kTimeSlack_s = 1e-6;

// One step from the frame before to this one.
struct Tick {
  double time_s = 0.0;     // since the first frame
  double step_s = 0.0;     // 0 for the first frame and for a repeated or earlier stamp
  double counted_s = 0.0;  // what dwell may count of it: at most 3 nominal periods (science.md 2.5)
  double lost_s = 0.0;     // the part of it in which frames are missing
  bool stalled = false;    // longer than the stall limit: nobody knows what happened in between
};

// Frames with a repeated or slightly earlier stamp add nothing. A clock that jumps back by more than the
// stall limit was restarted: time goes on from there. The nominal period is what the stream declares or,
// where frames come slower, the median of the last steps.
class TimeBase {
 public:
  explicit TimeBase(double declared_step_s = 0.0) : declared_step_s_(declared_step_s) {}

  // stamp_ns on any monotonic clock.
  Tick advance(std::int64_t stamp_ns, double stall_s);

  [[nodiscard]] double nominal_step_s() const;  // 0: not known yet
  [[nodiscard]] const Tick& last() const { return last_; }

  // Gaps from here on are a stall: `stall_s`, but never shorter than one and a half periods of a slow device.
  [[nodiscard]] double stall_limit_s(double stall_s) const;

 private:
  void learn(double step_s);

  static constexpr int kWindow = 31;
  static constexpr int kTrusted = 5;  // steps before the median means anything
  double declared_step_s_;
  double median_step_s_ = 0.0;
  std::array<double, kWindow> steps_{};
  int known_steps_ = 0, next_step_ = 0;
  bool started_ = false;
  std::int64_t origin_ns_ = 0;  // stamp of time 0
  Tick last_;
};

}  // namespace rollscope
