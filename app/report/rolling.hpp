// Strokes of a measurement in sum: how many, how long, how fast, how often a minute (science.md 1.3, 2.10).
#pragma once

#include <span>

#include "core/roller/stroke.hpp"

namespace rollscope {

struct Rolling {
  int strokes = 0;             // there and back
  double cadence_per_min = 0;  // strokes a minute while rolling: 60 / median of their length in time; 0: none
  double length_mean_mm = 0;   // one way
  double speed_mean_mm_s = 0;
  double turn_mean_s = 0;  // pause between a stroke and the next, where it is under 2 s
};

[[nodiscard]] Rolling rolling_of(std::span<const StrokeRecord> strokes);

}  // namespace rollscope
