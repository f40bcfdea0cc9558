// The true pressure on every sensel of a layout: the footprints of all tools, averaged over each sensel.
#pragma once

#include <span>
#include <vector>

#include "core/frame/sensor_layout.hpp"
#include "core/scene/tool.hpp"

namespace rollscope {

// One footprint as the layout could best see it.
struct FieldPatch {
  double p1_kpa = 0.0;    // as design.md 5 defines P1
  double mean_kpa = 0.0;  // over the sensels at or above P_off (10 kPa)
  double area_cm2 = 0.0;  // of those
  double force_n = 0.0;   // of all
};

class PressureField {
 public:
  explicit PressureField(const SensorLayout& layout);

  void clear();
  // Adds a footprint centred at (x, y), in mm from the layout's corner. On a cylinder x goes round. Parts off
  // the sensor and on absent sensels are lost.
  FieldPatch add(const Footprint& footprint, double x_mm, double y_mm);
  // The same patch without adding it.
  [[nodiscard]] FieldPatch measure(const Footprint& footprint, double x_mm, double y_mm);

  [[nodiscard]] std::span<const float> kpa() const { return kpa_; }

 private:
  struct Box {
    int row = 0, col = 0, rows = 0, cols = 0;  // col may lie outside 0..cols-1 on a cylinder
  };
  [[nodiscard]] Box box_of(const Footprint& footprint, double x_mm, double y_mm) const;
  void fill_patch(const Footprint& footprint, double x_mm, double y_mm, const Box& box);
  [[nodiscard]] FieldPatch measure_patch(const Box& box) const;
  [[nodiscard]] double p1_kpa(const Box& box, int peak_row, int peak_col) const;
  [[nodiscard]] double window_kpa(const Box& box, int row, int col) const;
  [[nodiscard]] double window_kpa(const Box& box, int row, int col, int down, int right) const;
  [[nodiscard]] std::size_t sensel(int row, int col) const;

  SensorLayout layout_;
  int sub_rows_, sub_cols_;  // samples across a sensel
  std::vector<float> kpa_;
  std::vector<float> patch_;  // box, row-major
};

}  // namespace rollscope
