#include "core/contact/contact_thresholds.hpp"

#include <algorithm>
#include <cmath>

namespace rollscope {
namespace {

constexpr float kNoiseDeviations = 6.0F;
constexpr double kCoarsePitchMm = 12.0;
constexpr double kRoundingMm = 1e-6;

}  // namespace

float ContactThresholds::prominence_needed(float peak) const {
  return std::max({prominence_min, prominence_share * peak, kNoiseDeviations * noise});
}

ContactThresholds contact_thresholds(const ContactParameters& parameters, const SensorLayout& layout,
                                     PressureUnit unit, double full_scale, float noise) {
  const bool calibrated = unit == PressureUnit::kpa;
  // Why: the least prominence keeps its place next to P_off, whatever the unit.
  const double per_kpa = calibrated ? 1.0 : kCountsPOff * full_scale / ContactParameters{}.p_off_kpa;
  const double pitch_mm = 10.0 * std::sqrt(layout.sensel_area_cm2());
  ContactThresholds thresholds;
  thresholds.p_on = static_cast<float>(calibrated ? parameters.p_on_kpa : kCountsPOn * full_scale);
  thresholds.p_off = static_cast<float>(calibrated ? parameters.p_off_kpa : kCountsPOff * full_scale);
  thresholds.prominence_min = static_cast<float>(parameters.prominence_min_kpa * per_kpa);
  thresholds.prominence_share = static_cast<float>(parameters.prominence_share);
  thresholds.noise = noise;
  thresholds.a_min_cm2 = parameters.a_min_cm2;
  thresholds.sensels_min = pitch_mm > kCoarsePitchMm + kRoundingMm ? 2 : 4;
  return thresholds;
}

}  // namespace rollscope
