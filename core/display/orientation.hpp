// How the map lies on the screen. Display only: x_mm, y_mm, rows and columns of results never turn.
#pragma once

namespace rollscope {

struct Orientation {
  int quarter_turns = 0;  // clockwise, 0..3
  bool mirrored = false;  // left and right, after turning
  [[nodiscard]] constexpr bool swaps_axes() const { return quarter_turns % 2 != 0; }
  bool operator==(const Orientation&) const = default;
};

// A point as shares of width and height, 0..1 from the top left.
struct UnitPoint {
  double u = 0, v = 0;
};

[[nodiscard]] constexpr UnitPoint to_display(Orientation o, UnitPoint p) {
  for (int i = 0; i < o.quarter_turns; ++i) p = {1.0 - p.v, p.u};
  if (o.mirrored) p.u = 1.0 - p.u;
  return p;
}

[[nodiscard]] constexpr UnitPoint from_display(Orientation o, UnitPoint p) {
  if (o.mirrored) p.u = 1.0 - p.u;
  for (int i = 0; i < o.quarter_turns; ++i) p = {p.v, 1.0 - p.u};
  return p;
}

}  // namespace rollscope
