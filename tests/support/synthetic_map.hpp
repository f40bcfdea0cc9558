// Pressure patterns for tests of the display lane: bumps, noise and holes from a fixed seed.
#pragma once

#include <cmath>
#include <cstdint>
#include <random>
#include <vector>

#include "core/display/display_field.hpp"
#include "core/frame/pressure_frame.hpp"

namespace rollscope {

struct SyntheticMap {
  SensorLayout layout;
  std::vector<float> pressure;
  std::vector<std::uint8_t> validity;

  [[nodiscard]] DisplayField field(Orientation orientation = {}) const {
    DisplayField out;
    fill_display_field(layout, orientation, pressure, validity, out);
    return out;
  }
};

// Two bumps of `peak`, noise of 2 % of it, `holes` dead sensels.
inline SyntheticMap synthetic_map(int rows, int cols, float peak, int holes, unsigned seed,
                                  Surface surface = Surface::flat) {
  SyntheticMap map;
  map.layout.rows = rows;
  map.layout.cols = cols;
  map.layout.surface = surface;
  if (surface == Surface::cylinder) map.layout.radius_mm = cols * 10.0 / (2.0 * 3.141592653589793);
  std::mt19937 random(seed);
  const auto uniform = [&random] { return static_cast<float>(random() % 10000U) / 10000.0F; };
  const float row_a = uniform() * static_cast<float>(rows), col_a = uniform() * static_cast<float>(cols);
  const float row_b = uniform() * static_cast<float>(rows), col_b = uniform() * static_cast<float>(cols);
  for (int r = 0; r < rows; ++r) {
    for (int c = 0; c < cols; ++c) {
      const auto bump = [&](float row, float col, float width) {
        const float dr = static_cast<float>(r) - row, dc = static_cast<float>(c) - col;
        return std::exp(-(dr * dr + dc * dc) / (2.0F * width * width));
      };
      map.pressure.push_back(
          peak * (bump(row_a, col_a, 2.2F) + 0.5F * bump(row_b, col_b, 3.0F) + 0.02F * (uniform() - 0.5F)));
      map.validity.push_back(valid);
    }
  }
  for (int i = 0; i < holes; ++i) {
    const std::size_t at = random() % map.pressure.size();
    map.pressure[at] = 0;
    map.validity[at] = i % 3 == 2 ? static_cast<std::uint8_t>(absent) : static_cast<std::uint8_t>(dead);
  }
  return map;
}

}  // namespace rollscope
