// Metrics of one frame: pure functions, as data/reference.json defines them (design.md 5).
#pragma once

#include <cstdint>

#include "core/frame/pressure_frame.hpp"
#include "core/frame/sensor_layout.hpp"

namespace rollscope {

// Over the usable sensels; pressures in the frame's unit. Forces are 0 in counts.
struct FrameMetrics {
  bool any = false;                // a usable sensel exists
  float peak = 0;                  // highest value, also when negative
  int peak_row = 0, peak_col = 0;  // first in row order
  double sum = 0;                  // of pressure, signed
  double force_n = 0;              // sum p * a, signed: clipping negatives would bias it upward
  std::int64_t active = 0;         // sensels above 0
  double active_sum = 0;           // their sum of pressure
  double area_over_0_cm2 = 0;      // strictly above 0
  double area_over_10_cm2 = 0;     // strictly above 10 (kPa)
};
[[nodiscard]] FrameMetrics compute_frame_metrics(const SensorLayout& layout, const PressureFrame& frame);

// Centre of pressure with weights p * a over usable and filled sensels of at least `threshold` (and above 0).
// x goes round a cylinder by circular mean (science.md 2.10) and lies in [0, circumference).
struct CentreOfPressure {
  bool found = false;  // nothing pressed, or a ring all round the cylinder: false
  double x_mm = 0, y_mm = 0;
};
[[nodiscard]] CentreOfPressure compute_centre_of_pressure(const SensorLayout& layout,
                                                          const PressureFrame& frame, double threshold = 0.0);

// Load and area over usable and filled sensels of at least `threshold`.
struct PressedMetrics {
  double force_n = 0;  // 0 in counts
  double area_cm2 = 0;
  std::int64_t sensels = 0;
};
[[nodiscard]] PressedMetrics compute_pressed(const SensorLayout& layout, const PressureFrame& frame,
                                             double threshold);

}  // namespace rollscope
