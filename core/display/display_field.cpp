#include "core/display/display_field.hpp"

#include <cmath>
#include <utility>

#include "core/base/check.hpp"
#include "core/frame/pressure_frame.hpp"

namespace rollscope {
namespace {

struct Turned {
  int row, col;
};

// Where sensel (row, col) of a rows x cols array lies on the display.
Turned turned(Orientation o, int row, int col, int rows, int cols) {
  for (int i = 0; i < o.quarter_turns; ++i) {
    const int new_col = rows - 1 - row;
    row = col;
    col = new_col;
    std::swap(rows, cols);
  }
  if (o.mirrored) col = cols - 1 - col;
  return {row, col};
}

// The mean of the neighbours that have a value; NaN without any.
float neighbours_mean(const DisplayField& field, int row, int col) {
  float sum = 0;
  int count = 0;
  for (int dr = -1; dr <= 1; ++dr) {
    for (int dc = -1; dc <= 1; ++dc) {
      const int r = row + dr, c = col + dc;
      if (!field.wrap_rows && (r < 0 || r >= field.rows)) continue;
      if (!field.wrap_cols && (c < 0 || c >= field.cols)) continue;
      const float v = field.value[field.at(border_index(r, field.rows, field.wrap_rows),
                                           border_index(c, field.cols, field.wrap_cols))];
      if (!std::isfinite(v)) continue;
      sum += v;
      ++count;
    }
  }
  return count > 0 ? sum / static_cast<float>(count) : NAN;
}

// One ring of holes is filled from what surrounds it, then the next ring from that.
void fill_holes(DisplayField& field) {
  std::vector<std::size_t> holes;
  for (std::size_t i = 0; i < field.value.size(); ++i) {
    if (!std::isfinite(field.value[i])) holes.push_back(i);
  }
  std::vector<float> filled;
  while (!holes.empty()) {
    filled.clear();
    bool any = false;
    for (const std::size_t i : holes) {
      const auto row = static_cast<int>(i / static_cast<std::size_t>(field.cols));
      const auto col = static_cast<int>(i % static_cast<std::size_t>(field.cols));
      filled.push_back(neighbours_mean(field, row, col));
      any = any || std::isfinite(filled.back());
    }
    std::vector<std::size_t> rest;
    for (std::size_t k = 0; k < holes.size(); ++k) {
      const bool known = std::isfinite(filled[k]);
      if (known || !any) field.value[holes[k]] = known ? filled[k] : 0.0F;
      if (!known && any) rest.push_back(holes[k]);
    }
    holes.swap(rest);
  }
}

}  // namespace

void fill_display_field(const SensorLayout& layout, Orientation orientation, std::span<const float> pressure,
                        std::span<const std::uint8_t> validity, DisplayField& field) {
  ROLLSCOPE_CHECK(pressure.size() == layout.sensels() && validity.size() == layout.sensels(),
                  "a frame has the layout's sensels");
  const bool swap = orientation.swaps_axes();
  field.rows = swap ? layout.cols : layout.rows;
  field.cols = swap ? layout.rows : layout.cols;
  field.wrap_rows = layout.periodic() && swap;
  field.wrap_cols = layout.periodic() && !swap;
  field.value.resize(layout.sensels());
  field.cell.resize(layout.sensels());
  std::size_t i = 0;
  for (int row = 0; row < layout.rows; ++row) {
    for (int col = 0; col < layout.cols; ++col, ++i) {
      const Turned place = turned(orientation, row, col, layout.rows, layout.cols);
      const std::size_t to = field.at(place.row, place.col);
      const bool usable = (validity[i] & kNotUsable) == 0 && std::isfinite(pressure[i]);
      field.value[to] = usable ? pressure[i] : NAN;
      field.cell[to] = usable                        ? Cell::measured
                       : (validity[i] & absent) != 0 ? Cell::absent
                                                     : Cell::unmeasured;
    }
  }
  fill_holes(field);
}

}  // namespace rollscope
