#include "core/roller/zig_zag.hpp"

#include <algorithm>
#include <cmath>

namespace rollscope {
namespace {
constexpr double kHair_mm = 1.0;  // sway of a tool that stays at a turning point
constexpr double kTurn_s = 0.3;   // a turn within a hair takes this long without any pause
}  // namespace

void ZigZag::Turn::start(double time_s, double at_mm) {
  position_mm = reached_at_mm = at_mm;
  reached_s = left_s = time_s;
}

bool ZigZag::Turn::extend(double time_s, double at_mm, double direction) {
  const bool farther = direction * (at_mm - position_mm) > 0.0;
  if (farther) position_mm = at_mm;
  if (direction * (at_mm - reached_at_mm) > kHair_mm) {
    reached_at_mm = at_mm;
    reached_s = time_s;
  }
  if (direction * (position_mm - at_mm) <= kHair_mm) left_s = time_s;
  return farther;
}

std::optional<HalfStroke> ZigZag::step(double time_s, double position_mm, double speed_mm_s) {
  if (!started_) {
    started_ = true;
    low_.start(time_s, position_mm);
    high_.start(time_s, position_mm);
  }
  const bool lower = direction_ <= 0.0 && low_.extend(time_s, position_mm, -1.0);
  const bool higher = direction_ >= 0.0 && high_.extend(time_s, position_mm, 1.0);
  speed_since_ = std::max(speed_since_, std::abs(speed_mm_s));
  if (lower || higher) {
    speed_peak_ = std::max(speed_peak_, speed_since_);
    speed_since_ = 0.0;
  }
  if (direction_ == 0.0) {
    if (position_mm - low_.position_mm >= least_mm_) direction_ = 1.0;
    if (high_.position_mm - position_mm >= least_mm_) direction_ = -1.0;
    return std::nullopt;
  }
  Turn& to = direction_ > 0.0 ? high_ : low_;
  Turn& from = direction_ > 0.0 ? low_ : high_;
  if (std::abs(to.position_mm - position_mm) < least_mm_) return std::nullopt;
  const HalfStroke done = way(from, to);
  direction_ = -direction_;
  from.start(time_s, position_mm);
  speed_peak_ = speed_since_;
  speed_since_ = 0.0;
  return done;
}

std::optional<HalfStroke> ZigZag::flush() {
  std::optional<HalfStroke> last;
  if (direction_ > 0.0) last = way(low_, high_);
  if (direction_ < 0.0) last = way(high_, low_);
  *this = ZigZag(least_mm_);
  return last;
}

// A pause at a turn belongs to neither way, the turn itself half to each.
double ZigZag::Turn::half_turn_s() const {
  return 0.5 * std::min(left_s - reached_s, kTurn_s);
}

HalfStroke ZigZag::way(const Turn& from, const Turn& to) const {
  return {from.left_s - from.half_turn_s(), to.reached_s + to.half_turn_s(),
          std::abs(to.position_mm - from.position_mm), speed_peak_};
}

}  // namespace rollscope
