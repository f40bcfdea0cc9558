// The loops of contact finding that run over many sensels, for any x86-64 (core/base/simd.hpp).
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "core/contact/pressed_runs.hpp"

namespace rollscope {

struct PressedInput {
  const float* pressure;         // rows x cols
  const std::uint8_t* validity;  // rows x cols
  std::size_t rows, cols;
  float p_off;
};
// One bit a sensel, rows begin with a new word: 1 where it is usable and at least p_off.
void mark_pressed(const PressedInput& in, std::uint64_t* bits);

// Heights with a rim of one sensel all round, -infinity where not pressed (on a cylinder the rim's columns
// are those across the seam), and eight more at the end. Indices count in it: (row + 1) x stride + col + 1.
struct Relief {
  const float* height;
  std::int32_t stride;
};
inline constexpr std::int32_t kTurning = -1;
// For each sensel of the runs: the one neighbour that is highest, where the sensel just lies on a slope. A
// peak, a place where slopes from different sides meet, a sensel with an equal neighbour or with two highest
// ones is a turning point: kTurning in `up`, and listed in `turning`, in the runs' order; there is room for
// all of them. Returns their number.
std::size_t find_ways_up(const Relief& relief, std::span<const Run> runs, std::int32_t* up,
                         std::int32_t* turning);

// Sums over the sensels of a run. k counts columns from its beginning.
struct RunSums {
  double sum = 0;           // of pressure
  double moment = 0;        // of pressure x k
  double cos = 0, sin = 0;  // of pressure x cosine and sine of the column; 0 without a table
  float top = 0;            // highest
};
struct SumsInput {
  const float* pressure;  // rows x cols
  std::size_t cols;
  const double* col_cos;  // null on a flat sensor
  const double* col_sin;
};
// Eight lanes, then pairwise: the same bits everywhere.
void sum_runs(const SumsInput& in, std::span<const Run> runs, RunSums* sums);

}  // namespace rollscope
