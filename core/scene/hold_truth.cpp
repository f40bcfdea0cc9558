#include "core/scene/hold_truth.hpp"

#include <algorithm>
#include <cmath>

namespace rollscope {
namespace {

// science.md 2.5, defaults.
constexpr double kHOn_kpa = 30.0, kHOff_kpa = 20.0;
constexpr double kVEnter_mm_s = 8.0, kVExit_mm_s = 16.0, kTFast_s = 0.15;
constexpr double kTConfirm_s = 2.0, kTMin_s = 5.0, kTGrace_s = 0.8;
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
  if (!running_) {
    const bool still = now.state.scripted_speed_mm_s < kVEnter_mm_s;
    if (still && now.p1_kpa >= kHOn_kpa && !now.stopped) start(now);
    return;
  }
  press(now);
  if (running_) move(now);
}

void HoldTruth::start(const Moment& now) {
  running_ = true;
  lifted_ = false;
  start_s_ = now.time_s;
  fast_s_ = p1_peak_kpa_ = 0.0;
  gaps_ = 0;
  anchor_ = slow_anchor_ = now.state.scripted;
  sums_ = slow_ = near_ = {.time_s = now.time_s};
}

void HoldTruth::press(const Moment& now) {
  if (now.p1_kpa < kHOff_kpa) {
    if (!lifted_) lifted_s_ = sums_.time_s;
    lifted_ = true;
    if (now.time_s - lifted_s_ > kTGrace_s) {
      sums_.time_s = lifted_s_;
      end(TruthEnd::lift, sums_);
    }
    return;
  }
  if (lifted_) ++gaps_;
  lifted_ = false;
  p1_peak_kpa_ = std::max(p1_peak_kpa_, now.p1_kpa);
  sums_.time_s = now.time_s;
  sums_.dwell_s += now.dwell_s;
  sums_.x_mm_s += now.x_mm * now.dwell_s;
  sums_.y_mm_s += now.y_mm * now.dwell_s;
  sums_.p1_kpa_s += now.p1_kpa * now.dwell_s;
}

void HoldTruth::move(const Moment& now) {
  const PointMm at = now.state.scripted;
  const bool fast = now.state.scripted_speed_mm_s > kVExit_mm_s;
  fast_s_ = fast ? fast_s_ + now.dwell_s : 0.0;
  if (fast_s_ >= kTFast_s) return end(TruthEnd::slide, slow_);
  const double away_mm = distance_mm(at, slow_anchor_);
  if (away_mm > kRDrift_mm || distance_mm(at, anchor_) > kRTotal_mm) return end(TruthEnd::slide, near_);
  if (!fast) slow_ = sums_;
  if (!fast && away_mm <= kRDrift_mm / 2.0) near_ = sums_;
  const double follow = now.dwell_s / kTauA_s;
  slow_anchor_.x_mm += follow * (at.x_mm - slow_anchor_.x_mm);
  slow_anchor_.y_mm += follow * (at.y_mm - slow_anchor_.y_mm);
}

void HoldTruth::end(TruthEnd reason, const Sums& at) {
  running_ = false;
  if (at.dwell_s < kTConfirm_s) return;
  found_.push_back({.actor = actor_,
                    .start_s = start_s_,
                    .end_s = at.time_s,
                    .dwell_s = at.dwell_s,
                    .gaps = gaps_,
                    .x_mm = at.x_mm_s / at.dwell_s,
                    .y_mm = at.y_mm_s / at.dwell_s,
                    .p1_mean_kpa = at.p1_kpa_s / at.dwell_s,
                    .p1_peak_kpa = p1_peak_kpa_,
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
