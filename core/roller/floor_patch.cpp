#include "core/roller/floor_patch.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace rollscope {
namespace {

bool lies_at(const Contact& contact, double circumference_mm, double at_rad) {
  constexpr double kWithin_rad = std::numbers::pi / 3.0;
  const double phi = 2.0 * std::numbers::pi * contact.x_mm / circumference_mm;
  return std::abs(std::remainder(phi - at_rad, 2.0 * std::numbers::pi)) <= kWithin_rad;
}

}  // namespace

bool is_floor_patch(std::span<const Contact> contacts, std::size_t index, double circumference_mm,
                    double angle_rad) {
  constexpr double kQuarter_rad = std::numbers::pi / 2.0;
  if (circumference_mm <= 0.0 || std::isnan(angle_rad)) return false;
  if (!lies_at(contacts[index], circumference_mm, angle_rad - kQuarter_rad)) return false;
  return std::ranges::any_of(
      contacts, [&](const Contact& c) { return lies_at(c, circumference_mm, angle_rad + kQuarter_rad); });
}

}  // namespace rollscope
