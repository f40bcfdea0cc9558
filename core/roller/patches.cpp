#include "core/roller/patches.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace rollscope {

RollerSide roller_side(const Contact& contact, double circumference_mm, double angle_rad) {
  constexpr double kWithin_rad = std::numbers::pi / 3.0, kQuarter_rad = std::numbers::pi / 2.0;
  const double phi = 2.0 * std::numbers::pi * contact.x_mm / circumference_mm;
  const auto lies_at = [&](double at_rad) {
    return std::abs(std::remainder(phi - at_rad, 2.0 * std::numbers::pi)) <= kWithin_rad;
  };
  if (lies_at(angle_rad + kQuarter_rad)) return RollerSide::body;
  return lies_at(angle_rad - kQuarter_rad) ? RollerSide::floor : RollerSide::other;
}

bool is_floor_patch(std::span<const Contact> contacts, std::size_t index, double circumference_mm,
                    double angle_rad) {
  if (circumference_mm <= 0.0 || std::isnan(angle_rad)) return false;
  if (roller_side(contacts[index], circumference_mm, angle_rad) != RollerSide::floor) return false;
  return std::ranges::any_of(contacts, [&](const Contact& c) {
    return roller_side(c, circumference_mm, angle_rad) == RollerSide::body;
  });
}

PatchForces patch_forces(const SensorLayout& layout, const PressureFrame& frame,
                         std::span<const Contact> contacts, double angle_rad) {
  PatchForces sums;
  const double circumference_mm = layout.circumference_mm();
  if (circumference_mm <= 0.0 || std::isnan(angle_rad)) return sums;
  for (const Contact& contact : contacts) {
    const RollerSide side = roller_side(contact, circumference_mm, angle_rad);
    if (side == RollerSide::other) continue;
    sums.seam = sums.seam || contact.touches_seam;
    sums.floor = sums.floor || side == RollerSide::floor;
    if (side == RollerSide::floor) continue;
    sums.body = true;
    sums.body_p1 = std::max(sums.body_p1, static_cast<double>(contact.p1));
  }
  if (frame.unit != PressureUnit::kpa || (!sums.body && !sums.floor)) return sums;
  const double newton = 0.1 * layout.sensel_area_cm2();
  for (int col = 0; col < layout.cols; ++col) {
    double column = 0.0;
    for (int row = 0; row < layout.rows; ++row) {
      const auto i = static_cast<std::size_t>(row * layout.cols + col);
      if ((frame.validity[i] & kNotUsable) == 0) column += static_cast<double>(frame.pressure[i]);
    }
    const double phi = 2.0 * std::numbers::pi * (col + 0.5) / layout.cols_round();
    (std::sin(phi - angle_rad) > 0.0 ? sums.body_n : sums.floor_n) += newton * column;
  }
  return sums;
}

}  // namespace rollscope
