// Which patch of a rolling cylinder lies on the floor and which on the body (science.md 2.10).
#pragma once

#include <cstdint>
#include <span>

#include "core/contact/contact.hpp"
#include "core/frame/pressure_frame.hpp"
#include "core/frame/sensor_layout.hpp"

namespace rollscope {

enum class RollerSide : std::uint8_t {
  body,   // within 60 degrees of up: at angle + 90 degrees from column 0
  floor,  // within 60 degrees of down
  other,  // between: a stick held in the hands has no floor patch
};
[[nodiscard]] RollerSide roller_side(const Contact& contact, double circumference_mm, double angle_rad);

// A contact is the floor patch only while there is a body patch too: alone it is what the person presses.
// angle_rad NaN: not known, no contact is the floor patch.
[[nodiscard]] bool is_floor_patch(std::span<const Contact> contacts, std::size_t index,
                                  double circumference_mm, double angle_rad);

// The two sides of a frame. Forces in N, 0 in counts, over every usable sensel of the half that faces the
// body or the floor: what a contact's threshold leaves out would be missing from their difference.
struct PatchForces {
  bool body = false, floor = false, seam = false;  // a patch lies there; one of them touches the seam's gap
  double body_n = 0.0, floor_n = 0.0;
  double body_p1 = 0.0;  // highest, in the frame's unit
};
[[nodiscard]] PatchForces patch_forces(const SensorLayout& layout, const PressureFrame& frame,
                                       std::span<const Contact> contacts, double angle_rad);

}  // namespace rollscope
