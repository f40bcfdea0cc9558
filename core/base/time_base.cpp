#include "core/base/time_base.hpp"

#include <algorithm>

namespace rollscope {
namespace {
constexpr double kSeconds_per_ns = 1e-9;
}  // namespace

Tick TimeBase::advance(std::int64_t stamp_ns, double stall_s) {
  if (!started_) {
    started_ = true;
    origin_ns_ = stamp_ns;
    last_ = Tick{};
    return last_;
  }
  // Why integers first: the same frames shifted in time give the same bits.
  double time_s = static_cast<double>(stamp_ns - origin_ns_) * kSeconds_per_ns;
  if (time_s < last_.time_s - stall_limit_s(stall_s)) {
    origin_ns_ = stamp_ns - static_cast<std::int64_t>(last_.time_s / kSeconds_per_ns);
    time_s = last_.time_s;
  }
  Tick tick;
  tick.time_s = std::max(time_s, last_.time_s);
  tick.step_s = tick.time_s - last_.time_s;
  tick.stalled = tick.step_s > stall_limit_s(stall_s) + kTimeSlack_s;
  if (tick.step_s > 0.0) learn(tick.step_s);
  const double nominal_s = nominal_step_s();
  tick.counted_s = tick.stalled ? 0.0 : tick.step_s;
  if (nominal_s > 0.0) {
    tick.counted_s = std::min(tick.step_s, 3.0 * nominal_s);
    tick.lost_s = tick.step_s > 1.5 * nominal_s ? tick.step_s - nominal_s : 0.0;
  }
  last_ = tick;
  return tick;
}

double TimeBase::nominal_step_s() const {
  return std::max(declared_step_s_, median_step_s_);
}

double TimeBase::stall_limit_s(double stall_s) const {
  return std::max(stall_s, 1.5 * nominal_step_s());
}

void TimeBase::learn(double step_s) {
  steps_[static_cast<std::size_t>(next_step_)] = step_s;
  next_step_ = (next_step_ + 1) % kWindow;
  known_steps_ = std::min(known_steps_ + 1, kWindow);
  if (known_steps_ < kTrusted) return;
  auto sorted = steps_;
  const auto middle = sorted.begin() + known_steps_ / 2;
  std::nth_element(sorted.begin(), middle, sorted.begin() + known_steps_);
  median_step_s_ = *middle;
}

}  // namespace rollscope
