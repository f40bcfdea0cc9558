#include "core/scene/scene.hpp"

#include <cmath>
#include <iterator>
#include <numbers>

#include "core/base/check.hpp"
#include "core/scene/library/library.hpp"
#include "core/scene/motion.hpp"

namespace rollscope {
namespace {

double distance_mm(PointMm a, PointMm b) {
  return std::hypot(b.x_mm - a.x_mm, b.y_mm - a.y_mm);
}

std::vector<Scene> all_scenes() {
  std::vector<Scene> all = demo_scenes();
  for (auto* group : {hold_scenes, background_scenes, roller_scenes}) {
    std::vector<Scene> more = group();
    all.insert(all.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
  }
  return all;
}

}  // namespace

Actor& Actor::wait(double seconds) {
  steps.push_back({.kind = StepKind::wait, .duration_s = seconds});
  return *this;
}

Actor& Actor::press(double force_n, double seconds) {
  steps.push_back({.kind = StepKind::press, .duration_s = seconds, .force_n = force_n});
  return *this;
}

Actor& Actor::travel(PointMm to, double speed_mm_s) {
  steps.push_back({.kind = StepKind::travel, .duration_s = distance_mm(place(), to) / speed_mm_s, .to = to});
  return *this;
}

Actor& Actor::strokes(int count, PointMm to, double speed_mm_s, double pause_s, StepKind gait) {
  ROLLSCOPE_CHECK(gait == StepKind::travel || gait == StepKind::glide, "a stroke travels or glides");
  const PointMm home = place();
  const double way_s = distance_mm(home, to) / speed_mm_s;
  for (int i = 0; i < count; ++i) {
    steps.push_back({.kind = gait, .duration_s = way_s, .to = to, .leg = Leg::there});
    if (pause_s > 0.0) hold(pause_s);
    steps.push_back({.kind = gait, .duration_s = way_s, .to = home, .leg = Leg::back});
    if (pause_s > 0.0 && i + 1 < count) hold(pause_s);
  }
  return *this;
}

Actor& Actor::hold(double seconds) {
  steps.push_back({.kind = StepKind::hold, .duration_s = seconds});
  return *this;
}

Actor& Actor::lift(double seconds) {
  steps.push_back({.kind = StepKind::lift, .duration_s = seconds});
  return *this;
}

Actor& Actor::drift(PointMm to, double seconds) {
  steps.push_back({.kind = StepKind::drift, .duration_s = seconds, .to = to});
  return *this;
}

Actor& Actor::oscillate(double excursion_mm, double period_s, double seconds) {
  steps.push_back({.kind = StepKind::oscillate,
                   .duration_s = seconds,
                   .excursion_mm = excursion_mm,
                   .period_s = period_s});
  return *this;
}

Actor& Actor::sway(double sd_mm, double tau_s) {
  sway_sd_mm = sd_mm;
  sway_tau_s = tau_s;
  return *this;
}

Actor& Actor::breathing(double share, double rate_hz) {
  breathing_share = share;
  breathing_hz = rate_hz;
  return *this;
}

double Actor::duration_s() const {
  double sum = 0.0;
  for (const Step& step : steps) sum += step.duration_s;
  return sum;
}

PointMm Actor::place() const {
  PointMm at = start;
  for (const Step& step : steps) {
    if (is_way(step.kind)) at = step.to;
  }
  return at;
}

std::span<const Scene> scenes() {
  static const std::vector<Scene> all = all_scenes();
  return all;
}

const Scene* find_scene(std::string_view id) {
  for (const Scene& scene : scenes()) {
    if (scene.id == id) return &scene;
  }
  return nullptr;
}

SensorLayout default_layout(const Scene& scene) {
  if (scene.surface == Surface::flat) return {.rows = 24, .cols = 40, .present = {}};
  constexpr int kCols = 24;
  constexpr double kRadius_mm = 75.0;
  return {.rows = 16,
          .cols = kCols,
          .pitch_row_mm = 20.0,
          .pitch_col_mm = 2.0 * std::numbers::pi * kRadius_mm / kCols,
          .surface = Surface::cylinder,
          .radius_mm = kRadius_mm,
          .present = {}};
}

}  // namespace rollscope
