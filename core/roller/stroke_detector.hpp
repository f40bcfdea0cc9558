// Counts strokes, one roll there and back, from the angle of a roller or the way of a contact over a mat
// (science.md 2.10).
#pragma once

#include <optional>

#include "core/base/time_base.hpp"
#include "core/roller/stroke.hpp"
#include "core/roller/zig_zag.hpp"

namespace rollscope {

inline constexpr double kLeastStroke_mm = 30.0;

class StrokeDetector {
 public:
  // A stroke this step completed. Distance rolled: radius x unwrapped angle, while something presses.
  std::optional<StrokeRecord> roll(const Tick& tick, double radius_mm, double angle_rad);
  // Place of the leading contact; x unwrapped. Its way is measured along the axis it mostly moves on.
  std::optional<StrokeRecord> move(const Tick& tick, double x_mm, double y_mm);
  // The movement ended, at ended_s at the latest: lifted off, another contact leads, a hold began, or the
  // data ended.
  std::optional<StrokeRecord> rest(double ended_s);

 private:
  std::optional<StrokeRecord> advance(const Tick& tick, double step_mm);
  std::optional<StrokeRecord> pair(const std::optional<HalfStroke>& half);

  ZigZag zig_zag_{kLeastStroke_mm};
  std::optional<HalfStroke> there_;  // waits for its way back
  bool started_ = false;
  double last_x_ = 0, last_y_ = 0;   // last place; last_x_: last angle on a roller
  double xx_ = 0, xy_ = 0, yy_ = 0;  // of the steps, slowly forgotten
  double axis_x_ = 0, axis_y_ = 0;
  double position_mm_ = 0, speed_mm_s_ = 0;
};

}  // namespace rollscope
