#include "core/roller/limb_profile.hpp"

#include <algorithm>
#include <cmath>

namespace rollscope {

void LimbProfile::step(const Tick& tick, const RollerMoment& roller, const PatchForces& forces,
                       bool frame_valid) {
  if (before_.known && forces_before_.body && tick.counted_s > 0.0 && !tick.stalled) {
    pressed_s_ += tick.counted_s;
    if (roller.known) rolled_mm_ += std::abs(roller.body_mm - before_.body_mm);
    const double at = std::floor(before_.body_mm / kStep_mm);
    if (at < -kReach || at >= kReach) {
      outside_s_ += tick.counted_s;
    } else {
      const int centimetre = static_cast<int>(at);
      LimbCentimetre& place = places_[static_cast<std::size_t>(centimetre + kReach)];
      place.dwell_s += tick.counted_s;
      place.force_n_s += tick.counted_s * forces_before_.body_n;
      place.pti += tick.counted_s * forces_before_.body_p1;
      place.p1_peak = std::max(place.p1_peak, forces_before_.body_p1);
      first_ = std::min(first_, centimetre);
      last_ = std::max(last_, centimetre);
    }
  }
  before_ = roller;
  forces_before_ = frame_valid ? forces : PatchForces{};
}

LimbCentimetre LimbProfile::bin_of_two(int even_centimetre) const {
  LimbCentimetre sum;
  for (int i = std::max(even_centimetre, -kReach); i < std::min(even_centimetre + 2, kReach); ++i) {
    const LimbCentimetre& place = at(i);
    sum.dwell_s += place.dwell_s;
    sum.force_n_s += place.force_n_s;
    sum.pti += place.pti;
    sum.p1_peak = std::max(sum.p1_peak, place.p1_peak);
  }
  return sum;
}

}  // namespace rollscope
