#include "core/scene/alert_truth.hpp"

#include <algorithm>
#include <cmath>

namespace rollscope {
namespace {

constexpr double kClearShare = 0.85, kClearDwell_s = 0.5;
constexpr double kMeanStopFactor = 1.5, kAreaExponent = -0.49, kAreaMax_cm2 = 200.0;

}  // namespace

LimitTruth::LimitTruth(TruthAlertKind kind, TruthLevel level, double dwell_s) : dwell_s_(dwell_s) {
  alert_.kind = kind;
  alert_.level = level;
}

void LimitTruth::step(double time_s, double value_kpa, double limit_kpa, SceneTruth& truth) {
  last_s_ = time_s;
  if (value_kpa >= limit_kpa && !crossed_) {
    crossed_ = true;
    alert_.crossed_s = time_s;
    highest_share_ = 0.0;
  }
  if (!raised_ && value_kpa < limit_kpa) crossed_ = false;
  if (!crossed_) return;
  if (value_kpa > highest_share_ * limit_kpa) {
    highest_share_ = value_kpa / limit_kpa;
    alert_.value_kpa = value_kpa;
    alert_.limit_kpa = limit_kpa;
  }
  if (!raised_ && time_s - alert_.crossed_s >= dwell_s_) {
    raised_ = true;
    alert_.raised_s = time_s;
  }
  if (value_kpa >= kClearShare * limit_kpa) above_s_ = time_s;
  if (raised_ && time_s - above_s_ >= kClearDwell_s) finish(truth);
}

void LimitTruth::finish(SceneTruth& truth) {
  if (!raised_) return;
  alert_.cleared_s = last_s_;
  truth.alerts.push_back(alert_);
  raised_ = crossed_ = false;
}

AlertTruth::AlertTruth(int actor, const TruthOptions& options, double sensel_area_cm2)
    : options_(options),
      coarse_(sensel_area_cm2 > 1.0 + 1e-9 ? std::pow(sensel_area_cm2, kAreaExponent) : 1.0),
      levels_{LimitTruth{TruthAlertKind::peak, TruthLevel::caution, 1.0},
              LimitTruth{TruthAlertKind::peak, TruthLevel::stop, 0.25},
              LimitTruth{TruthAlertKind::mean, TruthLevel::caution, 2.0},
              LimitTruth{TruthAlertKind::mean, TruthLevel::stop, 0.5}} {
  for (LimitTruth& level : levels_) level.belongs_to(actor);
}

void AlertTruth::step(double time_s, const TruthContact& contact, SceneTruth& truth) {
  const double area_cm2 = std::clamp(contact.area_cm2, 1.0, kAreaMax_cm2);
  const double mean_limit = options_.ppt_1_kpa * std::pow(area_cm2, kAreaExponent);
  levels_[0].step(time_s, contact.p1_kpa, options_.peak_caution_kpa * coarse_, truth);
  levels_[1].step(time_s, contact.p1_kpa, options_.peak_stop_kpa * coarse_, truth);
  levels_[2].step(time_s, contact.mean_kpa, mean_limit, truth);
  levels_[3].step(time_s, contact.mean_kpa, mean_limit * kMeanStopFactor, truth);
}

void AlertTruth::finish(SceneTruth& truth) {
  for (LimitTruth& level : levels_) level.finish(truth);
}

}  // namespace rollscope
