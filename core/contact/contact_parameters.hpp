// Thresholds of contact finding (science.md 2.2, 2.3, 2.5). They stand under `hold.` in a profile.
#pragma once

namespace rollscope {

struct ContactParameters {
  double p_on_kpa = 15.0;            // a contact needs a sensel this high
  double p_off_kpa = 10.0;           // and grows through sensels this high
  double a_min_cm2 = 2.0;            // smaller patches are spikes or seams
  double prominence_min_kpa = 10.0;  // a second peak counts from here
  double prominence_share = 0.25;    // and from this share of its own height
  double t_merge_s = 1.5;            // a merged contact may come back within this
  double t_peaks_s = 0.2;            // a change of prominence must last this long
  bool operator==(const ContactParameters&) const = default;
};

// Without calibration the thresholds are shares of full scale (design.md 5).
inline constexpr double kCountsPOn = 0.04, kCountsPOff = 0.027, kCountsHOn = 0.08, kCountsHOff = 0.053;

}  // namespace rollscope
