#include "core/alert/alert_watch.hpp"

namespace rollscope {

AlertReading read_against(double value, double limit, double clear_share, double x_mm, double y_mm) {
  AlertReading reading;
  reading.over = limit > 0.0 && value >= limit;
  reading.clear = limit <= 0.0 || !(value >= clear_share * limit);
  reading.value = static_cast<float>(value);
  reading.limit = static_cast<float>(limit);
  reading.x_mm = x_mm;
  reading.y_mm = y_mm;
  return reading;
}

void AlertWatch::step(const Tick& tick, const AlertReading& reading, const AlertTiming& timing,
                      AlertLog& log) {
  if (tick.stalled && id_ == 0) over_ = false;
  // Why the whole step, unlike a hold's dwell: what was over before lost frames and is after them was over.
  const double step_s = tick.stalled ? 0.0 : tick.step_s;
  over_s_ = reading.over && over_ ? over_s_ + step_s : 0.0;
  clear_s_ = reading.clear && clear_ ? clear_s_ + step_s : 0.0;
  if (id_ == 0 && !over_) degraded_ = false;
  if (reading.over) note_worst(reading);
  degraded_ = degraded_ || (reading.over && reading.degraded);
  over_ = reading.over;
  clear_ = reading.clear;
  if (id_ == 0) {
    if (!over_ || over_s_ < timing.raise_s - kTimeSlack_s) return;
    AlertRecord alert{.kind = kind_, .level = level_, .start_s = tick.time_s, .cause = cause_};
    alert.value = worst_.value;
    alert.limit = worst_.limit;
    alert.x_mm = worst_.x_mm;
    alert.y_mm = worst_.y_mm;
    alert.degraded = degraded_;
    id_ = log.raise(alert);
    return;
  }
  if (reading.over) log.update(id_, worst_.value, worst_.limit, worst_.x_mm, worst_.y_mm);
  if (!clear_ || clear_s_ < timing.clear_s - kTimeSlack_s) return;
  log.clear(id_, tick.time_s);
  id_ = 0;
}

void AlertWatch::note_worst(const AlertReading& reading) {
  const bool first = id_ == 0 && !over_;
  // Cross-multiplied: value / limit, without a division by a limit of 0.
  if (first || reading.value * worst_.limit > worst_.value * reading.limit) worst_ = reading;
}

}  // namespace rollscope
