// The thresholds of contact finding in the unit of the frames (science.md 2.2, design.md 5).
#pragma once

#include "core/contact/contact_parameters.hpp"
#include "core/frame/pressure_frame.hpp"
#include "core/frame/sensor_layout.hpp"

namespace rollscope {

struct ContactThresholds {
  float p_on = 0;              // a patch needs a sensel this high
  float p_off = 0;             // and grows through sensels this high
  float prominence_min = 0;    // a second peak counts from here,
  float prominence_share = 0;  // from this share of its own height,
  float noise = 0;             // and from 6 standard deviations of noise
  double a_min_cm2 = 0;        // a contact is at least this large
  int sensels_min = 0;         // and has this many sensels: 4 up to 12 mm pitch, above that 2

  // The prominence from which a peak of this height counts.
  [[nodiscard]] float prominence_needed(float peak) const;
};

// full_scale: of the counts; not used in kPa. In counts P_on, P_off and the least prominence are shares of
// it. noise: standard deviation of a sensel in the frame's unit; 0: unknown.
[[nodiscard]] ContactThresholds contact_thresholds(const ContactParameters& parameters,
                                                   const SensorLayout& layout, PressureUnit unit,
                                                   double full_scale, float noise = 0);

}  // namespace rollscope
