// Puts what happened into the lists that reports and timelines keep.
#pragma once

#include <vector>

#include "core/observation.hpp"

namespace rollscope {

// Lists stay in order of start. An alert that is cleared takes the place of the same alert as it was raised.
// Events of other kinds change nothing.
void gather(const Event& event, std::vector<HoldRecord>& holds, std::vector<AlertRecord>& alerts,
            std::vector<StrokeRecord>& strokes);

}  // namespace rollscope
