#include "core/alert/technical_alerts.hpp"

namespace rollscope {

void TechnicalAlerts::step(const Tick& tick, double stall_s, bool saturated, bool frame_valid,
                           const AlertParameters& parameters, AlertLog& log) {
  if (tick.stalled) {
    AlertRecord stall{.kind = AlertKind::technical, .level = AlertLevel::caution, .cause = "no frames"};
    stall.start_s = tick.time_s - tick.step_s + stall_s;
    log.clear(log.raise(stall), tick.time_s);
  }
  const AlertTiming timing{parameters.saturated_dwell_s, parameters.clear_dwell_s};
  saturated_.step(tick, {.over = saturated, .clear = !saturated}, timing, log);
  unread_.step(tick, {.over = !frame_valid, .clear = frame_valid}, timing, log);
}

}  // namespace rollscope
