#include "app/window/session_log.hpp"

#include <utility>

#include "app/report/words.hpp"

namespace rollscope {
namespace {

constexpr double kNotice_s = 6.0;

AlertRow* find_alert(SessionState& state, int id) {
  for (auto row = state.alerts.rbegin(); row != state.alerts.rend(); ++row)
    if (row->record.id == id) return &*row;
  return nullptr;
}

struct Applier {
  const Event& event;
  double now_s;
  SessionState& state;

  void operator()(const HoldStarted&) const {}
  void operator()(const HoldTargetReached&) const { state.target_reached_s = now_s; }
  void operator()(const HoldEnded& ended) const { state.holds.push_back(ended.hold); }
  void operator()(const AlertRaised& raised) const {
    if (AlertRow* row = find_alert(state, raised.alert.id))
      row->record = raised.alert;
    else
      state.alerts.push_back({raised.alert});
  }
  void operator()(const AlertCleared& cleared) const {
    if (AlertRow* row = find_alert(state, cleared.alert.id))
      row->record = cleared.alert;
    else
      state.alerts.push_back({cleared.alert});
  }
  void operator()(const Acknowledged&) const {
    for (AlertRow& row : state.alerts)
      if (row.record.level == AlertLevel::stop && row.acknowledged_s < 0) row.acknowledged_s = event.time_s;
  }
  void operator()(const ZeroTaken&) const { set_notice(state, "Zero taken.", false, now_s); }
  void operator()(const ZeroRefused& refused) const { set_notice(state, refused.why, true, now_s); }
  void operator()(const StrokeEnded&) const {}
  void operator()(const ZeroFollowed&) const {}
  // A broken line has its alert; a single sensel is a cross on the map and a name in research.
  void operator()(const FaultFound& found) const {
    if (found.fault.kind == FaultKind::drift && found.fault.place == FaultPlace::array)
      set_notice(state, fault_text(found.fault), true, now_s);
  }
  void operator()(const FaultGone&) const {}
  void operator()(const PercussionStarted&) const {}
  void operator()(const PercussionEnded&) const {}
  void operator()(const Marked& marked) const {
    const bool note = marked.text != kSoreSpot && !marked.text.empty();
    state.marks.push_back({note ? MarkRow::Kind::note : MarkRow::Kind::mark, event.time_s, marked.text, 0});
  }
  void operator()(const PainRated& rated) const {
    state.marks.push_back({MarkRow::Kind::pain, event.time_s, {}, rated.nrs});
  }
  // Events this window has nothing to say about.
  template <class Other>
  void operator()(const Other&) const {}
};

}  // namespace

void apply_event(const Event& event, double now_s, SessionState& state) {
  std::visit(Applier{event, now_s, state}, event.what);
}

void set_notice(SessionState& state, std::string text, bool is_error, double now_s) {
  state.notice = std::move(text);
  state.notice_is_error = is_error;
  state.notice_until_s = now_s + kNotice_s;
}

LiveState shown_state(const Observation& observation, bool link_alive, bool acknowledged) {
  const bool latched = observation.alert.latched && !acknowledged;
  if (latched || (observation.alert.stop && link_alive)) return LiveState::stop;
  if (!link_alive) return LiveState::no_data;
  return observation.state == LiveState::stop && acknowledged ? LiveState::find : observation.state;
}

}  // namespace rollscope
