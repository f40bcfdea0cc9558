#include "core/live_view.hpp"

#include <algorithm>

namespace rollscope {

void view_contacts(std::span<const Contact> contacts, const Tracker& tracker, const HoldBook& holds,
                   const Percussion& percussion, std::vector<ContactView>& views) {
  views.clear();
  for (std::size_t i = 0; i < contacts.size(); ++i) {
    ContactView& view = views.emplace_back();
    view.contact = contacts[i];
    const int index = tracker.track_of(i);
    if (index < 0) continue;
    const Track& track = tracker.tracks()[static_cast<std::size_t>(index)];
    view.track_id = track.id;
    view.speed_mm_s = track.speed_mm_s;
    view.percussion = percussion.lasts(track.key);
    if (view.percussion) {
      view.steady_mean = percussion.steady_mean(track.key);
      view.steady_force_n = percussion.steady_force_n(track.key);
    }
    const HoldBook::Entry* entry = track.id != 0 ? holds.find(track.id) : nullptr;
    if (entry == nullptr) continue;
    view.contact_class = entry->contact_class();
    view.phase = entry->machine.phase();
    if (!entry->machine.running()) continue;
    view.hold_id = entry->machine.holding() ? entry->hold_id : 0;
    view.dwell_s = entry->machine.dwell_s();
    view.target_reached = entry->machine.target_reached();
  }
}

FrameTotals frame_totals(const PressedTotals& pressed, std::span<const ContactView> contacts) {
  FrameTotals totals;
  totals.force_n = pressed.force_n;
  totals.area_cm2 = pressed.area_cm2;
  totals.has_cop = pressed.has_centre;
  totals.cop_x_mm = pressed.x_mm;
  totals.cop_y_mm = pressed.y_mm;
  for (const ContactView& view : contacts) {
    totals.peak = std::max(totals.peak, view.contact.peak);
    totals.p1 = std::max(totals.p1, view.contact.p1);
  }
  return totals;
}

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
  if (live.latched) live.leading = log.leading_stop();
  for (const AlertRecord& alert : log.lasting()) {
    if (alert.kind == AlertKind::technical) {
      live.technical = true;
      live.technical_record = alert;
      continue;
    }
    live.caution = live.caution || alert.level == AlertLevel::caution;
    live.stop = live.stop || alert.level == AlertLevel::stop;
    if (live.leading.id == 0 || outranks(alert, live.leading)) live.leading = alert;
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
