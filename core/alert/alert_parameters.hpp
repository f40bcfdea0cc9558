// Parameters of the over-pressure and technical alarms (science.md 1.9, design.md 3).
#pragma once

namespace rollscope {

struct AlertParameters {
  double peak_caution_kpa = 0.0;  // on P1; 0: the region's
  double peak_stop_kpa = 0.0;     // on P1; 0: the region's
  double ppt_1_kpa = 0.0;         // anchor of the mean limits; 0: the region's
  double ceiling_factor = 1.0;    // 0.5 sensitive, 0.35 minor: scales every ceiling
  double peak_caution_dwell_s = 1.0;
  double peak_stop_dwell_s = 0.25;
  double mean_caution_dwell_s = 2.0;
  double mean_stop_dwell_s = 0.5;
  double mean_stop_factor = 1.5;
  double clear_share = 0.85;
  double clear_dwell_s = 0.5;
  double pain_caution_nrs = 7.0;
  double pain_stop_nrs = 8.0;
  double full_scale_share = 1.25;  // armed only if the sensor reaches this many times the stop ceiling
  double stall_s = 0.5;            // a gap longer than this is a technical alert
  double saturated_dwell_s = 0.5;  // sensels of a contact at full scale this long are a technical alert
  bool operator==(const AlertParameters&) const = default;
};

}  // namespace rollscope
