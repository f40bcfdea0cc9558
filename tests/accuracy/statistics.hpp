// The few statistics of the table.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "tests/accuracy/score.hpp"

namespace rollscope::accuracy {

// Share 0..1 of the sorted values, nearest rank; 0 of none.
[[nodiscard]] double quantile(std::vector<double> values, double share);
[[nodiscard]] double mean(std::span<const double> values);
[[nodiscard]] std::vector<double> magnitudes(std::span<const double> values);

struct Interval {
  double low = 0.0, high = 0.0;
};
// 95 % of what the figure comes to over sessions drawn anew with replacement. The same sessions give the same
// interval.
[[nodiscard]] Interval bootstrap(std::span<const Tally> sessions,
                                 const std::function<double(const Tally&)>& figure);

}  // namespace rollscope::accuracy
