// The one interpolation of the display lane: Catmull-Rom between sensel centres, bounded by the four nearest.
#pragma once

#include <array>

#include "core/display/display_field.hpp"

namespace rollscope {

// Weights of the sensels at -1, 0, 1, 2 for a place `t` (0..1) between 0 and 1.
[[nodiscard]] constexpr std::array<float, 4> catmull_rom_weights(float t) {
  const float t2 = t * t, t3 = t2 * t;
  return {0.5F * (-t + 2.0F * t2 - t3), 0.5F * (2.0F - 5.0F * t2 + 3.0F * t3),
          0.5F * (t + 4.0F * t2 - 3.0F * t3), 0.5F * (t3 - t2)};
}

// The value at (row, col), counted in sensel centres: (0, 0) is the centre of the first sensel. Outside the
// field the border goes on.
[[nodiscard]] float interpolate(const DisplayField& field, double row, double col);

}  // namespace rollscope
