// Which patch of a rolling cylinder lies on the floor and which on the body (science.md 2.10).
#pragma once

#include <span>

#include "core/contact/contact.hpp"

namespace rollscope {

// The floor patch lies at angle - 90 degrees from column 0, the body patch opposite, each within 60 degrees.
// A contact is the floor patch only while there is a body patch too: alone it is what the person presses.
// angle_rad NaN: not known, no contact is the floor patch.
[[nodiscard]] bool is_floor_patch(std::span<const Contact> contacts, std::size_t index,
                                  double circumference_mm, double angle_rad);

}  // namespace rollscope
