#include "core/alert/alert_limits.hpp"

#include <algorithm>
#include <cmath>

namespace rollscope {
namespace {
constexpr double kAreaExponent = -0.49;  // spatial summation of pressure pain (science.md 1.2)
}  // namespace

double AlertLimits::mean_caution_kpa(double area_cm2) const {
  return ppt_1_kpa * std::pow(std::clamp(area_cm2, 1.0, 200.0), kAreaExponent);
}

AlertLimits alert_limits(const Region& region, const AlertParameters& parameters, double sensel_area_cm2) {
  const auto own_or = [](double own, double fallback) { return own > 0.0 ? own : fallback; };
  const double coarse = sensel_area_cm2 > 1.0 ? std::pow(sensel_area_cm2, kAreaExponent) : 1.0;
  const double factor = parameters.ceiling_factor;
  AlertLimits limits;
  limits.peak_caution_kpa = own_or(parameters.peak_caution_kpa, region.caution_kpa) * factor * coarse;
  limits.peak_stop_kpa = own_or(parameters.peak_stop_kpa, region.stop_kpa) * factor * coarse;
  limits.ppt_1_kpa = own_or(parameters.ppt_1_kpa, region.ppt_1_kpa) * factor;
  limits.peak_caution_dwell_s = own_or(region.caution_dwell_s, parameters.peak_caution_dwell_s);
  return limits;
}

bool can_show_stop(const AlertLimits& limits, const AlertParameters& parameters, double full_scale_kpa) {
  // Why the margin: 1.25 times 400 must not fail by the last bit of a product of decimals.
  return full_scale_kpa <= 0.0 ||
         full_scale_kpa * (1.0 + 1e-9) >= parameters.full_scale_share * limits.peak_stop_kpa;
}

}  // namespace rollscope
