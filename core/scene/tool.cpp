#include "core/scene/tool.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace rollscope {
namespace {

constexpr double kPi = std::numbers::pi;
constexpr double kNewtonPerKpaMm2 = 1e-3;

// Squared width profile of a line contact at u mm along its axis: 1 in the middle, rounding to 0 at the ends.
double squared_width(double u_mm, double half_mm, double end_mm) {
  const double into_end = std::abs(u_mm) - (half_mm - end_mm);
  if (into_end <= 0.0) return 1.0;
  const double share = into_end / end_mm;
  return share >= 1.0 ? 0.0 : 1.0 - share * share;
}

double knob_factor(double u_mm, double pitch_mm, double height) {
  return pitch_mm > 0.0 ? 1.0 + height * std::cos(2.0 * kPi * u_mm / pitch_mm) : 1.0;
}

// The length a line contact of even pressure would need to carry the same force.
double effective_length(const Tool& tool, double half_mm, double end_mm) {
  constexpr int kSlices = 256;
  const double step = 2.0 * half_mm / kSlices;
  double length = 0.0;
  for (int i = 0; i < kSlices; ++i) {
    const double u = -half_mm + (i + 0.5) * step;
    length += step * squared_width(u, half_mm, end_mm) * knob_factor(u, tool.knob_pitch_mm, tool.knob_height);
  }
  return length;
}

}  // namespace

Footprint::Footprint(const Tool& tool, double force_n, double modulus_kpa) : kind_(tool.kind) {
  if (force_n <= 0.0) return;
  const double load = force_n / kNewtonPerKpaMm2;  // kPa mm^2
  cos_ = std::cos(tool.axis_rad);
  sin_ = std::sin(tool.axis_rad);
  switch (kind_) {
    case ToolKind::ball:
      long_mm_ = short_mm_ = std::cbrt(3.0 * load * tool.radius_mm / (4.0 * modulus_kpa));
      peak_kpa_ = 3.0 * load / (2.0 * kPi * long_mm_ * long_mm_);
      break;
    case ToolKind::line: {
      long_mm_ = tool.length_mm / 2.0;
      end_mm_ = std::min(15.0, long_mm_);
      knob_pitch_mm_ = tool.knob_pitch_mm;
      knob_height_ = tool.knob_height;
      const double length = effective_length(tool, long_mm_, end_mm_);
      short_mm_ = std::sqrt(4.0 * load * tool.radius_mm / (kPi * length * modulus_kpa));
      peak_kpa_ = 2.0 * load / (kPi * short_mm_ * length);
      break;
    }
    case ToolKind::limb:
      long_mm_ = tool.length_mm / 2.0;
      short_mm_ = tool.width_mm / 2.0;
      peak_kpa_ = 3.0 * load / (2.0 * kPi * long_mm_ * short_mm_);
      break;
  }
  half_x_mm_ = std::abs(cos_) * long_mm_ + std::abs(sin_) * short_mm_;
  half_y_mm_ = std::abs(sin_) * long_mm_ + std::abs(cos_) * short_mm_;
}

double Footprint::pressure_kpa(double dx_mm, double dy_mm) const {
  if (kind_ == ToolKind::ball) {
    const double share = (dx_mm * dx_mm + dy_mm * dy_mm) / (long_mm_ * long_mm_);
    return share < 1.0 ? peak_kpa_ * std::sqrt(1.0 - share) : 0.0;
  }
  const double along = dx_mm * cos_ + dy_mm * sin_;
  const double across = dy_mm * cos_ - dx_mm * sin_;
  const double v = across / short_mm_;
  if (kind_ == ToolKind::line) {
    const double rest = squared_width(along, long_mm_, end_mm_) - v * v;
    return rest > 0.0 ? peak_kpa_ * std::sqrt(rest) * knob_factor(along, knob_pitch_mm_, knob_height_) : 0.0;
  }
  const double u = along / long_mm_;
  const double rho2 = u * u + v * v;
  return rho2 < 1.0 ? peak_kpa_ * (1.0 - rho2 * rho2) : 0.0;
}

}  // namespace rollscope
