// The roller's angle from an inertial sensor inside it: gyroscope about the axis, held by gravity (science.md
// 2.10).
#pragma once

#include <array>

#include "core/base/time_base.hpp"

namespace rollscope {

// The sensor's x lies along the roller's axis, y points outward through the edge of column 0, z outward a
// quarter turn further, towards higher columns. The angle is the one devices send (RawFrame::angle_rad).
class ImuAngle {
 public:
  // imu: accelerometer x y z (m/s^2), gyroscope x y z (rad/s). Radians, going on round; NaN without readings,
  // and while the axis stands within 20 degrees of upright: gravity then tells nothing about the angle.
  double step(const Tick& tick, const std::array<float, 6>& imu);

  [[nodiscard]] double bias_rad_s() const { return bias_; }  // of the gyroscope, learnt while still

 private:
  void learn_bias(double step_s, double rate_rad_s, double gravity_share);

  bool started_ = false;
  double angle_ = 0.0, bias_ = 0.0, still_s_ = 0.0, last_rate_ = 0.0;
};

}  // namespace rollscope
