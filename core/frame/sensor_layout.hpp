// The arrangement of the sensels: what one frame's samples mean in millimetres.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace rollscope {

enum class Surface : std::uint8_t {
  flat,
  cylinder,  // columns run round it
};

// Row-major; row 0, column 0 is the first sample. Sensel (r, c) has its centre at
// x = (c + 0.5) * pitch_col_mm, y = (r + 0.5) * pitch_row_mm. x and y never flip.
struct SensorLayout {
  int rows = 0;
  int cols = 0;
  double pitch_row_mm = 10.0;  // distance between rows
  double pitch_col_mm = 10.0;  // distance between columns (arc length on a cylinder)
  Surface surface = Surface::flat;
  double radius_mm = 0.0;               // of the cylinder; 0 when flat
  double seam_gap_mm = 0.0;             // bare arc of a cylinder between its last column and its first
  double declared_area_cm2 = 0.0;       // a vendor's printed sensel area; 0: pitch product
  std::vector<std::uint8_t> present{};  // 1 where a sensel exists; empty: everywhere

  [[nodiscard]] std::size_t sensels() const {
    return static_cast<std::size_t>(rows) * static_cast<std::size_t>(cols);
  }
  [[nodiscard]] double sensel_area_cm2() const {
    return declared_area_cm2 > 0.0 ? declared_area_cm2 : pitch_row_mm * pitch_col_mm / 100.0;
  }
  // The first and the last column are neighbours: a cylinder whose seam is no wider than a sensel (science.md
  // 2.10). A wider gap separates them, yet positions still go round.
  [[nodiscard]] bool periodic() const { return surface == Surface::cylinder && seam_gap_mm <= pitch_col_mm; }
  // Once round a cylinder, the seam's gap included; 0 when flat: x_mm does not come round again.
  [[nodiscard]] double circumference_mm() const {
    return surface == Surface::cylinder ? cols * pitch_col_mm + seam_gap_mm : 0.0;
  }
  // The same in columns: cols where the seam has no gap.
  [[nodiscard]] double cols_round() const { return cols + seam_gap_mm / pitch_col_mm; }
  bool operator==(const SensorLayout&) const = default;
};

}  // namespace rollscope
