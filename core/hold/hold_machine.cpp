#include "core/hold/hold_machine.hpp"

#include <algorithm>
#include <cmath>

namespace rollscope {

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
    slow_ = false;
  } else {
    count(tick, rules);
  }
  unblock(in, rules.parameters);
  if (in.stop != AbortCause::none) {
    const HoldChange stopped = abort(in.stop, tick.time_s, rules);
    if (stopped.ended || stopped.discarded) change = stopped;
    // Why: nothing clears pain but lifting off; an over-pressure stop is over once its alert is.
    if (in.stop != AbortCause::over_pressure && in.present) block_ = Block::until_unloaded;
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
  const bool slow = in.present && in.frame_valid && in.may_start && block_ == Block::none &&
                    in.stop == AbortCause::none && in.p1 >= p.h_on_kpa && in.speed_mm_s < p.v_enter_mm_s;
  if (!slow) {
    slow_ = false;
    return;
  }
  if (!slow_) begin(tick.time_s, in);
  look_at(in);
  if (tick.time_s - start_s_ >= p.t_settle_s - kTimeSlack_s) state_ = State::candidate;
}

// CANDIDATE -> HOLDING or back, HOLDING -> SATISFIED or its end, either -> GAP.
HoldChange HoldMachine::step_running(const Tick& tick, const HoldInput& in, const HoldRules& rules) {
  const HoldParameters& p = rules.parameters;
  if (!in.present || !in.frame_valid || in.p1 < p.h_off_kpa) {
    gap_ = true;
    gap_merged_ = in.merged;
    gap_invalid_ = !in.frame_valid;
    gap_start_s_ = tick.time_s;
    fast_ = low_ = false;
    return {};
  }
  look_at(in);
  if (moves(tick, in, p)) return end(EndReason::slide, AbortCause::none, at_anchor_, rules);
  if (state_ == State::holding && released(tick, in, p)) {
    return end(EndReason::lift, AbortCause::none, before_low_, rules);
  }
  HoldChange change;
  if (state_ == State::candidate && sums_.dwell_s >= p.t_confirm_s - kTimeSlack_s) {
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

void HoldMachine::begin(double time_s, const HoldInput& in) {
  slow_ = true;
  start_s_ = time_s;
  begin_x_mm_ = anchor_x_mm_ = in.x_mm;
  begin_y_mm_ = anchor_y_mm_ = in.y_mm;
  sums_ = Sums{};
  at_anchor_ = now(time_s);
  gap_ = fast_ = low_ = target_reached_ = false;
}

// The time since the frame before belongs to what that frame showed.
void HoldMachine::count(const Tick& tick, const HoldRules& rules) {
  const bool counts = running() ? !gap_ : slow_;
  if (!counts || tick.step_s <= 0.0) return;
  const double dt = tick.counted_s;
  const Offset from_begin = offset(begin_x_mm_, begin_y_mm_, last_);
  sums_.dwell_s += dt;
  sums_.lost_s += tick.lost_s;
  sums_.p1_s += dt * static_cast<double>(last_.p1);
  sums_.mean_s += dt * static_cast<double>(last_.mean);
  sums_.area_s += dt * last_.area_cm2;
  sums_.force_s += dt * last_.force_n;
  sums_.dx_s += dt * from_begin.x_mm;
  sums_.dy_s += dt * from_begin.y_mm;
  sums_.bad_s += dt * last_.bad_share;
  const Offset from_anchor = offset(anchor_x_mm_, anchor_y_mm_, last_);
  const double follow = std::min(1.0, dt / rules.parameters.tau_a_s);
  anchor_x_mm_ += follow * from_anchor.x_mm;
  anchor_y_mm_ += follow * from_anchor.y_mm;
}

void HoldMachine::look_at(const HoldInput& in) {
  sums_.p1_peak = std::max(sums_.p1_peak, in.p1);
  sums_.saturated = sums_.saturated || in.saturated;
}

// Fast for t_fast, or too far from the anchor or from where it began.
bool HoldMachine::moves(const Tick& tick, const HoldInput& in, const HoldParameters& p) {
  const double drift_mm = offset(anchor_x_mm_, anchor_y_mm_, in).length_mm();
  const double total_mm = offset(begin_x_mm_, begin_y_mm_, in).length_mm();
  if (drift_mm <= 0.5 * p.r_drift_mm && in.speed_mm_s < p.v_enter_mm_s) at_anchor_ = now(tick.time_s);
  const bool fast = in.speed_mm_s > p.v_exit_mm_s;
  if (fast && !fast_) fast_since_s_ = tick.time_s;
  fast_ = fast;
  const bool fast_long = fast && tick.time_s - fast_since_s_ >= p.t_fast_s - kTimeSlack_s;
  return fast_long || drift_mm > p.r_drift_mm || total_mm > p.r_total_mm;
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

HoldMachine::Offset HoldMachine::offset(double from_x, double from_y, const HoldInput& in) const {
  const double dx = in.x_mm - from_x;
  return {period_x_mm_ > 0.0 ? std::remainder(dx, period_x_mm_) : dx, in.y_mm - from_y};
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
  double x_mm = begin_x_mm_ + s.dx_s / s.dwell_s;
  if (period_x_mm_ > 0.0) x_mm -= period_x_mm_ * std::floor(x_mm / period_x_mm_);
  record_.x_mm = x_mm;
  record_.y_mm = begin_y_mm_ + s.dy_s / s.dwell_s;
  record_.mean = static_cast<float>(s.mean_s / s.dwell_s);
  record_.area_cm2 = s.area_s / s.dwell_s;
  record_.force_n = s.force_s / s.dwell_s;
  const bool lossy = s.lost_s > 0.1 * (record_.end_s - record_.start_s);
  const bool patchy = s.bad_s > 0.1 * s.dwell_s;
  record_.quality = lossy || patchy || s.saturated ? HoldQuality::degraded : HoldQuality::good;
}

}  // namespace rollscope
