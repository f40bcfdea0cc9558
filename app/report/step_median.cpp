#include "app/report/step_median.hpp"

#include <cmath>

namespace rollscope {
namespace {

constexpr std::size_t kMostSteps = 50'000;
constexpr double kDay_s = 86'400.0;

// To the nearest multiple, in units of it.
std::int64_t rounded(std::int64_t value, std::int64_t unit) {
  return (value >= 0 ? value + unit / 2 : value - unit / 2) / unit;
}

}  // namespace

void StepMedian::add(double step_s) {
  if (!(std::abs(step_s) < kDay_s)) return;
  ++counts_[rounded(std::llround(step_s * 1e9), grid_ns_)];
  ++count_;
  while (counts_.size() > kMostSteps) coarsen();
}

void StepMedian::coarsen() {
  constexpr std::int64_t kTimes = 10;
  std::map<std::int64_t, std::uint64_t> coarse;
  for (const auto& [step, count] : counts_) coarse[rounded(step, kTimes)] += count;
  counts_.swap(coarse);
  grid_ns_ *= kTimes;
}

std::int64_t StepMedian::step_at(std::uint64_t rank) const {
  std::uint64_t below = 0;
  for (const auto& [step, count] : counts_) {
    below += count;
    if (below > rank) return step * grid_ns_;
  }
  return 0;
}

double StepMedian::median_s() const {
  if (count_ == 0) return 0.0;
  const std::int64_t low = step_at((count_ - 1) / 2), high = step_at(count_ / 2);
  return 0.5 * static_cast<double>(low + high) * 1e-9;
}

}  // namespace rollscope
