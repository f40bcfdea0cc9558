// Pressure fields for tests: patches on a layout, and frames of them.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <random>
#include <vector>

#include "core/base/periodic.hpp"
#include "core/contact/contact_finder.hpp"
#include "core/frame/pressure_frame.hpp"
#include "core/frame/sensor_layout.hpp"

namespace rollscope::test {

inline SensorLayout flat(int rows, int cols, double pitch_mm = 10.0) {
  return {.rows = rows, .cols = cols, .pitch_row_mm = pitch_mm, .pitch_col_mm = pitch_mm};
}

inline SensorLayout cylinder(int rows, int cols, double pitch_mm = 10.0) {
  SensorLayout layout = flat(rows, cols, pitch_mm);
  layout.surface = Surface::cylinder;
  layout.radius_mm = cols * pitch_mm / 6.283185307179586;
  return layout;
}

inline PressureFrame empty_frame(const SensorLayout& layout) {
  PressureFrame frame;
  frame.pressure.assign(layout.sensels(), 0.0F);
  frame.validity.assign(layout.sensels(), valid);
  return frame;
}

inline std::size_t sensel(const SensorLayout& layout, int row, int col) {
  return static_cast<std::size_t>(row) * static_cast<std::size_t>(layout.cols) +
         static_cast<std::size_t>(col);
}

// A round patch, highest in its middle, zero from radius_mm on (a paraboloid). Patches add up by the higher
// value.
struct Patch {
  double x_mm, y_mm, radius_mm, peak;
};
inline void press(PressureFrame& frame, const SensorLayout& layout, const Patch& patch) {
  const double period = layout.periodic() ? layout.cols * layout.pitch_col_mm : 0.0;
  for (int row = 0; row < layout.rows; ++row) {
    for (int col = 0; col < layout.cols; ++col) {
      const double dx = wrapped_difference((col + 0.5) * layout.pitch_col_mm, patch.x_mm, period);
      const double dy = (row + 0.5) * layout.pitch_row_mm - patch.y_mm;
      const double share = 1.0 - (dx * dx + dy * dy) / (patch.radius_mm * patch.radius_mm);
      float& pressure = frame.pressure[sensel(layout, row, col)];
      pressure = std::max(pressure, static_cast<float>(patch.peak * std::max(0.0, share)));
    }
  }
}

inline PressureFrame frame_of(const SensorLayout& layout, const std::vector<Patch>& patches) {
  PressureFrame frame = empty_frame(layout);
  for (const Patch& patch : patches) press(frame, layout, patch);
  return frame;
}

inline ContactThresholds default_thresholds(const SensorLayout& layout) {
  return contact_thresholds(ContactParameters{}, layout, PressureUnit::kpa, 0.0);
}

inline ContactFinder finder_for(const SensorLayout& layout) {
  ContactFinder finder(layout);
  finder.set_thresholds(default_thresholds(layout));
  return finder;
}

// A field with structure at several scales; `step` > 0 rounds to multiples of it (ties and plateaus).
inline PressureFrame random_field(const SensorLayout& layout, std::mt19937_64& random, float step) {
  std::uniform_real_distribution<double> uniform(0.0, 1.0);
  PressureFrame frame = empty_frame(layout);
  const int patches = 1 + static_cast<int>(uniform(random) * 8);
  for (int i = 0; i < patches; ++i) {
    press(frame, layout,
          {uniform(random) * layout.cols * layout.pitch_col_mm,
           uniform(random) * layout.rows * layout.pitch_row_mm, 15.0 + 60.0 * uniform(random),
           10.0 + 150.0 * uniform(random)});
  }
  const double noise = uniform(random) < 0.5 ? 2.0 : 25.0;
  for (float& pressure : frame.pressure) {
    pressure += static_cast<float>(noise * (uniform(random) - 0.5));
    if (step > 0.0F) pressure = step * std::round(pressure / step);
  }
  return frame;
}

}  // namespace rollscope::test
