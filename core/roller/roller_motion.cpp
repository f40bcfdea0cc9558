#include "core/roller/roller_motion.hpp"

#include <cmath>
#include <numbers>

namespace rollscope {
namespace {
constexpr double kSpeedCutoff_Hz = 1.0;  // science.md 2.3
}  // namespace

const RollerMoment& RollerMotion::step(const Tick& tick, const RawFrame& frame) {
  if (radius_mm_ <= 0.0) return now_;
  const bool encoder = std::isfinite(frame.angle_rad);
  const double angle = encoder ? static_cast<double>(frame.angle_rad) : imu_.step(tick, frame.imu);
  if (!std::isfinite(angle)) {
    now_.known = false;
    now_.speed_mm_s = 0.0;
    return now_;
  }
  // Why: what was turned while nobody looked is not known; the coordinate goes on from where it was.
  if (now_.known && !tick.stalled) {
    const double step_mm = radius_mm_ * std::remainder(angle - now_.angle_rad, 2.0 * std::numbers::pi);
    now_.body_mm += step_mm;
    if (tick.step_s > 0.0) {
      const double gain = 1.0 - std::exp(-2.0 * std::numbers::pi * kSpeedCutoff_Hz * tick.step_s);
      now_.speed_mm_s += gain * (step_mm / tick.step_s - now_.speed_mm_s);
    }
  } else {
    now_.speed_mm_s = 0.0;
  }
  now_.known = true;
  now_.angle_rad = angle;
  return now_;
}

}  // namespace rollscope
