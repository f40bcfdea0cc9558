// What a frame adds to curves over time. Pure.
#pragma once

#include "core/observation.hpp"

namespace rollscope {

struct CurveValues {
  float p1 = 0;       // highest of the contacts, in the frame's unit; NaN: cannot be told
  float force_n = 0;  // of all contacts; 0 in counts
};

// Under a massage gun the strokes are faster than the frames (science.md 1.1): P1 is then not told, and the
// force of such a contact is its mean over the last second.
[[nodiscard]] CurveValues curve_values(const Observation& observation);

}  // namespace rollscope
