#include "core/hold/recent_track.hpp"

#include <cmath>

#include "core/base/periodic.hpp"

namespace rollscope {
namespace {
constexpr double kLeastStep_s = 0.02;
constexpr double kReach_s = 0.1;
}  // namespace

void RecentTrack::push(const Tick& tick, const HoldInput& in) {
  const bool replaces =
      size_ > 1 && (*this)[size_ - 1].time_s - (*this)[size_ - 2].time_s < kLeastStep_s - kTimeSlack_s;
  Sample sample{tick.time_s, tick.counted_s, tick.lost_s, in};
  if (replaces) {
    sample.counted_s += (*this)[size_ - 1].counted_s;
    sample.lost_s += (*this)[size_ - 1].lost_s;
    size_ -= 1;
  } else if (size_ == kCapacity) {
    first_ = (first_ + 1) % kCapacity;
    size_ -= 1;
  }
  samples_[(first_ + size_) % kCapacity] = sample;
  size_ += 1;
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
