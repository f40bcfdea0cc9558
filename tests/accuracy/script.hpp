// Scripts drawn from a seed: a person who rolls, holds, lifts, pauses, rubs and changes tools
// (science.md 4.1).
#pragma once

#include <cstdint>

#include "core/scene/random.hpp"
#include "core/scene/scene.hpp"

namespace rollscope::accuracy {

struct ScriptOptions {
  int holds_min = 5, holds_max = 8;
  double hold_s_min = 1.0, hold_s_max = 90.0;            // log-uniform; shorter than t_min it is a pause
  double speed_mm_s_min = 25.0, speed_mm_s_max = 150.0;  // log-uniform, mean of a way
  double pause_s_min = 0.0, pause_s_max = 0.3;           // at the ends of strokes
  double lift_probability = 0.3;                         // of each hold over 8 s
  double lift_s_min = 0.05, lift_s_max = 0.6;
  double sway_sd_mm = 1.5;
  double limb_probability = 0.5;
  double rub_probability = 0.0;          // pin and rub between holds
  double tool_change_probability = 0.3;  // after a hold
  bool rollers = true;                   // else balls only
  // Lengths within this share of t_confirm (2 s) or t_min (5 s) are not drawn: both answers would be right.
  double clear_of_limits = 0.25;
};

// The same seed and options give the same scene, on a flat mat of 400 x 240 mm.
[[nodiscard]] Scene session_scene(std::uint64_t seed, const ScriptOptions& options = {});

// Strokes only, for about minutes_max; the options' holds do not matter.
[[nodiscard]] Scene rolling_scene(std::uint64_t seed, double minutes, const ScriptOptions& options);

// A ball or roller, and the force under which its highest pressure is peak_kpa (on a continuous array).
[[nodiscard]] Tool random_ball(Random& random);
[[nodiscard]] Tool random_roller(Random& random);
[[nodiscard]] double force_for(const Tool& tool, double peak_kpa);
// A force that leaves the tool well below every ceiling of the lateral thigh, yet well over H_on.
[[nodiscard]] double gentle_force(const Tool& tool, Random& random);

// A limb that rests in the corner at the right, out of the way of the places of session_scene.
[[nodiscard]] Actor resting_limb(Random& random, double seconds);

}  // namespace rollscope::accuracy
