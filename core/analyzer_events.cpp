// What happened, told as events of the frame.
#include "core/analyzer_impl.hpp"

namespace rollscope {
namespace {

HoldRecord with_creep_uncertainty(HoldRecord hold, const Creep& creep) {
  hold.creep_uncertainty = creep_uncertainty(creep, 0.0, hold.end_s - hold.start_s);
  return hold;
}

}  // namespace

void Analyzer::Impl::tell_percussion() {
  for (const PercussionRecord& record : percussion.changes()) {
    if (record.end_s < 0.0) {
      tell(PercussionStarted{record});
    } else {
      tell(PercussionEnded{record});
    }
  }
}

void Analyzer::Impl::tell_alerts() {
  for (const AlertChange& change : log.changes()) {
    if (change.raised) {
      tell(AlertRaised{change.alert});
    } else {
      tell(AlertCleared{change.alert});
    }
  }
}

void Analyzer::Impl::tell_holds() {
  for (const OscillationRecord& ended : holds.oscillations()) tell(OscillationEnded{ended});
  for (const HoldHappening& happening : holds.happenings()) {
    switch (happening.kind) {
      case HoldHappening::Kind::started:
        tell(HoldStarted{happening.id, happening.start_s});
        break;
      case HoldHappening::Kind::target_reached:
        tell(HoldTargetReached{happening.id});
        break;
      case HoldHappening::Kind::ended:
        tell(HoldEnded{with_creep_uncertainty(happening.record, lane.creep())});
        break;
      case HoldHappening::Kind::discarded:
        tell(HoldDiscarded{happening.id, happening.record.start_s, happening.record.dwell_s});
        break;
    }
  }
}

}  // namespace rollscope
