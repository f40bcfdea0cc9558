#include "core/scene/truth_maker.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <tuple>
#include <utility>

#include "core/scene/hold_truth.hpp"

namespace rollscope {
namespace {

// science.md 1.9 and design.md 3.
constexpr double kClearShare = 0.85, kClearDwell_s = 0.5;
constexpr double kMeanStopFactor = 1.5, kAreaExponent = -0.49, kAreaMax_cm2 = 200.0;
constexpr double kStall_s = 0.5;
constexpr double kDwellPeriods = 3.0;  // a step never adds more than this many frame periods

// One limit: crossed, raised after its dwell, cleared after 0.5 s below its hysteresis.
class AlertTruth {
 public:
  AlertTruth(TruthAlertKind kind, TruthLevel level, double dwell_s) : dwell_s_(dwell_s) {
    alert_.kind = kind;
    alert_.level = level;
  }

  void belongs_to(int actor) { alert_.actor = actor; }
  [[nodiscard]] bool lasts() const { return raised_; }

  void step(double time_s, double value_kpa, double limit_kpa, SceneTruth& truth) {
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

  void finish(SceneTruth& truth) {
    if (!raised_) return;
    alert_.cleared_s = last_s_;
    truth.alerts.push_back(alert_);
    raised_ = crossed_ = false;
  }

 private:
  double dwell_s_;
  TruthAlert alert_;
  bool crossed_ = false, raised_ = false;
  double above_s_ = 0.0, last_s_ = 0.0, highest_share_ = 0.0;
};

// The four pressure limits of a region on one actor's contact.
class Alerts {
 public:
  Alerts(int actor, const TruthOptions& options, double sensel_area_cm2) : options_(options) {
    for (AlertTruth& level : levels_) level.belongs_to(actor);
    coarse_ = sensel_area_cm2 > 1.0 + 1e-9 ? std::pow(sensel_area_cm2, kAreaExponent) : 1.0;
  }

  void step(double time_s, const TruthContact& contact, SceneTruth& truth) {
    const double area_cm2 = std::clamp(contact.area_cm2, 1.0, kAreaMax_cm2);
    const double mean_limit = options_.ppt_1_kpa * std::pow(area_cm2, kAreaExponent);
    levels_[0].step(time_s, contact.p1_kpa, options_.peak_caution_kpa * coarse_, truth);
    levels_[1].step(time_s, contact.p1_kpa, options_.peak_stop_kpa * coarse_, truth);
    levels_[2].step(time_s, contact.mean_kpa, mean_limit, truth);
    levels_[3].step(time_s, contact.mean_kpa, mean_limit * kMeanStopFactor, truth);
  }

  [[nodiscard]] bool stopped() const { return levels_[1].lasts() || levels_[3].lasts(); }

  void finish(SceneTruth& truth) {
    for (AlertTruth& level : levels_) level.finish(truth);
  }

 private:
  TruthOptions options_;
  double coarse_;
  std::array<AlertTruth, 4> levels_{AlertTruth{TruthAlertKind::peak, TruthLevel::caution, 1.0},
                                    AlertTruth{TruthAlertKind::peak, TruthLevel::stop, 0.25},
                                    AlertTruth{TruthAlertKind::mean, TruthLevel::caution, 2.0},
                                    AlertTruth{TruthAlertKind::mean, TruthLevel::stop, 0.5}};
};

void add_strokes(const Scene& scene, SceneTruth& truth) {
  for (std::size_t i = 0; i < scene.actors.size(); ++i) {
    PointMm at = scene.actors[i].start;
    double time_s = 0.0;
    TruthStroke stroke{.actor = static_cast<int>(i)};
    double peak = 0.0, moving_s = 0.0;
    for (const Step& step : scene.actors[i].steps) {
      const double end_s = time_s + step.duration_s;
      const double way_mm = std::hypot(step.to.x_mm - at.x_mm, step.to.y_mm - at.y_mm);
      if (step.leg == Leg::there) {
        stroke.start_s = time_s;
        stroke.turn_s = end_s;
        stroke.length_mm = way_mm;
        peak = way_mm * peak_rate(step);
        moving_s = step.duration_s;
      } else if (step.leg == Leg::back) {
        stroke.end_s = end_s;
        stroke.speed_peak_mm_s = std::max(peak, way_mm * peak_rate(step));
        stroke.speed_mean_mm_s = (stroke.length_mm + way_mm) / (moving_s + step.duration_s);
        truth.strokes.push_back(stroke);
      }
      if (is_way(step.kind)) at = step.to;
      time_s = end_s;
    }
  }
}

void add_stall(double last_s, double next_s, SceneTruth& truth) {
  truth.alerts.push_back({.actor = -1,
                          .kind = TruthAlertKind::technical,
                          .level = TruthLevel::caution,
                          .crossed_s = last_s,
                          .raised_s = last_s + kStall_s,
                          .cleared_s = next_s});
}

TruthContact contact_of(std::span<const TruthContact> contacts, int actor) {
  for (const TruthContact& contact : contacts) {
    if (contact.actor == actor && !contact.floor) return contact;
  }
  return {};
}

void by_time(SceneTruth& truth) {
  const auto hold_order = [](const TruthHold& hold) { return std::pair(hold.start_s, hold.actor); };
  std::ranges::sort(truth.holds, {}, hold_order);
  std::ranges::sort(truth.pauses, {}, hold_order);
  std::ranges::sort(truth.alerts, {}, [](const TruthAlert& alert) {
    return std::tuple(alert.raised_s, alert.actor, alert.kind, alert.level);
  });
  std::ranges::sort(truth.strokes, {},
                    [](const TruthStroke& stroke) { return std::pair(stroke.start_s, stroke.actor); });
}

}  // namespace

SceneTruth make_truth(const Scene& scene, const SensorLayout& layout, Stage& stage, double rate_hz,
                      std::span<const FrameFate> fates, const TruthOptions& options) {
  SceneTruth truth;
  std::vector<Alerts> alerts;
  std::vector<HoldTruth> holds;
  for (std::size_t i = 0; i < stage.states().size(); ++i) {
    alerts.emplace_back(static_cast<int>(i), options, layout.pitch_row_mm * layout.pitch_col_mm / 100.0);
    holds.emplace_back(static_cast<int>(i), options.target_s);
  }
  double last_s = 0.0;
  for (std::size_t frame = 0; frame < fates.size(); ++frame) {
    if (fates[frame] != FrameFate::arrives) continue;
    const double time_s = static_cast<double>(frame) / rate_hz;
    const double step_s = time_s - last_s;
    if (step_s > kStall_s) add_stall(last_s, time_s, truth);
    stage.move_to(time_s);
    for (std::size_t i = 0; i < holds.size(); ++i) {
      const TruthContact contact = contact_of(stage.contacts(), static_cast<int>(i));
      alerts[i].step(time_s, contact, truth);
      if (scene.actors[i].role == Role::rest) continue;
      holds[i].step({.time_s = time_s,
                     .dwell_s = std::min(step_s, kDwellPeriods / rate_hz),
                     .after_loss = step_s > kStall_s,
                     .stopped = alerts[i].stopped(),
                     .state = stage.states()[i],
                     .p1_kpa = contact.p1_kpa,
                     .x_mm = contact.x_mm,
                     .y_mm = contact.y_mm});
    }
    last_s = time_s;
  }
  for (Alerts& of_actor : alerts) of_actor.finish(truth);
  for (HoldTruth& hold : holds) hold.finish(truth);
  add_strokes(scene, truth);
  by_time(truth);
  return truth;
}

}  // namespace rollscope
