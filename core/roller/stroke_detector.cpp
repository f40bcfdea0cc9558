#include "core/roller/stroke_detector.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace rollscope {
namespace {
constexpr double kForget_s = 10.0;       // how long past steps shape the axis
constexpr double kLeastReturn = 0.75;    // of the longer of there and back
constexpr double kSpeedCutoff_Hz = 5.0;  // of the speed whose highest value is reported
}  // namespace

std::optional<StrokeRecord> StrokeDetector::roll(const Tick& tick, double radius_mm, double angle_rad) {
  if (!started_) last_x_ = angle_rad;
  started_ = true;
  const double turned = std::remainder(angle_rad - last_x_, 2.0 * std::numbers::pi);
  last_x_ = angle_rad;
  return advance(tick, radius_mm * turned);
}

std::optional<StrokeRecord> StrokeDetector::move(const Tick& tick, double x_mm, double y_mm) {
  if (!started_) {
    last_x_ = x_mm;
    last_y_ = y_mm;
  }
  started_ = true;
  const double dx = x_mm - last_x_, dy = y_mm - last_y_;
  last_x_ = x_mm;
  last_y_ = y_mm;
  const double keep = std::exp(-tick.step_s / kForget_s);
  xx_ = keep * xx_ + dx * dx;
  xy_ = keep * xy_ + dx * dy;
  yy_ = keep * yy_ + dy * dy;
  const double angle = 0.5 * std::atan2(2.0 * xy_, xx_ - yy_);
  // Why: an axis has no sign of its own; the one nearer to the last keeps "there" and "back" apart.
  const double same = axis_x_ * std::cos(angle) + axis_y_ * std::sin(angle) < 0.0 ? -1.0 : 1.0;
  axis_x_ = same * std::cos(angle);
  axis_y_ = same * std::sin(angle);
  return advance(tick, dx * axis_x_ + dy * axis_y_);
}

std::optional<StrokeRecord> StrokeDetector::rest(double ended_s) {
  if (!started_) return std::nullopt;
  auto last = zig_zag_.flush();
  if (last) last->end_s = std::min(last->end_s, std::max(ended_s, last->start_s));
  auto done = pair(last);
  *this = StrokeDetector{};
  return done;
}

std::optional<StrokeRecord> StrokeDetector::advance(const Tick& tick, double step_mm) {
  position_mm_ += step_mm;
  if (tick.step_s > 0.0) {
    const double gain = 1.0 - std::exp(-2.0 * std::numbers::pi * kSpeedCutoff_Hz * tick.step_s);
    speed_mm_s_ += gain * (step_mm / tick.step_s - speed_mm_s_);
  }
  return pair(zig_zag_.step(tick.time_s, position_mm_, speed_mm_s_));
}

std::optional<StrokeRecord> StrokeDetector::pair(const std::optional<HalfStroke>& half) {
  if (!half) return std::nullopt;
  // Why: a way that the next one does not undo was no roll there but a move to another place.
  if (!there_ || std::min(there_->length_mm, half->length_mm) <
                     kLeastReturn * std::max(there_->length_mm, half->length_mm)) {
    there_ = half;
    return std::nullopt;
  }
  StrokeRecord stroke;
  stroke.start_s = there_->start_s;
  stroke.end_s = half->end_s;
  stroke.length_mm = 0.5 * (there_->length_mm + half->length_mm);
  const double moving_s = (there_->end_s - there_->start_s) + (half->end_s - half->start_s);
  if (moving_s > 0.0) stroke.speed_mean_mm_s = (there_->length_mm + half->length_mm) / moving_s;
  stroke.speed_peak_mm_s = std::max(there_->speed_peak_mm_s, half->speed_peak_mm_s);
  there_.reset();
  return stroke;
}

}  // namespace rollscope
