#include "core/live_view.hpp"

#include <tuple>

namespace rollscope {

LiveHold live_hold(const HoldBook& holds, int leading_track, const HoldRules& rules) {
  LiveHold live;
  live.target_s = rules.target_s;
  const HoldBook::Entry* entry = leading_track != 0 ? holds.find(leading_track) : nullptr;
  if (entry == nullptr || !entry->machine.running()) return live;
  live.running = true;
  live.id = entry->machine.holding() ? entry->hold_id : 0;
  live.track_id = entry->track_id;
  live.phase = entry->machine.phase();
  live.start_s = entry->machine.start_s();
  live.dwell_s = entry->machine.dwell_s();
  live.x_mm = entry->x_mm;
  live.y_mm = entry->y_mm;
  live.p1 = entry->p1;
  live.p1_peak = entry->machine.p1_peak();
  live.target_reached = entry->machine.target_reached();
  live.over_soft_limit = live.dwell_s >= rules.t_soft_s;
  return live;
}

LiveAlert live_alert(const AlertLog& log) {
  LiveAlert live;
  live.latched = log.latched();
  if (live.latched) live.leading = log.last_stop();
  const auto rank = [](const AlertRecord& alert) { return std::tuple(alert.level, alert.id); };
  for (const AlertRecord& alert : log.lasting()) {
    if (alert.kind == AlertKind::technical) {
      live.technical = true;
      live.technical_record = alert;
      continue;
    }
    live.caution = live.caution || alert.level == AlertLevel::caution;
    live.stop = live.stop || alert.level == AlertLevel::stop;
    if (live.leading.id == 0 || rank(alert) > rank(live.leading)) live.leading = alert;
  }
  return live;
}

LiveState live_state(const LiveHold& hold, const LiveAlert& alert) {
  if (alert.stop || alert.latched) return LiveState::stop;
  if (alert.caution) return LiveState::ease;
  if (hold.id == 0) return LiveState::find;
  return hold.target_reached ? LiveState::done : LiveState::hold;
}

}  // namespace rollscope
