// Curves over time as the desk views draw them (look.md 5): grid, target zone, ceilings, series.
#pragma once

#include <vector>

#include "app/widgets/ui.hpp"

namespace rollscope {

// The smallest of 1, 1.5, 2, 3, 4, 5, 6, 8 x 10^k that is at least `value`; 1 for nothing positive.
[[nodiscard]] double nice_ceiling(double value);
// The smallest of 1, 2, 5 x 10^k of which at most `most` fit into `span` (at least one does).
[[nodiscard]] double nice_step(double span, double most);

// The axes of one plot: seconds to the right, values from 0 upwards.
struct PlotAxes {
  Rect area;  // device pixels, without the numbers beside it
  double from_s = 0, to_s = 1;
  double high = 1;  // value at the upper edge

  [[nodiscard]] float x(double time_s) const {
    return area.x + area.w * static_cast<float>((time_s - from_s) / (to_s - from_s));
  }
  [[nodiscard]] float y(double value) const {
    return area.bottom() - area.h * static_cast<float>(value / high);
  }
};

enum class CeilingKind { caution, stop };

// Horizontal lines at round values, their numbers at the left.
void draw_value_grid(Ui& ui, const PlotAxes& axes);
// Vertical lines at these many seconds before the right edge; with their numbers below when asked.
void draw_past_grid(Ui& ui, const PlotAxes& axes, double step_s, bool numbers);
// Where P1 should be.
void draw_zone(Ui& ui, const PlotAxes& axes, double low, double high);
// Dashed for caution, solid for stop; `tagged`: with its glyph and number standing on the line.
void draw_ceiling(Ui& ui, const PlotAxes& axes, CeilingKind kind, double value, bool tagged);

// One curve, point by point in order of time. However many points come, every column of pixels shows its
// lowest and its highest.
class PlotLine {
 public:
  PlotLine(Ui& ui, const PlotAxes& axes, Color color, float width);
  ~PlotLine() { finish(); }
  PlotLine(const PlotLine&) = delete;
  PlotLine& operator=(const PlotLine&) = delete;

  // `apart`: nothing is known between the point before and this one, so they are not joined.
  void add(double time_s, double value, bool apart = false);
  void finish();

 private:
  void end_column();

  Ui& ui_;
  PlotAxes axes_;
  Color color_;
  float width_;
  std::vector<Point> points_;
  bool column_open_ = false;
  float column_ = 0;
  Point first_, last_, lowest_, highest_;
};

}  // namespace rollscope
