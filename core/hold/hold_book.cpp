#include "core/hold/hold_book.hpp"

#include <algorithm>

namespace rollscope {

HoldBook::HoldBook(std::size_t most_tracks) {
  entries_.reserve(2 * most_tracks);
  happenings_.reserve(16);
  oscillations_.reserve(16);
}

void HoldBook::step(const Tick& tick, std::span<const TrackInput> tracks, const HoldRules& rules) {
  for (Entry& entry : entries_) entry.seen = false;
  for (const TrackInput& track : tracks) {
    Entry& entry = entry_of(track.track_id);
    entry.seen = true;
    HoldInput in = track.hold;
    if (in.present) {
      entry.rest.step(tick.step_s, track.robust_peak, in.area_cm2, rules.parameters);
      entry.x_mm = in.x_mm;
      entry.y_mm = in.y_mm;
    }
    entry.p1 = in.present ? in.p1 : 0.0F;
    in.may_start = in.may_start && entry.rest.contact_class() == ContactClass::touch;
    watch_oscillation(tick, entry, in, rules);
    step_machine(tick, entry, in, rules);
  }
  for (Entry& entry : entries_) {
    if (entry.seen) continue;
    tell(entry, entry.oscillation.close());
    tell(entry, entry.machine.step(tick, HoldInput{}, rules), rules);
    tell(entry, entry.machine.close(EndReason::lift, tick.time_s, rules), rules);
  }
  std::erase_if(entries_, [](const Entry& entry) { return !entry.seen; });
}

void HoldBook::finish(double time_s, const HoldRules& rules) {
  for (Entry& entry : entries_) {
    tell(entry, entry.oscillation.close());
    tell(entry, entry.machine.close(EndReason::end_of_data, time_s, rules), rules);
  }
}

ContactClass HoldBook::Entry::contact_class() const {
  return oscillation.running() ? ContactClass::oscillate : rest.contact_class();
}

void HoldBook::watch_oscillation(const Tick& tick, Entry& entry, HoldInput& in, const HoldRules& rules) {
  in.held_since_s = entry.machine.holding() ? entry.machine.start_s() : -1.0;
  const OscillationChange change = entry.oscillation.step(tick, in, rules.parameters, rules.period_x_mm);
  tell(entry, change);
  in.oscillates = entry.oscillation.running();
  in.oscillates_since_s = entry.oscillation.start_s();
  in.reversed = change.reversed;
}

void HoldBook::tell(const Entry& entry, const OscillationChange& change) {
  if (change.ended) oscillations_.push_back(entry.oscillation.record());
}

// The time since the frame before belongs to what that frame showed, as in the machine.
void HoldBook::step_machine(const Tick& tick, Entry& entry, const HoldInput& in, const HoldRules& rules) {
  if (entry.counts && !tick.stalled) entry.trend.add(tick.time_s, tick.counted_s, entry.counted);
  tell(entry, entry.machine.step(tick, in, rules), rules);
  entry.counts = entry.machine.running() && entry.machine.phase() != HoldPhase::gap;
  if (!entry.machine.running()) {
    entry.trend_since_s = -1.0;
  } else if (entry.trend_since_s != entry.machine.start_s()) {
    entry.trend_since_s = entry.machine.start_s();
    entry.trend.begin(entry.trend_since_s);
  }
  entry.counted = in;
}

void HoldBook::tell(Entry& entry, const HoldChange& change, const HoldRules& rules) {
  const auto add = [&](HoldHappening::Kind kind) {
    happenings_.push_back({kind, entry.hold_id, entry.machine.start_s(), entry.machine.record()});
    happenings_.back().record.id = entry.hold_id;
  };
  if (change.started) {
    entry.hold_id = next_id_++;
    add(HoldHappening::Kind::started);
  }
  if (change.target_reached) add(HoldHappening::Kind::target_reached);
  if (change.ended) {
    add(HoldHappening::Kind::ended);
    HoldRecord& record = happenings_.back().record;
    record.trend = entry.trend.conclude(record.end_s, rules.trend);
    if (entry.machine.record().outcome == HoldOutcome::full) full_holds_ += 1;
  }
  if (change.discarded) {
    add(HoldHappening::Kind::discarded);
    if (entry.hold_id == next_id_ - 1) next_id_ -= 1;
  }
}

HoldBook::Entry& HoldBook::entry_of(int track_id) {
  const auto known = std::ranges::find(entries_, track_id, &Entry::track_id);
  if (known != entries_.end()) return *known;
  entries_.emplace_back().track_id = track_id;
  return entries_.back();
}

const HoldBook::Entry* HoldBook::find(int track_id) const {
  const auto known = std::ranges::find(entries_, track_id, &Entry::track_id);
  return known == entries_.end() ? nullptr : &*known;
}

}  // namespace rollscope
