#include "core/roller/imu_angle.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

namespace rollscope {
namespace {

constexpr double kGravity_m_s2 = 9.80665;
constexpr double kCorrect_s = 1.5;          // how slowly gravity corrects the gyroscope
constexpr double kTrustedShare = 0.1;       // gravity counts while |a| is this near to g
constexpr double kUprightCosine = 0.93969;  // of 20 degrees
constexpr double kStill_rad_s = 0.05, kStillFor_s = 2.0, kBias_s = 5.0;

}  // namespace

double ImuAngle::step(const Tick& tick, const std::array<float, 6>& imu) {
  const auto unknown = [this] {
    started_ = false;
    still_s_ = 0.0;
    return std::numeric_limits<double>::quiet_NaN();
  };
  for (const float value : imu)
    if (!std::isfinite(value)) return unknown();
  const double along = static_cast<double>(imu[0]), y = static_cast<double>(imu[1]),
               z = static_cast<double>(imu[2]);
  const double size = std::sqrt(along * along + y * y + z * z);
  if (!(size > 0.0) || std::abs(along) > kUprightCosine * size) return unknown();
  // Up lies a quarter turn on from the angle, and at rest the accelerometer points up.
  const double by_gravity = std::atan2(z, y) - std::numbers::pi / 2.0;
  const double share = std::abs(size / kGravity_m_s2 - 1.0);
  if (!started_ || tick.stalled) {
    started_ = true;
    still_s_ = 0.0;
    last_rate_ = -static_cast<double>(imu[3]);
    angle_ += std::remainder(by_gravity - angle_, 2.0 * std::numbers::pi);
    return angle_;
  }
  // Turning about x carries column 0 towards higher ones, and the place that is up the other way.
  const double rate = -static_cast<double>(imu[3]);
  learn_bias(tick.step_s, rate, share);
  angle_ += (0.5 * (last_rate_ + rate) - bias_) * tick.step_s;
  last_rate_ = rate;
  if (share < kTrustedShare) {
    const double off = std::remainder(by_gravity - angle_, 2.0 * std::numbers::pi);
    angle_ += std::min(1.0, tick.step_s / kCorrect_s) * off;
  }
  return angle_;
}

void ImuAngle::learn_bias(double step_s, double rate_rad_s, double gravity_share) {
  const bool still = std::abs(rate_rad_s - bias_) < kStill_rad_s && gravity_share < kTrustedShare / 2.0;
  still_s_ = still ? still_s_ + step_s : 0.0;
  if (still_s_ >= kStillFor_s) bias_ += std::min(1.0, step_s / kBias_s) * (rate_rad_s - bias_);
}

}  // namespace rollscope
