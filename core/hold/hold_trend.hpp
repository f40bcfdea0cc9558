// How pressure, load and area changed under a hold (science.md 2.7), as reports tell it.
#pragma once

#include <cstdint>
#include <limits>

namespace rollscope {

// What the change looks like; told only where the force is known. Nobody but a person knows what it was.
enum class TrendCause : std::uint8_t {
  unknown,       // no force (counts), saturated sensels, or too short a hold
  steady,        // the peak stayed
  yields,        // peak down, area up, at steady load: the tissue gives way
  unloads,       // load, peak and area down: the person presses less
  loads,         // load, peak and area up: the person presses more
  sensor_creep,  // load and peak up alike, area the same: the sensor's own creep
  guarding,      // peak up, area not, at steady load: a tensed muscle, or a shift to bone
  unclear,       // none of these
};

// Shares: 0.18 is 18 %. NaN: the hold was too short for it, or nothing was measured then.
struct HoldTrend {
  static constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
  double window_s =
      0;  // from t1 = 2 s after the start to the last second before the end; 0: too short a hold
  // 1 - P1(t) / P1(t1) at 10, 30 and 60 s after the start; negative where it rose.
  double drop_10_s = kNone, drop_30_s = kNone, drop_60_s = kNone;
  // Of the means over the last 5 s against those over the first 3 s of the window (less in a short hold).
  double drop = kNone, force_change = kNone, area_change = kNone;
  // d ln P1 / d ln(t - start + 0.5 s), ordinary least squares over the window, and over its last 10 s.
  double slope = kNone, slope_last_10_s = kNone;
  double rmse = kNone;             // of ln P1 about the line of `slope`
  double detectable_drop = kNone;  // NaN: the sensor's creep is not known, nothing is flagged
  TrendCause cause = TrendCause::unknown;
  bool flagged = false;  // yields, drop of 15 % and more and of detectable_drop, levelled off
};

}  // namespace rollscope
