// The dense loops of DensePass, and the roofline it is held against.
#pragma once

#include <cstddef>
#include <cstdint>

namespace rollscope::bench {

struct DenseInput {
  const std::uint16_t* counts;  // rows x cols
  std::size_t rows, cols;
  float kpa_per_count;
  float* state;  // 2 x rows x cols: first and second of a row, then of the next
  float* lines;  // 2 x kDenseLines x dense_line(cols)
};
inline constexpr std::size_t kDenseLines = 8;
[[nodiscard]] constexpr std::size_t dense_line(std::size_t cols) {
  return cols + 16;
}

// Rows one behind the other: low-pass, horizontal and vertical part of the Gaussian, without a frame between.
void smooth_full(const DenseInput& in, float* smooth);
void smooth_light(const DenseInput& in, float* smooth);

// What no analysis can do without: read the counts, calibrate, low-pass (second order), write.
void roofline_pass(const DenseInput& in, float* out);

}  // namespace rollscope::bench
