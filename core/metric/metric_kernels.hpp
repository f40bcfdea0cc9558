// The loops of the metrics that run over many sensels, for any x86-64 (core/base/simd.hpp).
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace rollscope {

// Sums over the usable sensels of a frame. Eight lanes, then pairwise: the same bits everywhere.
struct UsableSums {
  bool any = false;
  float peak = 0;         // highest value, also when negative
  double sum = 0;         // of pressure, signed
  double active_sum = 0;  // of what lies above 0
  std::int64_t active = 0, over_10 = 0;
};
[[nodiscard]] UsableSums sum_usable(std::span<const float> pressure, std::span<const std::uint8_t> validity);

// The first usable sensel with exactly this pressure; the number of sensels when there is none.
[[nodiscard]] std::size_t find_usable(std::span<const float> pressure, std::span<const std::uint8_t> validity,
                                      float value);

// Per sensel: map += seconds x over, then over = max(0, pressure - floor), 0 where it cannot be used.
struct DoseInput {
  const float* pressure;
  const std::uint8_t* validity;
  std::size_t count;
  double seconds;  // 0: adds nothing
  float floor;
};
void add_dose(const DoseInput& in, double* map, float* over);

// Highest value of each row.
void find_row_tops(const float* values, std::size_t rows, std::size_t cols, float* tops);

// out[c] = sum over i of weights[i] x values[i x stride + c].
void add_rows(const float* values, std::size_t stride, std::span<const float> weights, std::span<float> out);
// out[c] = sum over j of weights[j] x values[c + j].
void add_columns(const float* values, std::span<const float> weights, std::span<float> out);

}  // namespace rollscope
