#include "core/alert/technical_alerts.hpp"

namespace rollscope {

void TechnicalAlerts::step(const Tick& tick, const TechnicalFacts& facts, const AlertParameters& parameters,
                           AlertLog& log) {
  if (tick.stalled) {
    AlertRecord stall{.kind = AlertKind::technical, .level = AlertLevel::caution, .cause = "no frames"};
    stall.start_s = tick.time_s - tick.step_s + facts.stall_s;
    log.clear(log.raise(stall), tick.time_s);
  }
  const AlertTiming timing{parameters.saturated_dwell_s, parameters.clear_dwell_s};
  saturated_.step(tick, {.over = facts.saturated, .clear = !facts.saturated}, timing, log);
  unread_.step(tick, {.over = !facts.frame_valid, .clear = facts.frame_valid}, timing, log);
  weight_.step(tick, {.over = facts.weight_off, .clear = !facts.weight_off}, timing, log);
}

}  // namespace rollscope
