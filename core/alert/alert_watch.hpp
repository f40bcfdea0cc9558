// Watches one condition: over for its dwell raises an alert, clear for its dwell ends it (science.md 1.9).
#pragma once

#include "core/alert/alert_log.hpp"
#include "core/base/time_base.hpp"

namespace rollscope {

// What there is to see in one frame. Neither over nor clear: between the limit and its hysteresis.
struct AlertReading {
  bool over = false;
  bool clear = true;
  float value = 0, limit = 0;
  double x_mm = 0, y_mm = 0;
  bool degraded = false;  // taken where sensels are missing
};

// value against limit; clear below clear_share of it. A limit of 0 is none.
[[nodiscard]] AlertReading read_against(double value, double limit, double clear_share, double x_mm,
                                        double y_mm);

struct AlertTiming {
  double raise_s = 0.0;
  double clear_s = 0.0;
};

// The dwell counts the time between frames that are all over, stalls left out; a frame below the limit starts
// it anew. The record keeps the worst moment (highest value over its limit) since the limit was crossed.
class AlertWatch {
 public:
  AlertWatch(AlertKind kind, AlertLevel level, std::string_view cause = {})
      : kind_(kind), level_(level), cause_(cause) {}

  void step(const Tick& tick, const AlertReading& reading, const AlertTiming& timing, AlertLog& log);

  [[nodiscard]] bool lasts() const { return id_ != 0; }
  [[nodiscard]] bool idle() const { return id_ == 0 && !over_; }

 private:
  void note_worst(const AlertReading& reading);

  AlertKind kind_;
  AlertLevel level_;
  std::string_view cause_;
  int id_ = 0;  // of the alert that lasts
  bool over_ = false, clear_ = false;
  double over_s_ = 0.0, clear_s_ = 0.0;
  AlertReading worst_;
  bool degraded_ = false;  // over while degraded, since the limit was crossed
};

}  // namespace rollscope
