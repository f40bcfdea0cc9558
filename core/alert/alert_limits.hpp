// The ceilings in force: the region's, the profile's own, scaled for a sensitive person and for coarse
// sensels.
#pragma once

#include "core/alert/alert_parameters.hpp"
#include "core/alert/region.hpp"

namespace rollscope {

// kPa and seconds. A limit of 0 never alerts.
struct AlertLimits {
  double peak_caution_kpa = 0, peak_stop_kpa = 0;  // on P1
  double peak_caution_dwell_s = 0;
  double ppt_1_kpa = 0;  // anchor of the mean limits

  // Mean caution of a contact of this area: PPT_1 * A^-0.49, A within 1..200 cm2 (science.md 1.2, 1.9).
  [[nodiscard]] double mean_caution_kpa(double area_cm2) const;

  bool operator==(const AlertLimits&) const = default;
};

// Sensels above 1 cm2 are coarse: P1 is the sensel's own value, so peak levels shrink by area^-0.49.
[[nodiscard]] AlertLimits alert_limits(const Region& region, const AlertParameters& parameters,
                                       double sensel_area_cm2);

// Alerts on pressure need a sensor that can show the stop level with room to spare (science.md 1.9).
// full_scale_kpa 0: unknown, taken as in order.
[[nodiscard]] bool can_show_stop(const AlertLimits& limits, const AlertParameters& parameters,
                                 double full_scale_kpa);

}  // namespace rollscope
