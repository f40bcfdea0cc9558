#include "tests/accuracy/statistics.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "core/scene/random.hpp"

namespace rollscope::accuracy {

double quantile(std::vector<double> values, double share) {
  if (values.empty()) return 0.0;
  const auto rank = static_cast<std::size_t>(std::ceil(share * static_cast<double>(values.size())));
  const auto at = values.begin() + static_cast<std::ptrdiff_t>(std::max<std::size_t>(rank, 1) - 1);
  std::nth_element(values.begin(), at, values.end());
  return *at;
}

double mean(std::span<const double> values) {
  if (values.empty()) return 0.0;
  return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

std::vector<double> magnitudes(std::span<const double> values) {
  std::vector<double> all;
  for (const double value : values) all.push_back(std::abs(value));
  return all;
}

Interval bootstrap(std::span<const Tally> sessions, const std::function<double(const Tally&)>& figure) {
  constexpr int kDraws = 1000;
  Random random(20260101);
  std::vector<double> figures;
  for (int draw = 0; draw < kDraws; ++draw) {
    Tally drawn;
    for (std::size_t i = 0; i < sessions.size(); ++i) {
      drawn.add(sessions[static_cast<std::size_t>(random.integer(0, static_cast<int>(sessions.size()) - 1))]);
    }
    figures.push_back(figure(drawn));
  }
  return {quantile(figures, 0.025), quantile(figures, 0.975)};
}

}  // namespace rollscope::accuracy
