// The pressures as the display lane sees them: turned as the map lies, holes filled so that interpolation has
// something to stand on. No number is ever read from here.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "core/display/orientation.hpp"
#include "core/frame/sensor_layout.hpp"

namespace rollscope {

enum class Cell : std::uint8_t {
  measured,
  unmeasured,  // dead, masked or without a reading
  absent,      // no sensel there
};

// Row-major in display orientation. `value` is finite everywhere: a cell not measured carries the mean of its
// measured neighbours, a block of them is filled from its rim inwards, 0 where nothing was measured.
struct DisplayField {
  int rows = 0, cols = 0;
  bool wrap_rows = false, wrap_cols = false;  // periodic: the cylinder's way round
  std::vector<float> value;
  std::vector<Cell> cell;

  [[nodiscard]] std::size_t at(int row, int col) const {
    return static_cast<std::size_t>(row) * static_cast<std::size_t>(cols) + static_cast<std::size_t>(col);
  }
};

// Index i brought into 0..n-1: round the cylinder, else to the border.
[[nodiscard]] constexpr int border_index(int i, int n, bool wrap) {
  if (wrap) return ((i % n) + n) % n;
  return i < 0 ? 0 : (i >= n ? n - 1 : i);
}

// pressure, validity: rows * cols of the layout, as in PressureFrame. Reuses the field's memory.
void fill_display_field(const SensorLayout& layout, Orientation orientation, std::span<const float> pressure,
                        std::span<const std::uint8_t> validity, DisplayField& field);

}  // namespace rollscope
