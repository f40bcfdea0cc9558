// Where a roller has rolled to and how fast: the unrolled coordinate along the body (science.md 2.10).
#pragma once

#include "core/base/time_base.hpp"
#include "core/frame/raw_frame.hpp"
#include "core/roller/imu_angle.hpp"

namespace rollscope {

// A moment of a rolling cylinder. Assumes no slip: sliding without turning is not seen here.
struct RollerMoment {
  bool known = false;       // the angle is: an encoder's, else an IMU's
  double angle_rad = 0.0;   // as RawFrame::angle_rad
  double body_mm = 0.0;     // s = radius x unwrapped angle, 0 where it was first known
  double speed_mm_s = 0.0;  // signed, after a 1 Hz one-pole, as tracks' speeds are
};

class RollerMotion {
 public:
  // radius_mm: 0 for a flat array, which has no angle.
  explicit RollerMotion(double radius_mm) : radius_mm_(radius_mm) {}

  const RollerMoment& step(const Tick& tick, const RawFrame& frame);
  [[nodiscard]] const RollerMoment& now() const { return now_; }

 private:
  double radius_mm_;
  ImuAngle imu_;
  RollerMoment now_;
};

}  // namespace rollscope
