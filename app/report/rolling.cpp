#include "app/report/rolling.hpp"

#include <algorithm>
#include <vector>

namespace rollscope {

Rolling rolling_of(std::span<const StrokeRecord> strokes) {
  constexpr double kSameBout_s = 2.0;
  Rolling rolling;
  rolling.strokes = static_cast<int>(strokes.size());
  if (strokes.empty()) return rolling;
  std::vector<double> took_s;
  double way_mm = 0.0, turns_s = 0.0;
  int turns = 0;
  for (std::size_t i = 0; i < strokes.size(); ++i) {
    took_s.push_back(strokes[i].end_s - strokes[i].start_s);
    way_mm += strokes[i].length_mm;
    rolling.speed_mean_mm_s += strokes[i].speed_mean_mm_s;
    const double pause_s = i > 0 ? strokes[i].start_s - strokes[i - 1].end_s : kSameBout_s;
    if (pause_s >= 0.0 && pause_s < kSameBout_s) {
      turns_s += pause_s;
      ++turns;
    }
  }
  const auto middle = took_s.begin() + static_cast<std::ptrdiff_t>(took_s.size() / 2);
  std::nth_element(took_s.begin(), middle, took_s.end());
  if (*middle > 0.0) rolling.cadence_per_min = 60.0 / *middle;
  rolling.length_mean_mm = way_mm / rolling.strokes;
  rolling.speed_mean_mm_s /= rolling.strokes;
  if (turns > 0) rolling.turn_mean_s = turns_s / turns;
  return rolling;
}

}  // namespace rollscope
