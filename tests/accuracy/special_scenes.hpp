// Scenes for one kind of trouble each, drawn from a seed. On a flat mat of 400 x 240 mm but for the roller.
#pragma once

#include <cstdint>

#include "core/scene/scene.hpp"

namespace rollscope::accuracy {

// Two balls held for overlapping times, their middles this far apart.
[[nodiscard]] Scene two_contacts(std::uint64_t seed, double apart_mm_min, double apart_mm_max, bool small);
// A held ball beside which a bone presses through for less than t_peaks at a time.
[[nodiscard]] Scene bone_flicker(std::uint64_t seed);
// A bone that presses through for seconds: two contacts by definition, one hold by intention.
[[nodiscard]] Scene bone_stays(std::uint64_t seed);
// Holds this far from the mat's border.
[[nodiscard]] Scene near_edge(std::uint64_t seed, double from_border_mm_min, double from_border_mm_max);
// Holds on a line of dead sensels.
[[nodiscard]] Scene dead_line(std::uint64_t seed);
// An instrumented roller: strokes over the seam, holds.
[[nodiscard]] Scene roller(std::uint64_t seed);
// Limbs that lie there, breathe and shift.
[[nodiscard]] Scene lying(std::uint64_t seed);
// Tools put down and picked up: under 15 N, or a heavy one for a moment.
[[nodiscard]] Scene tool_handling(std::uint64_t seed);
// Presses over the caution and stop of a region on P1, and some that stay well under it.
[[nodiscard]] Scene over_pressure(std::uint64_t seed, double caution_kpa, double stop_kpa, double ramp_s_min,
                                  double ramp_s_max);

}  // namespace rollscope::accuracy
