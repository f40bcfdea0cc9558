#include "core/scene/hold_truth.hpp"

#include <algorithm>
#include <cmath>

namespace rollscope {
namespace {

// science.md 2.5, defaults.
constexpr double kHOn_kpa = 30.0, kHOff_kpa = 20.0, kFMin_n = 15.0, kReleaseShare = 0.40;
constexpr double kVEnter_mm_s = 8.0, kVExit_mm_s = 16.0, kTFast_s = 0.15;
constexpr double kTSettle_s = 0.25, kTConfirm_s = 2.0, kTMin_s = 5.0, kTGrace_s = 0.8;
constexpr double kRDrift_mm = 20.0, kRTotal_mm = 40.0, kTauA_s = 20.0;

double distance_mm(PointMm a, PointMm b) {
  return std::hypot(a.x_mm - b.x_mm, a.y_mm - b.y_mm);
}

}  // namespace

void HoldTruth::step(const Moment& now) {
  if (running_ && (now.after_loss || now.stopped)) {
    if (now.stopped) sums_.time_s = now.time_s;
    end(TruthEnd::abort, sums_);
  }
  if (spent_ && (now.p1_kpa < kHOff_kpa || from_anchor_mm(now) > kRDrift_mm)) spent_ = false;
  if (!running_) {
    if (may_hold(now) && !spent_) start(now);
    return;
  }
  // The slow, pressed period has to last t_settle before it is anything.
  if (now.time_s - start_s_ < kTSettle_s && !may_hold(now)) {
    running_ = false;
    return;
  }
  press(now);
  if (running_ && !lifted_) move(now);
  if (running_ && !lifted_) unload(now);
  if (running_ && sums_.dwell_s >= hard_limit_s_) {
    end(TruthEnd::abort, sums_);
    spent_ = true;
  }
}

bool HoldTruth::may_hold(const Moment& now) const {
  return now.state.scripted_speed_mm_s < kVEnter_mm_s && now.p1_kpa >= kHOn_kpa && now.force_n >= kFMin_n &&
         !now.stopped && !now.at_edge;
}

double HoldTruth::from_anchor_mm(const Moment& now) const {
  return distance_mm(now.state.scripted, slow_anchor_);
}

void HoldTruth::start(const Moment& now) {
  running_ = true;
  lifted_ = low_ = false;
  start_s_ = now.time_s;
  fast_s_ = p1_peak_kpa_ = 0.0;
  anchor_ = slow_anchor_ = now.state.scripted;
  sums_ = near_ = before_low_ = {.time_s = now.time_s};
}

// A gap ends the hold when it lasts, or when the contact comes back elsewhere: the end is the gap's start.
void HoldTruth::press(const Moment& now) {
  const bool pressed = now.p1_kpa >= kHOff_kpa;
  const bool elsewhere = lifted_ && pressed && from_anchor_mm(now) > kRDrift_mm;
  if (!pressed || elsewhere) {
    lifted_ = true;
    if (elsewhere || now.time_s - sums_.time_s > kTGrace_s) end(TruthEnd::lift, sums_);
    return;
  }
  if (lifted_) ++sums_.gaps;
  lifted_ = false;
  p1_peak_kpa_ = std::max(p1_peak_kpa_, now.p1_kpa);
  sums_.time_s = now.time_s;
  sums_.dwell_s += now.dwell_s;
  sums_.x_mm_s += now.x_mm * now.dwell_s;
  sums_.y_mm_s += now.y_mm * now.dwell_s;
  sums_.p1_kpa_s += now.p1_kpa * now.dwell_s;
  sums_.force_n_s += now.force_n * now.dwell_s;
}

// A slide ends the hold where it was last slow and within half of r_drift.
void HoldTruth::move(const Moment& now) {
  const PointMm at = now.state.scripted;
  const double speed_mm_s = now.state.scripted_speed_mm_s;
  fast_s_ = speed_mm_s > kVExit_mm_s ? fast_s_ + now.dwell_s : 0.0;
  const double away_mm = from_anchor_mm(now);
  if (fast_s_ >= kTFast_s || away_mm > kRDrift_mm || distance_mm(at, anchor_) > kRTotal_mm) {
    return end(TruthEnd::slide, near_);
  }
  if (speed_mm_s < kVEnter_mm_s && away_mm <= kRDrift_mm / 2.0) near_ = sums_;
  const double follow = now.dwell_s / kTauA_s;
  slow_anchor_.x_mm += follow * (at.x_mm - slow_anchor_.x_mm);
  slow_anchor_.y_mm += follow * (at.y_mm - slow_anchor_.y_mm);
}

// Relative release: under its share of the plateau, the mean so far, for longer than t_grace.
void HoldTruth::unload(const Moment& now) {
  const Sums& held = low_ ? before_low_ : sums_;
  const bool low = now.p1_kpa * held.dwell_s < kReleaseShare * held.p1_kpa_s;
  if (low && !low_) before_low_ = sums_;
  low_ = low;
  if (low && now.time_s - before_low_.time_s > kTGrace_s) end(TruthEnd::lift, before_low_);
}

void HoldTruth::end(TruthEnd reason, const Sums& at) {
  running_ = false;
  if (at.dwell_s < kTConfirm_s) return;
  found_.push_back({.actor = actor_,
                    .start_s = start_s_,
                    .end_s = at.time_s,
                    .dwell_s = at.dwell_s,
                    .gaps = at.gaps,
                    .x_mm = at.x_mm_s / at.dwell_s,
                    .y_mm = at.y_mm_s / at.dwell_s,
                    .p1_mean_kpa = at.p1_kpa_s / at.dwell_s,
                    .p1_peak_kpa = p1_peak_kpa_,
                    .force_n = at.force_n_s / at.dwell_s,
                    .full = at.dwell_s >= target_s_,
                    .end = reason});
}

void HoldTruth::finish(SceneTruth& truth) {
  if (running_) end(lifted_ ? TruthEnd::lift : TruthEnd::end_of_data, sums_);
  for (const TruthHold& hold : found_) {
    (hold.dwell_s >= kTMin_s ? truth.holds : truth.pauses).push_back(hold);
  }
}

}  // namespace rollscope
