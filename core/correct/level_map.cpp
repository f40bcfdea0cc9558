#include "core/correct/level_map.hpp"

#include <algorithm>
#include <cmath>

#include "core/base/check.hpp"
#include "core/base/fast_power.hpp"

namespace rollscope {

LevelMap::LevelMap(const Calibration& calibration) {
  if (calibration.exponent.empty()) return;
  const std::vector<UniformLoad>& loads = calibration.equilibration.loads;
  ROLLSCOPE_CHECK(!loads.empty(), "exponents come with the loads they were found under");
  double sum = 0.0, lowest = loads.front().mean_counts;
  for (const UniformLoad& load : loads) {
    sum += std::log(load.mean_counts);
    lowest = std::min(lowest, load.mean_counts);
  }
  const double reference = std::exp(sum / static_cast<double>(loads.size()));
  lowest_ = static_cast<float>(lowest / reference);
  for (std::size_t i = 0; i < calibration.exponent.size(); ++i) {
    const double gain = calibration.gain.empty() ? 1.0 : static_cast<double>(calibration.gain[i]);
    power_.push_back(calibration.exponent[i] - 1.0F);
    scale_.push_back(static_cast<float>(1.0 / (gain * reference)));
  }
}

void LevelMap::apply(std::span<float> risen) const {
  ROLLSCOPE_CHECK(risen.size() == power_.size(), "a frame has one value a sensel");
  const float* __restrict power = power_.data();
  const float* __restrict scale = scale_.data();
  float* __restrict value = risen.data();
  const float lowest = lowest_;
  for (std::size_t i = 0; i < risen.size(); ++i) {
    // Why in this order: what is no number becomes the lowest, and is marked missing elsewhere.
    const float share = std::max(lowest, value[i] * scale[i]);
    value[i] *= fast_exp2(power[i] * fast_log2(share));
  }
}

}  // namespace rollscope
