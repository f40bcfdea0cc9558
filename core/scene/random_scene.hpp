// Sessions nobody wrote: strokes, holds, lifts, pauses and sway drawn from a seed (science.md 2.11, 4.1).
#pragma once

#include <cstdint>

#include "core/scene/scene.hpp"

namespace rollscope {

struct RandomSceneOptions {
  int holds_min = 3, holds_max = 8;
  double hold_s_min = 1.0, hold_s_max = 60.0;            // log-uniform, shorter ones are pauses
  double speed_mm_s_min = 25.0, speed_mm_s_max = 150.0;  // log-uniform, mean of a stroke
  double pause_s_max = 0.3;                              // at the ends of strokes
  double lift_probability = 0.3;                         // of each hold over 8 s
  double lift_s_max = 0.6;
  double sway_sd_mm = 1.5;
  double limb_probability = 0.5;
  double lost_frames_share = 0.0;
  // Lengths within this share of a limit of the definition (t_confirm 2 s, t_min 5 s) are not drawn, as both
  // answers would be right.
  double clear_of_limits = 0.25;
};

// The same seed and options give the same scene.
[[nodiscard]] Scene make_random_scene(std::uint64_t seed, const RandomSceneOptions& options = {});

}  // namespace rollscope
