#include "core/roller/weight_check.hpp"

#include <algorithm>
#include <cmath>

namespace rollscope {
namespace {

constexpr double kGravity_m_s2 = 9.80665;
constexpr double kShare = 0.15;  // of the roller's weight
constexpr double kLiveForceShare =
    0.02;  // of the floor's force: no alert for what two sums hardly tell apart
constexpr double kLeast_s = 2.0, kRecent_s = 2.0;

}  // namespace

void WeightCheck::step(const Tick& tick, const RollerMoment& roller, const PatchForces& forces,
                       double v_enter_mm_s) {
  const bool whole = forces.body && forces.floor && !forces.seam;
  const bool rests = roller.known && std::abs(roller.speed_mm_s) < v_enter_mm_s;
  if (!whole || !rests || tick.counted_s <= 0.0 || tick.stalled) {
    recent_s_ = 0.0;
    return;
  }
  const double difference_n = forces.floor_n - forces.body_n;
  seconds_ += tick.counted_s;
  difference_n_s_ += tick.counted_s * difference_n;
  floor_n_s_ += tick.counted_s * forces.floor_n;
  recent_s_ += tick.counted_s;
  // A plain mean until the window is full, then a one-pole of its length.
  const double gain = tick.counted_s / std::min(std::max(recent_s_, tick.counted_s), kRecent_s);
  recent_difference_n_ += std::min(1.0, gain) * (difference_n - recent_difference_n_);
  recent_floor_n_ += std::min(1.0, gain) * (forces.floor_n - recent_floor_n_);
}

double WeightCheck::expected_n() const {
  return roller_kg_ * kGravity_m_s2;
}

double WeightCheck::measured_n() const {
  return seconds_ > 0.0 ? difference_n_s_ / seconds_ : 0.0;
}

bool WeightCheck::judged() const {
  return roller_kg_ > 0.0 && seconds_ >= kLeast_s - kTimeSlack_s;
}

bool WeightCheck::off() const {
  return judged() && std::abs(measured_n() - expected_n()) > kShare * expected_n();
}

bool WeightCheck::off_now() const {
  if (roller_kg_ <= 0.0 || recent_s_ < kLeast_s - kTimeSlack_s) return false;
  const double allowed_n = std::max(kShare * expected_n(), kLiveForceShare * recent_floor_n_);
  return std::abs(recent_difference_n_ - expected_n()) > allowed_n;
}

}  // namespace rollscope
