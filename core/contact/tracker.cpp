#include "core/contact/tracker.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <numbers>

#include "core/base/check.hpp"
#include "core/base/periodic.hpp"
#include "core/contact/assignment.hpp"

namespace rollscope {
namespace {

static_assert(kMostTracks <= kMostRows && kMostContacts <= kMostColumns);

constexpr double kGateNis = 9.21;  // 99 %, 2 degrees of freedom
constexpr double kGateMm = 25.0, kGateMmPerS = 400.0;
constexpr double kLeftOut = 1e4;        // Why: so high that no track is left out that could have a contact
constexpr double kOthersPlaceCost = 5;  // the contact stands where another track's stood
constexpr double kReturnMm = 25.0;      // a track comes back this near
constexpr double kReturnSdMm = 5.0;     // and where exactly is known to this
constexpr double kReturnCost = 3;       // a contact goes on being the host's rather than
constexpr double kRestAfterS = 0.1;     // unseen for longer, it starts again at rest
constexpr double kSmoothHz = 1.0;
constexpr double kSteadyMm =
    1.0;  // a change of peaks that moves the centroid less than this needs no holding
constexpr double kMostHeldMm = 60.0;  // a larger jump is taken over at once
constexpr unsigned kHistory = 0xf;
constexpr int kSeenNeeded = 3;  // of four frames
constexpr double kStepSmoothing = 0.1;
constexpr double kStepsUnseen = 1.5;  // at slow rates one frame without the contact is not the end

double strength_of(const Contact& contact) {
  const double sum = static_cast<double>(contact.mean) * contact.sensels;
  return std::max(contact.force_n > 0.0 ? contact.force_n : sum, 1e-9);
}

}  // namespace

Tracker::Tracker(const SensorLayout& layout, const TrackingTimes& times)
    : layout_(layout), times_(times), period_mm_(layout.circumference_mm()) {
  label_before_.assign(layout.sensels(), 0);
}

void Tracker::step(std::span<const Contact> contacts, std::span<const std::uint16_t> label, double time_s) {
  ROLLSCOPE_CHECK(contacts.size() <= kMostContacts, "contacts come from the contact finder");
  ROLLSCOPE_CHECK(label.size() == label_before_.size(), "labels have one value a sensel");
  begin_step(time_s);
  end_expired();
  match_by_motion(contacts);
  match_by_place(contacts, label);
  resume(contacts);
  follow_unmatched(label);
  spawn(contacts);
  update_matched(contacts);
  confirm_and_drop();
  for (std::size_t t = 0; t < tracks_.size(); ++t) {
    memories_[t].contact_before = tracks_[t].contact;
    publish(t);
  }
  std::copy(label.begin(), label.end(), label_before_.begin());
}

void Tracker::begin_step(double time_s) {
  for (std::size_t t = tracks_.size(); t-- > 0;) {
    if (tracks_[t].state == TrackState::dead) remove(t);
  }
  const double before_s = now_s_;
  now_s_ = started_ && !(time_s > now_s_) ? now_s_ : time_s;
  dt_s_ = started_ ? now_s_ - before_s : 0.0;
  started_ = true;
  if (dt_s_ > 0.0) usual_step_s_ += (usual_step_s_ > 0.0 ? kStepSmoothing : 1.0) * (dt_s_ - usual_step_s_);
  track_of_.fill(-1);
  for (std::size_t t = 0; t < tracks_.size(); ++t) {
    tracks_[t].contact = -1;
    memories_[t].topology_changed = memories_[t].surprised = memories_[t].returns = false;
  }
}

void Tracker::end_expired() {
  const double grace_s = std::max(times_.t_grace_s, kStepsUnseen * usual_step_s_);
  for (Track& track : tracks_) {
    const bool merged = track.state == TrackState::merged;
    const bool over =
        merged ? now_s_ - track.merged_s > times_.t_merge_s : now_s_ - track.last_seen_s > grace_s;
    if (!over) continue;
    track.state = TrackState::dead;
    track.end = merged ? TrackEnd::merged : TrackEnd::lost;
  }
}

// Where and how near a contact of this track is looked for.
Tracker::Expected Tracker::expect(std::size_t t) const {
  const double unseen_s = now_s_ - tracks_[t].last_seen_s;
  const double gate_mm = kGateMm + kGateMmPerS * unseen_s;
  return {.filter = memories_[t].filter.predicted(unseen_s), .gate2_mm2 = gate_mm * gate_mm};
}

// Cost of a contact for a track by motion and strength; kForbidden outside the gates. owner:
// track_before(contact).
double Tracker::cost(std::size_t t, const Expected& expected, const Contact& contact, int owner) const {
  const Memory& memory = memories_[t];
  const auto distance2 = [&](double x_mm, double y_mm, double to_x_mm, double to_y_mm) {
    const double dx = wrapped_difference(to_x_mm, wrap(x_mm, period_mm_), period_mm_), dy = to_y_mm - y_mm;
    return dx * dx + dy * dy;
  };
  double nearest2 = distance2(expected.filter.x_mm, expected.filter.y_mm, contact.x_mm, contact.y_mm);
  // Why: a contact that was lifted comes back where it left as likely as where its motion pointed.
  if (tracks_[t].state == TrackState::coasting) {
    nearest2 =
        std::min(nearest2, distance2(memory.filter.x_mm, memory.filter.y_mm, contact.x_mm, contact.y_mm));
  }
  if (memory.offset_until_s >= 0.0) {
    nearest2 =
        std::min(nearest2, distance2(expected.filter.x_mm, expected.filter.y_mm,
                                     contact.x_mm + memory.offset_x_mm, contact.y_mm + memory.offset_y_mm));
  }
  if (nearest2 > expected.gate2_mm2) return kForbidden;
  const double nis = nearest2 / expected.filter.innovation_variance(contact.centroid_sd_mm);
  if (nis > kGateNis) return kForbidden;
  const bool others_place = owner >= 0 && static_cast<std::size_t>(owner) != t;
  // Why: a track long unseen might be anywhere, but what stands where another stood is the other one.
  if (others_place && tracks_[t].state == TrackState::coasting) {
    const double dx = wrapped_difference(contact.x_mm, tracks_[t].x_wrapped_mm, period_mm_);
    const double dy = contact.y_mm - tracks_[t].y_mm;
    if (dx * dx + dy * dy > kReturnMm * kReturnMm) return kForbidden;
  }
  return nis + 2.0 * std::abs(std::log(strength_of(contact) / memory.strength)) +
         (others_place ? kOthersPlaceCost : 0.0);
}

// Cost of a contact for a merged track: it comes up again where it went under.
double Tracker::return_cost(std::size_t t, const Contact& contact) const {
  const double dx = wrapped_difference(contact.x_mm, tracks_[t].x_wrapped_mm, period_mm_);
  const double dy = contact.y_mm - tracks_[t].y_mm;
  const double squared = (dx * dx + dy * dy) / (kReturnSdMm * kReturnSdMm);
  if (squared > kGateNis) return kForbidden;
  return kReturnCost + squared + 2.0 * std::abs(std::log(strength_of(contact) / memories_[t].strength));
}

void Tracker::match_by_motion(std::span<const Contact> contacts) {
  std::array<std::size_t, kMostTracks> row_track;
  std::size_t rows = 0;
  for (std::size_t t = 0; t < tracks_.size(); ++t) {
    if (tracks_[t].state != TrackState::dead) row_track[rows++] = t;
  }
  if (rows == 0 || contacts.empty()) return;
  CostTable costs(rows, contacts.size());
  std::array<int, kMostContacts> owner;
  for (std::size_t c = 0; c < contacts.size(); ++c) owner[c] = track_before(contacts[c]);
  for (std::size_t r = 0; r < rows; ++r) {
    const std::size_t t = row_track[r];
    const bool merged = tracks_[t].state == TrackState::merged;
    const Expected expected = expect(t);
    for (std::size_t c = 0; c < contacts.size(); ++c)
      costs.at(r, c) = merged ? return_cost(t, contacts[c]) : cost(t, expected, contacts[c], owner[c]);
  }
  std::array<int, kMostTracks> column_of;
  assign(costs, kLeftOut, {column_of.data(), rows});
  for (std::size_t r = 0; r < rows; ++r) {
    if (column_of[r] < 0) continue;
    if (tracks_[row_track[r]].state == TrackState::merged) memories_[row_track[r]].returns = true;
    give(row_track[r], static_cast<std::size_t>(column_of[r]));
  }
}

// A contact that stands where a track stood in the last frame is its continuation, however far the centroid
// jumped: when contacts grow together or fall apart.
void Tracker::match_by_place(std::span<const Contact> contacts, std::span<const std::uint16_t> label) {
  struct Pair {
    bool same_peak;
    double distance2;
    std::size_t track, contact;
  };
  while (true) {
    Pair best{};
    bool found = false;
    for (std::size_t t = 0; t < tracks_.size(); ++t) {
      const Memory& memory = memories_[t];
      if (tracks_[t].contact >= 0 || memory.contact_before < 0 || tracks_[t].state == TrackState::dead)
        continue;
      for (std::size_t c = 0; c < contacts.size(); ++c) {
        if (track_of_[c] >= 0) continue;
        const bool same_peak = track_before(contacts[c]) == static_cast<int>(t);
        if (!same_peak && label[memory.peak_sensel] != c + 1) continue;
        const double dx = wrapped_difference(contacts[c].x_mm, tracks_[t].x_wrapped_mm, period_mm_);
        const double dy = contacts[c].y_mm - tracks_[t].y_mm;
        const Pair pair{same_peak, dx * dx + dy * dy, t, c};
        const bool better =
            pair.same_peak != best.same_peak ? pair.same_peak : pair.distance2 < best.distance2;
        if (!found || better) best = pair;
        found = true;
      }
    }
    if (!found) return;
    give(best.track, best.contact);
    memories_[best.track].surprised = true;
  }
}

// A contact near the last place of a track that has none is that track come back: after a lift, from under
// another's contact, or after a jump that motion cannot explain.
void Tracker::resume(std::span<const Contact> contacts) {
  while (true) {
    double best2 = kReturnMm * kReturnMm;
    int best_track = -1;
    std::size_t best_contact = 0;
    for (std::size_t t = 0; t < tracks_.size(); ++t) {
      const bool known = tracks_[t].id != 0 && tracks_[t].state != TrackState::dead;
      if (!known || tracks_[t].contact >= 0) continue;
      for (std::size_t c = 0; c < contacts.size(); ++c) {
        if (track_of_[c] >= 0) continue;
        const double dx = wrapped_difference(contacts[c].x_mm, tracks_[t].x_wrapped_mm, period_mm_);
        const double dy = contacts[c].y_mm - tracks_[t].y_mm;
        const double distance2 = dx * dx + dy * dy;
        if (distance2 > best2 || (best_track >= 0 && distance2 == best2)) continue;
        best2 = distance2;
        best_track = static_cast<int>(t);
        best_contact = c;
      }
    }
    if (best_track < 0) return;
    give(static_cast<std::size_t>(best_track), best_contact);
    memories_[static_cast<std::size_t>(best_track)].returns = true;
  }
}

// A confirmed track without a contact coasts; when another's contact covers its place for t_peaks, it has
// merged.
void Tracker::follow_unmatched(std::span<const std::uint16_t> label) {
  for (std::size_t t = 0; t < tracks_.size(); ++t) {
    Track& track = tracks_[t];
    Memory& memory = memories_[t];
    if (track.contact >= 0) {
      uncover(t);
      continue;
    }
    const int parent = track.state == TrackState::tentative ? track_with(memory.parent_key) : -1;
    if (parent >= 0 && memory.contact_before >= 0) {
      memories_[static_cast<std::size_t>(parent)].topology_changed = true;
    }
    if (track.state != TrackState::confirmed && track.state != TrackState::coasting) continue;
    track.state = TrackState::coasting;

    unsigned over = label[memory.peak_sensel];
    if (over == 0) over = label[sensel_at(track.x_wrapped_mm, track.y_mm)];
    const int host = over == 0 ? -1 : track_of_[over - 1U];
    if (host < 0) {
      uncover(t);
      continue;
    }
    const Track& host_track = tracks_[static_cast<std::size_t>(host)];
    if (memory.covered_since_s < 0.0) memory.covered_since_s = now_s_;
    // Until it is decided what became of the peak, its pressure is none of the host's motion.
    memories_[static_cast<std::size_t>(host)].topology_changed = true;
    memory.host_key = memories_[static_cast<std::size_t>(host)].key;
    if (now_s_ - memory.covered_since_s < times_.t_peaks_s || host_track.id == 0) continue;
    track.state = TrackState::merged;
    track.merged_s = memory.covered_since_s;
    track.merged_into = host_track.id;
  }
}

// Its place is its own again, or nobody's: what its host has left is another patch than before.
void Tracker::uncover(std::size_t t) {
  Memory& memory = memories_[t];
  const int host = memory.covered_since_s >= 0.0 ? track_with(memory.host_key) : -1;
  if (host >= 0) memories_[static_cast<std::size_t>(host)].topology_changed = true;
  memory.covered_since_s = -1.0;
}

// Contacts of no track begin one. The order of the contacts must not decide about ids, so the strongest
// begins.
void Tracker::spawn(std::span<const Contact> contacts) {
  std::array<std::size_t, kMostContacts> fresh;
  std::size_t count = 0;
  for (std::size_t c = 0; c < contacts.size(); ++c) {
    if (track_of_[c] < 0) fresh[count++] = c;
  }
  std::sort(fresh.begin(), fresh.begin() + static_cast<std::ptrdiff_t>(count),
            [&](std::size_t a, std::size_t b) {
              const double strength_a = strength_of(contacts[a]), strength_b = strength_of(contacts[b]);
              if (strength_a != strength_b) return strength_a > strength_b;
              return peak_sensel(contacts[a]) < peak_sensel(contacts[b]);
            });
  for (std::size_t i = 0; i < count && !tracks_.full(); ++i) {
    const Contact& contact = contacts[fresh[i]];
    const int parent = track_before(contact);
    Track track{.x_mm = contact.x_mm, .y_mm = contact.y_mm, .first_seen_s = now_s_, .last_seen_s = now_s_};
    Memory memory;
    memory.key = ++last_key_;
    memory.filter = TrackFilter::at(contact.x_mm, contact.y_mm, contact.centroid_sd_mm);
    if (parent >= 0 && tracks_[static_cast<std::size_t>(parent)].id != 0) {
      Memory& old = memories_[static_cast<std::size_t>(parent)];
      memory.parent_key = old.key;
      track.parent = tracks_[static_cast<std::size_t>(parent)].id;
      old.topology_changed = true;
    }
    tracks_.push_back(track);
    memories_.push_back(memory);
    give(tracks_.size() - 1, fresh[i]);
  }
}

void Tracker::update_matched(std::span<const Contact> contacts) {
  for (std::size_t t = 0; t < tracks_.size(); ++t) {
    Track& track = tracks_[t];
    Memory& memory = memories_[t];
    memory.seen_bits = ((memory.seen_bits << 1) | (track.contact >= 0 ? 1U : 0U)) & kHistory;
    if (track.contact < 0) continue;
    const Contact& contact = contacts[static_cast<std::size_t>(track.contact)];
    measure(t, contact);
    memory.strength = strength_of(contact);
    memory.sd_mm = contact.centroid_sd_mm;
    memory.peak_sensel = peak_sensel(contact);
    track.last_seen_s = now_s_;
    track.merged_into = 0;
    if (track.state != TrackState::tentative) track.state = TrackState::confirmed;
    const double share = 1.0 - std::exp(-2.0 * std::numbers::pi * kSmoothHz * dt_s_);
    memory.smooth_vx += share * (memory.filter.vx_mm_s - memory.smooth_vx);
    memory.smooth_vy += share * (memory.filter.vy_mm_s - memory.smooth_vy);
  }
}

// Takes the contact's centroid into the filter, held in place by an offset while peaks come and go.
void Tracker::measure(std::size_t t, const Contact& contact) {
  Memory& memory = memories_[t];
  const double unseen_s = now_s_ - tracks_[t].last_seen_s;
  const double sd_mm = contact.centroid_sd_mm;
  TrackFilter last = memory.filter;
  // Why: it moved as its past does not explain, so what was known of its velocity holds no more.
  if (memory.surprised) last.forget_velocity();
  const bool returns = memory.returns || (tracks_[t].state == TrackState::coasting && unseen_s > kRestAfterS);
  TrackFilter& filter = memory.filter;
  filter = last.predicted(unseen_s);
  const auto nearest_x = [&](double from_mm, double x_mm) {
    return from_mm + wrapped_difference(x_mm, wrap(from_mm, period_mm_), period_mm_);
  };
  if (returns) {
    filter = TrackFilter::at(nearest_x(last.x_mm, contact.x_mm), contact.y_mm, sd_mm);
    memory.offset_until_s = -1.0;
    return;
  }
  const double x_mm = nearest_x(filter.x_mm, contact.x_mm);
  if (memory.topology_changed) {
    memory.offset_x_mm = filter.x_mm - x_mm;
    memory.offset_y_mm = filter.y_mm - contact.y_mm;
    const double jump_mm = std::hypot(memory.offset_x_mm, memory.offset_y_mm);
    memory.offset_until_s = jump_mm < kSteadyMm ? -1.0 : now_s_ + times_.t_peaks_s;
    if (jump_mm > kMostHeldMm) memory.offset_until_s = now_s_;
  }
  // Why not while a merged track may come back: then nothing has moved at all.
  if (memory.offset_until_s >= 0.0 && now_s_ >= memory.offset_until_s && !hosts_merged(t)) {
    memory.offset_until_s = -1.0;
    filter.shift_to(x_mm, contact.y_mm, sd_mm);
    return;
  }
  const bool held = memory.offset_until_s >= 0.0;
  filter.update(x_mm + (held ? memory.offset_x_mm : 0.0), contact.y_mm + (held ? memory.offset_y_mm : 0.0),
                sd_mm);
}

void Tracker::confirm_and_drop() {
  for (std::size_t t = 0; t < tracks_.size(); ++t) {
    Track& track = tracks_[t];
    const Memory& memory = memories_[t];
    if (track.state != TrackState::tentative) continue;
    const int seen = std::popcount(memory.seen_bits);
    const bool split = track.parent != 0;
    const bool lasted = !split || now_s_ - track.first_seen_s >= times_.t_peaks_s;
    if (seen >= kSeenNeeded && lasted && track.contact >= 0) {
      track.state = TrackState::confirmed;
      track.id = ++last_id_;
    } else if ((memory.seen_bits & 3U) == 0) {  // 3 of 4 cannot come any more
      track.state = TrackState::dead;
      track.end = TrackEnd::lost;
    }
  }
}

void Tracker::give(std::size_t t, std::size_t contact) {
  tracks_[t].contact = static_cast<int>(contact);
  track_of_[contact] = static_cast<int>(t);
}

void Tracker::publish(std::size_t t) {
  Track& track = tracks_[t];
  const Memory& memory = memories_[t];
  track.key = memory.key;
  track.x_mm = memory.filter.x_mm;
  track.y_mm = memory.filter.y_mm;
  track.x_wrapped_mm = wrap(memory.filter.x_mm, period_mm_);
  track.vx_mm_s = memory.filter.vx_mm_s;
  track.vy_mm_s = memory.filter.vy_mm_s;
  track.speed_mm_s = std::hypot(memory.smooth_vx, memory.smooth_vy);
}

void Tracker::remove(std::size_t t) {
  for (std::size_t i = t + 1; i < tracks_.size(); ++i) {
    tracks_[i - 1] = tracks_[i];
    memories_[i - 1] = memories_[i];
  }
  tracks_.resize(tracks_.size() - 1);
  memories_.resize(memories_.size() - 1);
}

// The live track whose contact held this contact's peak sensel in the last frame; -1: none.
int Tracker::track_before(const Contact& contact) const {
  const std::uint16_t before = label_before_[peak_sensel(contact)];
  if (before == 0) return -1;
  for (std::size_t t = 0; t < tracks_.size(); ++t) {
    if (memories_[t].contact_before == before - 1 && tracks_[t].state != TrackState::dead) {
      return static_cast<int>(t);
    }
  }
  return -1;
}

bool Tracker::hosts_merged(std::size_t t) const {
  return tracks_[t].id != 0 && std::any_of(tracks_.begin(), tracks_.end(), [&](const Track& other) {
           return other.state == TrackState::merged && other.merged_into == tracks_[t].id;
         });
}

int Tracker::track_with(std::uint64_t key) const {
  for (std::size_t t = 0; key != 0 && t < tracks_.size(); ++t) {
    if (memories_[t].key == key && tracks_[t].state != TrackState::dead) return static_cast<int>(t);
  }
  return -1;
}

std::size_t Tracker::sensel_at(double x_mm, double y_mm) const {
  const int col = std::clamp(static_cast<int>(x_mm / layout_.pitch_col_mm), 0, layout_.cols - 1);
  const int row = std::clamp(static_cast<int>(y_mm / layout_.pitch_row_mm), 0, layout_.rows - 1);
  return static_cast<std::size_t>(row) * static_cast<std::size_t>(layout_.cols) +
         static_cast<std::size_t>(col);
}

std::size_t Tracker::peak_sensel(const Contact& contact) const {
  return static_cast<std::size_t>(contact.peak_row) * static_cast<std::size_t>(layout_.cols) +
         static_cast<std::size_t>(contact.peak_col);
}

}  // namespace rollscope
