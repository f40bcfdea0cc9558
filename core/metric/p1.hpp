// P1: the highest pressure averaged over 1 cm2 (design.md 5).
#pragma once

#include <cstdint>
#include <limits>
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

  // Every window is one whole sensel: P1 is the highest sensel.
  [[nodiscard]] bool single() const { return single_; }

  // Over the whole frame: the highest mean above `least`, if there is one.
  [[nodiscard]] P1 find(const PressureFrame& frame, float least = -std::numeric_limits<float>::infinity());

  // Per label 1..out.size(): over the windows whose highest usable sensel has that label (`label` has one a
  // sensel; a window whose highest sensels are equal belongs to each of their labels). No allocation up to
  // 256 labels.
  void find_per_label(const PressureFrame& frame, std::span<const std::uint16_t> label, std::span<P1> out);

  // The same for one label, in steps for a caller that knows where its sensels are. start() looks at the
  // window round its first highest sensel (not found: that window is not the label's, or unusable). Only
  // windows that cover a sensel of the label that reaches floor_of() can be better. search() takes a box
  // round those, and what start() gave, and leaves the P1 there. Not needed when single().
  struct Box {
    int first_row = std::numeric_limits<int>::max(), last_row = -1;
    int first_col = std::numeric_limits<int>::max(), last_col = -1;
    void add(int row, int from_col, int to_col);
  };
  struct Label {
    std::span<const std::uint16_t> of;  // one a sensel
    std::uint16_t number;
  };
  [[nodiscard]] P1 start(const PressureFrame& frame, int row, int col) const;
  [[nodiscard]] static float floor_of(const P1& started);
  void search(const PressureFrame& frame, const Label& label, const Box& box, bool all_usable, P1& p1);

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
  // Windows that are worth a look while searching.
  struct Search {
    float reached;  // by the best so far, or what it takes to be worth a look
    float highest;  // pressure any of them can hold
    bool all_usable;
    P1 best{};
  };
  struct Columns {
    int first, last;
  };
  [[nodiscard]] Mean mean(const PressureFrame& frame, const Placement& row, const Placement& col) const;
  [[nodiscard]] P1 at_sensel(const PressureFrame& frame, int row, int col) const;
  static const Placement& around(const Axis& axis, int sensels, int at);
  static std::span<const Placement> over(const Axis& axis, int first, int last);
  template <class Belongs>
  void search_row(const PressureFrame& frame, const Placement& row, Columns columns, Search& search,
                  Belongs belongs);
  void find_rising(const PressureFrame& frame, float least);
  void estimate(const PressureFrame& frame, const Placement& row, Columns& columns);
  [[nodiscard]] P1 find_single(const PressureFrame& frame, float least) const;
  template <class Visit>
  void visit_sensels(const Placement& row, const Placement& col, Visit visit) const;

  int rows_ = 0, cols_ = 0;
  bool coarse_ = false;
  bool single_ = false;  // every window is one whole sensel
  double period_mm_ = 0;
  float full_weight_ = 0;
  Axis row_axis_, col_axis_;
  // Scratch: sums down the columns under a row of windows, and the windows' means from them, way by way.
  std::vector<float> column_sums_, estimates_;
  std::vector<float> row_tops_;
  std::vector<Columns> rising_;        // per row
  std::vector<std::int32_t> highest_;  // of each label
  std::vector<Box> boxes_;
};

}  // namespace rollscope
