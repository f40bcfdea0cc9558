#include "core/contact/track_filter.hpp"

#include <algorithm>

namespace rollscope {
namespace {

constexpr double kAcceleration = 300.0;  // mm/s^2, sa
constexpr double kLeastSdMm = 0.3;
constexpr double kUnknownSpeed = 150.0;  // mm/s, sd of a new track's velocity: rolling is 25 to 200

double variance(double sd_mm) {
  const double sd = std::max(kLeastSdMm, sd_mm);
  return sd * sd;
}

}  // namespace

TrackFilter TrackFilter::at(double x_mm, double y_mm, double sd_mm) {
  return {.x_mm = x_mm, .y_mm = y_mm, .p_xx = variance(sd_mm), .p_vv = kUnknownSpeed * kUnknownSpeed};
}

TrackFilter TrackFilter::predicted(double dt_s) const {
  TrackFilter next = *this;
  const double q = kAcceleration * kAcceleration, dt2 = dt_s * dt_s;
  next.x_mm += vx_mm_s * dt_s;
  next.y_mm += vy_mm_s * dt_s;
  next.p_xx += 2.0 * dt_s * p_xv + dt2 * p_vv + q * dt2 * dt2 / 4.0;
  next.p_xv += dt_s * p_vv + q * dt2 * dt_s / 2.0;
  next.p_vv += q * dt2;
  return next;
}

double TrackFilter::innovation_variance(double sd_mm) const {
  return p_xx + variance(sd_mm);
}

void TrackFilter::update(double measured_x_mm, double measured_y_mm, double sd_mm) {
  const double r = variance(sd_mm), s = p_xx + r;
  const double gain_x = p_xx / s, gain_v = p_xv / s;
  const double dx = measured_x_mm - x_mm, dy = measured_y_mm - y_mm;
  x_mm += gain_x * dx;
  y_mm += gain_x * dy;
  vx_mm_s += gain_v * dx;
  vy_mm_s += gain_v * dy;
  const double keep = 1.0 - gain_x;
  const double xx = keep * keep * p_xx + gain_x * gain_x * r;
  const double xv = keep * (p_xv - gain_v * p_xx) + gain_x * gain_v * r;
  const double vv = p_vv - 2.0 * gain_v * p_xv + gain_v * gain_v * (p_xx + r);
  p_xx = xx;
  p_xv = xv;
  p_vv = vv;
}

void TrackFilter::forget_velocity() {
  p_vv += kUnknownSpeed * kUnknownSpeed;
}

void TrackFilter::shift_to(double to_x_mm, double to_y_mm, double sd_mm) {
  x_mm = to_x_mm;
  y_mm = to_y_mm;
  p_xx = variance(sd_mm);
  p_xv = 0.0;
}

}  // namespace rollscope
