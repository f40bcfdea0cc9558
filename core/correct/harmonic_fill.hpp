// Gives small holes of masked sensels a value from around them, for sums over an area only (science.md 3.7).
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "core/frame/pressure_frame.hpp"
#include "core/frame/sensor_layout.hpp"

namespace rollscope {

// Solves Laplace's equation on holes of one sensel or of two side by side, in closed form (what Gauss-Seidel
// would come to). The four nearest sensels weigh 1 / pitch^2 along their axis; those that cannot be used and
// what lies beyond the array are left out; columns go round a cylinder. A value lies between the lowest and
// the highest around the hole: a filled hole is never a peak. A mirrored or turned frame is filled with the
// same bits. Larger holes, and holes with fewer than two usable sensels around, stay as they are. No
// allocation after construction.
class HarmonicFill {
 public:
  explicit HarmonicFill(const SensorLayout& layout);

  // The masked sensels, 1 in `mask`; call when they changed.
  void plan(std::span<const std::uint8_t> mask);

  // Sets `filled` and the pressure of each hole that can be filled. Masked sensels have validity `dead`.
  void fill(PressureFrame& frame) const;

 private:
  struct Hole {
    std::int32_t sensel[2];  // the second is -1 for a hole of one
    double coupling;         // weight between the two
  };
  // What is known around one sensel of a hole.
  struct Around {
    double sum = 0, weight = 0;  // of the known ones
    float low = 0, high = 0;
    int known = 0;
  };
  [[nodiscard]] std::int32_t neighbour(std::int32_t sensel, int dr, int dc) const;  // -1: none
  [[nodiscard]] Around around(const PressureFrame& frame, std::int32_t sensel) const;
  void fill_one(PressureFrame& frame, std::int32_t sensel) const;
  void fill_two(PressureFrame& frame, const Hole& hole) const;

  SensorLayout layout_;
  double row_weight_, col_weight_;  // between neighbours one row, one column apart
  std::vector<Hole> holes_;
};

}  // namespace rollscope
