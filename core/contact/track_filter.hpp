// Constant-velocity Kalman filter of one contact's place (science.md 2.3): both axes share one covariance.
#pragma once

namespace rollscope {

struct TrackFilter {
  double x_mm = 0, y_mm = 0;
  double vx_mm_s = 0, vy_mm_s = 0;
  double p_xx = 0, p_xv = 0, p_vv = 0;  // covariance of place and velocity, an axis

  // At rest at a measured place; how fast it really moves is not known yet.
  static TrackFilter at(double x_mm, double y_mm, double sd_mm);

  // dt_s later; 0 changes nothing.
  [[nodiscard]] TrackFilter predicted(double dt_s) const;
  // Takes in a measured place (Joseph form).
  void update(double x_mm, double y_mm, double sd_mm);
  // Variance of place minus measurement, an axis.
  [[nodiscard]] double innovation_variance(double sd_mm) const;
  // Velocity may be any from now on; its best guess stays.
  void forget_velocity();
  // Puts it elsewhere without taking that for motion.
  void shift_to(double x_mm, double y_mm, double sd_mm);
};

}  // namespace rollscope
