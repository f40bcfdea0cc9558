// Puts what happened into the lists that reports and timelines keep.
#pragma once

#include <vector>

#include "core/observation.hpp"

namespace rollscope {

// Lists stay in order of start. An alert that is cleared takes the place of the same alert as it was raised.
// What moved to and fro inside an oscillation were its swings: it takes the place of strokes counted there
// before it was known as one. Events of other kinds change nothing.
struct Happened {
  std::vector<HoldRecord>& holds;
  std::vector<OscillationRecord>& oscillations;
  std::vector<AlertRecord>& alerts;
  std::vector<StrokeRecord>& strokes;
};
void gather(const Event& event, const Happened& lists);

}  // namespace rollscope
