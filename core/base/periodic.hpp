// Positions on a circle: the columns of a cylinder, in millimetres or columns.
#pragma once

#include <cmath>

namespace rollscope {

// `value` brought into [0, period); unchanged when period is 0 (not periodic).
[[nodiscard]] inline double wrap(double value, double period) {
  if (period <= 0.0) return value;
  const double wrapped = value - period * std::floor(value / period);
  return wrapped < period ? wrapped : 0.0;  // Why: rounding may give exactly `period`.
}

// to - from by the shorter way round, in [-period/2, period/2); the plain difference when period is 0.
[[nodiscard]] inline double wrapped_difference(double to, double from, double period) {
  if (period <= 0.0) return to - from;
  return wrap(to - from + period / 2.0, period) - period / 2.0;
}

}  // namespace rollscope
