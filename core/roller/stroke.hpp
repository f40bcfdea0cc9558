// One roll there and back (science.md 2.10).
#pragma once

namespace rollscope {

struct StrokeRecord {
  double start_s = 0, end_s = 0;
  double length_mm = 0;                             // one way, mean of there and back
  double speed_mean_mm_s = 0, speed_peak_mm_s = 0;  // while moving: pauses at the turn are left out
};

}  // namespace rollscope
