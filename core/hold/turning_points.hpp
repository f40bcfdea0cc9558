// Turning points of a contact's way over the surface, whatever its direction.
#pragma once

#include <optional>

namespace rollscope {

struct TurningPoint {
  double time_s = 0;
  double x_mm = 0, y_mm = 0;  // x unwrapped
  [[nodiscard]] double distance_mm(const TurningPoint& other) const;
};

// A way leads from one turning point to the next; its axis is the line from there to the farthest place
// reached since. That place is a turning point once the contact has come back along the axis by `back_mm`
// (hysteresis), so that trembling and sway below it turn nothing; the place between frames is that of a
// parabola through the three frames round it. No axis has to be known beforehand: sideways motion counts as
// little as on a fixed principal axis, and a new direction counts from its first way on.
class TurningPoints {
 public:
  // The turning point this step confirmed. x_mm unwrapped; time does not go back.
  std::optional<TurningPoint> step(double time_s, double x_mm, double y_mm, double back_mm);
  void clear() { started_ = false; }

  // Of the way under way: good once a step was made.
  [[nodiscard]] const TurningPoint& from() const { return from_; }
  [[nodiscard]] const TurningPoint& farthest() const { return farthest_; }

 private:
  [[nodiscard]] TurningPoint between_frames(double axis_x, double axis_y) const;

  TurningPoint from_, farthest_;
  TurningPoint last_, before_, after_;  // the frame before this one; those round the farthest place
  bool started_ = false, after_known_ = false;
};

}  // namespace rollscope
