// The three ramps of the pressure map: pressure, pressure without data (grey), difference (look.md 3).
#pragma once

#include <array>

#include "core/display/colour.hpp"

namespace rollscope {

using ColourRamp = std::array<Rgba8, 256>;

// Entry i stands for i / 255 of full scale, linear in kPa; values between two entries are mixed. Lightness
// rises from entry to entry. Built at first use.
[[nodiscard]] const ColourRamp& pressure_ramp();
[[nodiscard]] const ColourRamp& grey_ramp();
// Entry 0: A higher by full scale, 127 and 128: equal, 255: B higher.
[[nodiscard]] const ColourRamp& difference_ramp();

// The ramp at t; outside 0..1 its ends.
[[nodiscard]] Rgba8 ramp_colour(const ColourRamp& ramp, double t);

// The ramp with four shades a step: near enough to take the nearest one. What heatmaps draw with.
inline constexpr int kShades = 1024;
using Shades = std::array<Rgba8, kShades>;
[[nodiscard]] Shades shades_of(const ColourRamp& ramp);

}  // namespace rollscope
