#include "core/scene/truth_maker.hpp"

#include <algorithm>
#include <cmath>
#include <tuple>
#include <utility>

#include "core/scene/alert_truth.hpp"
#include "core/scene/hold_truth.hpp"

namespace rollscope {
namespace {

// science.md 2.2, 2.5 and design.md 3, 5.
constexpr double kAMin_cm2 = 2.0, kCoarsePitch_mm = 12.0;
constexpr double kStall_s = 0.5;
constexpr double kDwellPeriods = 3.0;  // a step never adds more than this many frame periods

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

// Too small to be a contact: fewer than 4 sensels (2 above 12 mm pitch) or less than A_min.
bool is_contact(const TruthContact& contact, const SensorLayout& layout) {
  const double area_cm2 = layout.pitch_row_mm * layout.pitch_col_mm / 100.0;
  const int least = 10.0 * std::sqrt(area_cm2) > kCoarsePitch_mm + 1e-6 ? 2 : 4;
  return contact.area_cm2 >= std::max(kAMin_cm2, least * area_cm2) - 1e-9;
}

// Its middle, where it presses hardest, lies on an outermost sensel or beyond.
bool at_edge(const TruthContact& contact, const SensorLayout& layout) {
  const auto outermost = [](double mm, double pitch_mm, int count) {
    return mm < pitch_mm || mm >= (count - 1) * pitch_mm;
  };
  return outermost(contact.y_mm, layout.pitch_row_mm, layout.rows) ||
         (!layout.periodic() && outermost(contact.x_mm, layout.pitch_col_mm, layout.cols));
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
  std::vector<AlertTruth> alerts;
  std::vector<HoldTruth> holds;
  for (std::size_t i = 0; i < stage.states().size(); ++i) {
    alerts.emplace_back(static_cast<int>(i), options, layout.pitch_row_mm * layout.pitch_col_mm / 100.0);
    holds.emplace_back(static_cast<int>(i), options);
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
                     .at_edge = at_edge(contact, layout),
                     .state = stage.states()[i],
                     .p1_kpa = is_contact(contact, layout) ? contact.p1_kpa : 0.0,
                     .force_n = contact.force_n,
                     .x_mm = contact.x_mm,
                     .y_mm = contact.y_mm});
    }
    last_s = time_s;
  }
  for (AlertTruth& of_actor : alerts) of_actor.finish(truth);
  for (HoldTruth& hold : holds) hold.finish(truth);
  add_strokes(scene, truth);
  by_time(truth);
  return truth;
}

}  // namespace rollscope
