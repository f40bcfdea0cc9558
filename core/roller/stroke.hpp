// One roll there and back (science.md 2.10).
#pragma once

namespace rollscope {

struct StrokeRecord {
  double start_s = 0, end_s = 0;
  double length_mm = 0;
  double speed_mean_mm_s = 0, speed_peak_mm_s = 0;
};

}  // namespace rollscope
