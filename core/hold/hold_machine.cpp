#include "core/hold/hold_machine.hpp"

#include <algorithm>
#include <cmath>

#include "core/base/periodic.hpp"

namespace rollscope {
namespace {

constexpr double kNear = 0.5;  // share of r_drift: a slide ends when it was last this near the anchor
constexpr double kFootstep_s = 0.01, kReach_s = 0.1;
constexpr double kHandled_n = 15.0;  // lighter is a tool put down or picked up (science.md 2.6)

// Counts know no force: 0.
bool is_handled(const HoldInput& in) {
  return in.force_n > 0.0 && in.force_n < kHandled_n;
}

}  // namespace

double HoldMachine::Offset::length_mm() const {
  return std::hypot(x_mm, y_mm);
}

HoldPhase HoldMachine::phase() const {
  if (state_ == State::touch) return HoldPhase::idle;
  if (gap_) return HoldPhase::gap;
  return state_ == State::candidate ? HoldPhase::candidate : HoldPhase::holding;
}

HoldChange HoldMachine::step(const Tick& tick, const HoldInput& in, const HoldRules& rules) {
  period_x_mm_ = rules.period_x_mm;
  HoldChange change;
  if (tick.stalled) {
    change = abort(AbortCause::frame_loss, tick.time_s - tick.step_s, rules);
    recent_.clear();
  } else if (tick.step_s > 0.0 && (running() ? !gap_ : slow_)) {
    // The time since the frame before belongs to what that frame showed.
    count(last_, tick.counted_s, tick.lost_s, rules.parameters);
  }
  unblock(in, rules.parameters);
  if (in.stop != AbortCause::none) {
    const HoldChange stopped = abort(in.stop, tick.time_s, rules);
    if (stopped.ended || stopped.discarded) change = stopped;
    // Why: nothing clears pain but lifting off; an over-pressure stop is over once its alert is.
    if (in.stop != AbortCause::over_pressure && in.present) block_ = Block::until_unloaded;
  }
  if (running() && in.oscillates) {
    const HoldChange rubbed = step_oscillating(in, rules);
    change = change.ended || change.discarded ? change : rubbed;
  }
  if (running()) {
    const HoldChange ran = gap_ ? step_gap(tick, in, rules) : step_running(tick, in, rules);
    change = change.ended || change.discarded ? change : ran;
  }
  if (!running()) step_touch(tick, in, rules);
  last_ = in;
  return change;
}

// TOUCH -> CANDIDATE.
void HoldMachine::step_touch(const Tick& tick, const HoldInput& in, const HoldRules& rules) {
  const HoldParameters& p = rules.parameters;
  recent_.push(tick, in);
  if (!may_hold(in, p) || in.speed_mm_s >= p.v_enter_mm_s) {
    slow_ = false;
    return;
  }
  if (!slow_) {
    begin(p);
    settle_since_s_ = tick.time_s;
  }
  look_at(in);
  if (tick.time_s - settle_since_s_ < p.t_settle_s - kTimeSlack_s) return;
  state_ = State::candidate;
  recent_.clear();
}

bool HoldMachine::may_hold(const HoldInput& in, const HoldParameters& p) const {
  return in.present && in.frame_valid && in.may_start && in.stop == AbortCause::none &&
         block_ == Block::none && in.p1 >= p.h_on_kpa && !is_handled(in);
}

// CANDIDATE -> HOLDING or back, HOLDING -> SATISFIED or its end, either -> GAP.
HoldChange HoldMachine::step_running(const Tick& tick, const HoldInput& in, const HoldRules& rules) {
  const HoldParameters& p = rules.parameters;
  if (!in.present || !in.frame_valid || in.p1 < p.h_off_kpa) {
    gap_ = true;
    gap_merged_ = in.merged;
    gap_invalid_ = !in.frame_valid;
    gap_start_s_ = tick.time_s;
    fast_ = out_ = low_ = false;
    footsteps_left_ = 0;
    return {};
  }
  look_at(in);
  note_past(tick.time_s);
  if (moves(tick, in, p)) return end(EndReason::slide, AbortCause::none, at_anchor_, rules);
  if (state_ == State::holding && released(tick, in, p)) {
    return end(EndReason::lift, AbortCause::none, before_low_, rules);
  }
  HoldChange change;
  if (state_ == State::candidate && !in.oscillates && sums_.dwell_s >= p.t_confirm_s - kTimeSlack_s) {
    state_ = State::holding;
    change.started = true;
  }
  if (state_ == State::holding) {
    const bool reached = sums_.dwell_s >= rules.target_s - kTimeSlack_s;
    change.target_reached = reached && !target_reached_;
    target_reached_ = reached;
    if (sums_.dwell_s >= rules.t_hard_s - kTimeSlack_s) {
      const HoldChange ended = abort(AbortCause::hard_limit, tick.time_s, rules);
      change.ended = ended.ended;
      change.discarded = ended.discarded;
      block_ = Block::until_moved;
    }
  }
  return change;
}

// A hold ends where the rubbing began; a candidate begins anew with each reversal and waits until it is over.
HoldChange HoldMachine::step_oscillating(const HoldInput& in, const HoldRules& rules) {
  if (state_ == State::holding) {
    return end(EndReason::slide, AbortCause::none, past(in.oscillates_since_s), rules);
  }
  if (in.reversed) {
    state_ = State::touch;
    slow_ = gap_ = false;
  }
  return {};
}

void HoldMachine::note_past(double time_s) {
  const std::size_t newest = (past_next_ + kPast - 1) % kPast;
  if (past_size_ > 0 && time_s - past_[newest].time_s < kPastStep_s - kTimeSlack_s) return;
  past_[past_next_] = now(time_s);
  past_next_ = (past_next_ + 1) % kPast;
  past_size_ = std::min(past_size_ + 1, kPast);
}

// The newest moment kept that is no later; the oldest where none is.
HoldMachine::Moment HoldMachine::past(double time_s) const {
  Moment found{start_s_, Sums{}};
  for (std::size_t i = past_size_; i > 0; --i) {
    const Moment& moment = past_[(past_next_ + kPast - i) % kPast];
    if (moment.time_s <= time_s + kTimeSlack_s) found = moment;
  }
  return found;
}

// GAP -> back, or the end at the gap's start.
HoldChange HoldMachine::step_gap(const Tick& tick, const HoldInput& in, const HoldRules& rules) {
  const HoldParameters& p = rules.parameters;
  gap_merged_ = gap_merged_ || in.merged;
  gap_invalid_ = gap_invalid_ && !in.frame_valid;
  const double elapsed_s = tick.time_s - gap_start_s_;
  const bool pressed = in.present && in.frame_valid && in.p1 >= p.h_off_kpa;
  const bool here = pressed && offset(anchor_x_mm_, anchor_y_mm_, in).length_mm() <= p.r_drift_mm;
  const bool too_long = elapsed_s > (gap_merged_ ? rules.t_merge_s : p.t_grace_s) + kTimeSlack_s;
  if (here && !too_long) {
    gap_ = false;
    sums_.gaps += 1;
    sums_.gap_s += elapsed_s;
    look_at(in);
    return {};
  }
  // Pressed elsewhere is no way back either: the person has moved on.
  if (!too_long && !pressed) return {};
  if (gap_invalid_) return abort(AbortCause::sensor_fault, gap_start_s_, rules);
  const EndReason reason = gap_merged_ ? EndReason::merged : EndReason::lift;
  return end(reason, AbortCause::none, now(gap_start_s_), rules);
}

HoldChange HoldMachine::abort(AbortCause cause, double end_s, const HoldRules& rules) {
  slow_ = false;
  if (!running()) return {};
  return end(EndReason::abort, cause, now(gap_ ? gap_start_s_ : end_s), rules);
}

HoldChange HoldMachine::close(EndReason reason, double end_s, const HoldRules& rules) {
  slow_ = false;
  if (!running()) return {};
  if (gap_ && gap_merged_ && reason != EndReason::end_of_data) reason = EndReason::merged;
  return end(reason, AbortCause::none, now(gap_ ? gap_start_s_ : end_s), rules);
}

void HoldMachine::unblock(const HoldInput& in, const HoldParameters& p) {
  const bool unloaded = !in.present || in.p1 < p.h_off_kpa;
  const bool moved = block_ == Block::until_moved && !unloaded &&
                     offset(anchor_x_mm_, anchor_y_mm_, in).length_mm() > p.r_drift_mm;
  if (unloaded || moved) block_ = Block::none;
}

// The slow period began when the track came to rest, which the smoothed speed tells only later.
void HoldMachine::begin(const HoldParameters& p) {
  const std::size_t first = slow_since(p);
  const RecentTrack::Sample& start = recent_[first];
  slow_ = true;
  start_s_ = start.time_s;
  begin_x_mm_ = anchor_x_mm_ = start.in.x_mm;
  begin_y_mm_ = anchor_y_mm_ = start.in.y_mm;
  sums_ = Sums{};
  gap_ = fast_ = out_ = low_ = target_reached_ = false;
  footsteps_left_ = 0;
  past_size_ = past_next_ = 0;
  for (std::size_t i = first; i + 1 < recent_.size(); ++i) {
    look_at(recent_[i].in);
    count(recent_[i].in, recent_[i + 1].counted_s, recent_[i + 1].lost_s, p);
  }
  at_anchor_ = now(recent_[recent_.size() - 1].time_s);
}

// The earliest slow moment from which on the track stayed near where it is now, faster than v_exit for less
// than t_fast at a time. Why not just the slow moments: a person who sways is faster than v_enter now and
// then.
std::size_t HoldMachine::slow_since(const HoldParameters& p) const {
  const std::size_t newest = recent_.size() - 1;
  const HoldInput& here = recent_[newest].in;
  std::size_t first = newest;
  double fast_until_s = -1.0;
  for (std::size_t i = newest; i-- > 0;) {
    const RecentTrack::Sample& sample = recent_[i];
    if (!may_hold(sample.in, p)) break;
    if (offset(here.x_mm, here.y_mm, sample.in).length_mm() > p.r_drift_mm) break;
    const double speed_mm_s = recent_.centred_speed_mm_s(i, period_x_mm_);
    if (speed_mm_s <= p.v_exit_mm_s) {
      fast_until_s = -1.0;
    } else if (fast_until_s < 0.0) {
      fast_until_s = sample.time_s;
    } else if (fast_until_s - sample.time_s >= p.t_fast_s - kTimeSlack_s) {
      break;
    }
    if (speed_mm_s < p.v_enter_mm_s) first = i;
  }
  return first;
}

void HoldMachine::count(const HoldInput& in, double counted_s, double lost_s, const HoldParameters& p) {
  const Offset from_begin = offset(begin_x_mm_, begin_y_mm_, in);
  sums_.dwell_s += counted_s;
  sums_.lost_s += lost_s;
  sums_.p1_s += counted_s * static_cast<double>(in.p1);
  sums_.mean_s += counted_s * static_cast<double>(in.mean);
  sums_.area_s += counted_s * in.area_cm2;
  sums_.force_s += counted_s * in.force_n;
  sums_.dx_s += counted_s * from_begin.x_mm;
  sums_.dy_s += counted_s * from_begin.y_mm;
  sums_.bad_s += counted_s * in.bad_share;
  const Offset from_anchor = offset(anchor_x_mm_, anchor_y_mm_, in);
  // Why faster at first: where it began is no better a guess than where it has been since, least of all when
  // the person sways. Not faster than t_min, or slow rolling would take the anchor along.
  const double tau_s = std::clamp(sums_.dwell_s, std::min(p.t_min_s, p.tau_a_s), p.tau_a_s);
  const double follow = std::min(1.0, counted_s / tau_s);
  anchor_x_mm_ += follow * from_anchor.x_mm;
  anchor_y_mm_ += follow * from_anchor.y_mm;
}

void HoldMachine::look_at(const HoldInput& in) {
  // Shaking is known a second late; until then its peaks were taken for the hold's.
  if (in.shaken && !sums_.shaken) sums_.p1_peak = past(in.shaken_since_s).sums.p1_peak;
  sums_.p1_peak = std::max(sums_.p1_peak, in.p1);
  sums_.saturated = sums_.saturated || in.saturated;
  sums_.shaken = sums_.shaken || in.shaken;
}

// Notes when the track was last near its anchor and slow. Its speed is taken over some 0.1 s to each side, so
// that is known 0.1 s later: the smoothed speed would say it too late.
void HoldMachine::leave_footstep(const Tick& tick, const HoldInput& in, const HoldParameters& p) {
  if (footsteps_left_ > 0) {
    if (tick.time_s - footstep(0).at.time_s < kFootstep_s - kTimeSlack_s) return;
    const auto from_before = [&](double until_s) {
      std::size_t back = 0;
      while (back + 1 < footsteps_left_ && footstep(back).at.time_s > until_s + kTimeSlack_s) ++back;
      return footstep(back);
    };
    const Footstep middle = from_before(tick.time_s - kReach_s);
    const Footstep before = from_before(middle.at.time_s - kReach_s);
    const double way_mm = offset(before.x_mm, before.y_mm, in.x_mm, in.y_mm).length_mm();
    const bool slow = way_mm < p.v_enter_mm_s * (tick.time_s - before.at.time_s);
    const double drift_mm = offset(anchor_x_mm_, anchor_y_mm_, middle.x_mm, middle.y_mm).length_mm();
    if (slow && drift_mm <= kNear * p.r_drift_mm) at_anchor_ = middle.at;
  }
  newest_footstep_ = (newest_footstep_ + 1) % kFootsteps;
  footsteps_[newest_footstep_] = {in.x_mm, in.y_mm, now(tick.time_s)};
  footsteps_left_ = std::min(footsteps_left_ + 1, kFootsteps);
}

// Fast for t_fast over some way, or too far from the anchor or from where it began. Why not fast alone, and
// why a hold may be out for t_grace: a person who sways is fast now and then and comes back.
bool HoldMachine::moves(const Tick& tick, const HoldInput& in, const HoldParameters& p) {
  leave_footstep(tick, in, p);
  const double drift_mm = offset(anchor_x_mm_, anchor_y_mm_, in).length_mm();
  const double total_mm = offset(begin_x_mm_, begin_y_mm_, in).length_mm();
  const bool fast = in.speed_mm_s > p.v_exit_mm_s;
  if (fast && !fast_) fast_from_ = {tick.time_s, in.x_mm, in.y_mm};
  fast_ = fast;
  const double way_mm = offset(fast_from_.x_mm, fast_from_.y_mm, in).length_mm();
  const bool slides =
      fast && tick.time_s - fast_from_.time_s >= p.t_fast_s - kTimeSlack_s && way_mm > kNear * p.r_drift_mm;
  const bool out = drift_mm > p.r_drift_mm;
  if (out && !out_) out_since_s_ = tick.time_s;
  out_ = out;
  const double patience_s = state_ == State::holding ? p.t_grace_s : 0.0;
  const bool gone = out && tick.time_s - out_since_s_ >= patience_s - kTimeSlack_s;
  return slides || gone || total_mm > p.r_total_mm;
}

// Relative release: unloaded to a share of the plateau (mean P1 so far) for longer than t_grace.
bool HoldMachine::released(const Tick& tick, const HoldInput& in, const HoldParameters& p) {
  const Sums& held = low_ ? before_low_.sums : sums_;
  const double plateau = held.dwell_s > 0.0 ? held.p1_s / held.dwell_s : 0.0;
  const bool low = static_cast<double>(in.p1) < p.release_share * plateau;
  if (low && !low_) before_low_ = now(tick.time_s);
  low_ = low;
  return low && tick.time_s - before_low_.time_s > p.t_grace_s + kTimeSlack_s;
}

HoldMachine::Offset HoldMachine::offset(double from_x, double from_y, double to_x, double to_y) const {
  return {wrapped_difference(to_x, from_x, period_x_mm_), to_y - from_y};
}

HoldMachine::Offset HoldMachine::offset(double from_x, double from_y, const HoldInput& in) const {
  return offset(from_x, from_y, in.x_mm, in.y_mm);
}

// RELEASED full, partial or none; ABORTED likewise.
HoldChange HoldMachine::end(EndReason reason, AbortCause cause, const Moment& at, const HoldRules& rules) {
  const bool had_started = state_ == State::holding;
  state_ = State::touch;
  slow_ = gap_ = false;
  HoldChange change;
  const double least_s = std::min(rules.parameters.t_min_s, rules.target_s);
  change.ended = had_started && at.sums.dwell_s >= least_s - kTimeSlack_s;
  change.discarded = had_started && !change.ended;
  if (!had_started) return change;
  record_ = HoldRecord{};
  record_.end_reason = reason;
  record_.abort_cause = cause;
  fill_record(at, rules);
  return change;
}

void HoldMachine::fill_record(const Moment& at, const HoldRules& rules) {
  const Sums& s = at.sums;
  record_.start_s = start_s_;
  record_.end_s = at.time_s;
  record_.dwell_s = s.dwell_s;
  record_.target_s = rules.target_s;
  record_.gaps = s.gaps;
  record_.gap_s = s.gap_s;
  record_.p1_peak = s.p1_peak;
  record_.pti_kpa_s = s.p1_s;
  record_.outcome = s.dwell_s >= rules.target_s - kTimeSlack_s ? HoldOutcome::full : HoldOutcome::partial;
  if (s.dwell_s <= 0.0) return;
  record_.x_mm = wrap(begin_x_mm_ + s.dx_s / s.dwell_s, period_x_mm_);
  record_.y_mm = begin_y_mm_ + s.dy_s / s.dwell_s;
  record_.mean = static_cast<float>(s.mean_s / s.dwell_s);
  record_.area_cm2 = s.area_s / s.dwell_s;
  record_.force_n = s.force_s / s.dwell_s;
  const bool lossy = s.lost_s > 0.1 * (record_.end_s - record_.start_s);
  const bool patchy = s.bad_s > 0.1 * s.dwell_s;
  record_.quality = lossy || patchy || s.saturated || s.shaken ? HoldQuality::degraded : HoldQuality::good;
}

}  // namespace rollscope
