// P1: the highest pressure averaged over 1 cm2 (design.md 5).
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "core/frame/pressure_frame.hpp"
#include "core/frame/sensor_layout.hpp"

namespace rollscope {

struct P1 {
  bool found = false;  // false: no window had enough usable sensels
  float pressure = 0;
  double x_mm = 0, y_mm = 0;  // centre of the window; the first in row order among equals
};

// A 10 x 10 mm window in sensel steps, sensels weighted by covered area, unusable ones left out, at least 75
// % of it usable. It lies against sensel edges with its near and with its far side (the mean over a moving
// window peaks at such places, and a mirrored grid gives the same). It stays on the array, goes round a
// cylinder, and is no larger than the array. Sensels of more than 1 cm2 are taken singly: coarse.
class P1Window {
 public:
  explicit P1Window(const SensorLayout& layout);

  [[nodiscard]] bool coarse() const { return coarse_; }

  // Over the whole frame.
  [[nodiscard]] P1 find(const PressureFrame& frame) const;

  // Per label 1..out.size(): over the windows whose highest usable sensel has that label (`label` has one a
  // sensel; a window whose highest sensels are equal belongs to each of their labels). No allocation up to
  // 256 labels.
  void find_per_label(const PressureFrame& frame, std::span<const std::uint16_t> label, std::span<P1> out);

 private:
  // Windows along one axis: `count` sensels from `first` with covered lengths.
  struct Placement {
    int first = 0;
    int count = 0;
    double centre_mm = 0;
    std::size_t weights = 0;  // where its covered lengths start
  };
  struct Axis {
    std::vector<Placement> placements;
    std::vector<float> weights;
  };
  struct Mean {
    bool found = false;
    float pressure = 0;
    float highest = 0;
  };
  static Axis lay_out(int sensels, double pitch_mm, bool periodic, bool coarse);
  [[nodiscard]] Mean mean(const PressureFrame& frame, const Placement& row, const Placement& col) const;
  [[nodiscard]] bool reaches_over(const PressureFrame& frame, const Placement& row, const Placement& col,
                                  float pressure) const;
  [[nodiscard]] P1 at_sensel(const PressureFrame& frame, int row, int col) const;
  void mark_strong(const PressureFrame& frame, std::span<const std::uint16_t> label, std::size_t labels);
  static const Placement& around(const Axis& axis, int sensels, int at);
  bool gather_band(const Placement& row);
  [[nodiscard]] bool band_reaches(const Placement& col) const;
  template <class Visit>
  void visit_sensels(const Placement& row, const Placement& col, Visit visit) const;

  int rows_ = 0, cols_ = 0;
  bool coarse_ = false;
  bool single_ = false;  // every window is one whole sensel
  double period_mm_ = 0;
  float full_weight_ = 0;
  Axis row_axis_, col_axis_;
  // Scratch of find_per_label(): a label's highest sensel and what reaches enough to matter; sensels that do.
  std::vector<std::int32_t> highest_;
  std::vector<float> enough_;
  std::vector<std::uint8_t> strong_;
  std::vector<std::int32_t> band_;
};

}  // namespace rollscope
