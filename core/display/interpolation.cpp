#include "core/display/interpolation.hpp"

#include <algorithm>
#include <cmath>

namespace rollscope {

float interpolate(const DisplayField& field, double row, double col) {
  const int r0 = static_cast<int>(std::floor(row)), c0 = static_cast<int>(std::floor(col));
  const auto weights_row = catmull_rom_weights(static_cast<float>(row - r0));
  const auto weights_col = catmull_rom_weights(static_cast<float>(col - c0));
  std::array<int, 4> cols{};
  for (int k = 0; k < 4; ++k) {
    cols[static_cast<std::size_t>(k)] = border_index(c0 - 1 + k, field.cols, field.wrap_cols);
  }
  float value = 0;
  float low = INFINITY, high = -INFINITY;
  for (int k = 0; k < 4; ++k) {
    const int r = border_index(r0 - 1 + k, field.rows, field.wrap_rows);
    std::array<float, 4> v{};
    float across = 0;
    for (std::size_t i = 0; i < 4; ++i) {
      v[i] = field.value[field.at(r, cols[i])];
      across += weights_col[i] * v[i];
    }
    value += weights_row[static_cast<std::size_t>(k)] * across;
    if (k == 1 || k == 2) {
      low = std::min({low, v[1], v[2]});
      high = std::max({high, v[1], v[2]});
    }
  }
  return std::clamp(value, low, high);
}

}  // namespace rollscope
