#include "core/hold/recent_track.hpp"

#include <cmath>

#include "core/base/periodic.hpp"

namespace rollscope {
namespace {
constexpr double kLeastStep_s = 0.01;
constexpr double kReach_s = 0.1;
}  // namespace

void RecentTrack::push(const Tick& tick, const HoldInput& in) {
  open_counted_s_ += tick.counted_s;
  open_lost_s_ += tick.lost_s;
  if (size_ > 0 && tick.time_s - (*this)[size_ - 1].time_s < kLeastStep_s - kTimeSlack_s) return;
  if (size_ == kCapacity) {
    first_ = (first_ + 1) % kCapacity;
    size_ -= 1;
  }
  samples_[(first_ + size_) % kCapacity] = {tick.time_s, open_counted_s_, open_lost_s_, in};
  size_ += 1;
  open_counted_s_ = open_lost_s_ = 0.0;
}

double RecentTrack::centred_speed_mm_s(std::size_t i, double period_x_mm) const {
  std::size_t from = i, to = i;
  const double at_s = (*this)[i].time_s;
  while (from > 0 && (*this)[from - 1].in.present && at_s - (*this)[from].time_s < kReach_s - kTimeSlack_s)
    --from;
  while (to + 1 < size_ && (*this)[to].time_s - at_s < kReach_s - kTimeSlack_s) ++to;
  const Sample &a = (*this)[from], &b = (*this)[to];
  if (b.time_s <= a.time_s) return 0.0;
  const double dx = wrapped_difference(b.in.x_mm, a.in.x_mm, period_x_mm);
  return std::hypot(dx, b.in.y_mm - a.in.y_mm) / (b.time_s - a.time_s);
}

}  // namespace rollscope
