#include "core/hold/turning_points.hpp"

#include <cmath>

namespace rollscope {

double TurningPoint::distance_mm(const TurningPoint& other) const {
  return std::hypot(x_mm - other.x_mm, y_mm - other.y_mm);
}

std::optional<TurningPoint> TurningPoints::step(double time_s, double x_mm, double y_mm, double back_mm) {
  const TurningPoint here{time_s, x_mm, y_mm};
  if (!started_) {
    started_ = true;
    after_known_ = false;
    from_ = farthest_ = before_ = last_ = here;
    return std::nullopt;
  }
  const TurningPoint last = last_;
  last_ = here;
  const double way_mm = farthest_.distance_mm(from_);
  if (here.distance_mm(from_) > way_mm) {
    farthest_ = here;
    before_ = last;
    after_known_ = false;
    return std::nullopt;
  }
  if (!after_known_) after_ = here;
  after_known_ = true;
  if (way_mm <= 0.0) return std::nullopt;
  const double axis_x = (farthest_.x_mm - from_.x_mm) / way_mm;
  const double axis_y = (farthest_.y_mm - from_.y_mm) / way_mm;
  const double back = (farthest_.x_mm - x_mm) * axis_x + (farthest_.y_mm - y_mm) * axis_y;
  if (back < back_mm) return std::nullopt;
  from_ = between_frames(axis_x, axis_y);
  farthest_ = here;
  before_ = last;
  after_known_ = false;
  return from_;
}

// Slow frames miss the turn itself: at ten frames a period up to 5 % of half a swing.
TurningPoint TurningPoints::between_frames(double axis_x, double axis_y) const {
  const auto rise = [&](const TurningPoint& from) {
    return (farthest_.x_mm - from.x_mm) * axis_x + (farthest_.y_mm - from.y_mm) * axis_y;
  };
  const double t0 = farthest_.time_s - before_.time_s, t1 = after_.time_s - farthest_.time_s;
  const double up = rise(before_), down = rise(after_);
  if (t0 <= 0.0 || t1 <= 0.0 || up < 0.0 || down < 0.0 || up + down <= 0.0) return farthest_;
  // s(t) = b t + a t^2 about the farthest frame, through both neighbours.
  const double a = -(up / t0 + down / t1) / (t0 + t1), b = up / t0 + a * t0;
  const double at_s = -b / (2.0 * a), more_mm = -b * b / (4.0 * a);
  return {farthest_.time_s + at_s, farthest_.x_mm + more_mm * axis_x, farthest_.y_mm + more_mm * axis_y};
}

}  // namespace rollscope
