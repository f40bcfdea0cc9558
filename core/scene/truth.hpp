// What really happens in a scene: the answer a measurement is judged by. It follows from the script and the
// definitions of science.md 1.9 and 2.5, never from the program under test.
#pragma once

#include <cstdint>
#include <vector>

#include "core/frame/sensor_layout.hpp"
#include "core/scene/scene.hpp"

namespace rollscope {

enum class TruthEnd : std::uint8_t { lift, slide, merged, abort, end_of_data };
enum class TruthAlertKind : std::uint8_t { peak, mean, technical };
enum class TruthLevel : std::uint8_t { caution, stop };

// Times in seconds from the scene's start, those of frames that arrive; x and y as design.md 5 has them (from
// the layout's corner).
struct TruthHold {
  int actor = 0;
  double start_s = 0.0, end_s = 0.0;
  double dwell_s = 0.0;  // gaps and lost frames left out
  int gaps = 0;          // lifts bridged
  double x_mm = 0.0, y_mm = 0.0;
  double p1_mean_kpa = 0.0, p1_peak_kpa = 0.0, force_n = 0.0;
  bool full = false;  // dwell reached the target
  TruthEnd end = TruthEnd::lift;
};

// raised_s = crossed_s + the level's dwell. Cleared when below 0.85 of the limit for 0.5 s, at the end of
// those.
struct TruthAlert {
  int actor = 0;  // -1: technical
  TruthAlertKind kind = TruthAlertKind::peak;
  TruthLevel level = TruthLevel::caution;
  double crossed_s = 0.0, raised_s = 0.0, cleared_s = 0.0;
  double value_kpa = 0.0;  // where it stood highest over its limit; 0 for technical
  double limit_kpa = 0.0;  // there
};

// One roll there and back.
struct TruthStroke {
  int actor = 0;
  double start_s = 0.0, turn_s = 0.0, end_s = 0.0;
  double length_mm = 0.0;  // one way
  double speed_mean_mm_s = 0.0, speed_peak_mm_s = 0.0;
};

// A contact at one moment.
struct TruthContact {
  int actor = 0;
  Role role = Role::touch;
  bool floor = false;  // on a cylinder: the patch on the floor
  double x_mm = 0.0, y_mm = 0.0;
  double force_n = 0.0, p1_kpa = 0.0, mean_kpa = 0.0, area_cm2 = 0.0;
};

struct SceneTruth {
  std::vector<TruthHold> holds;   // dwell of t_min and more: what an analysis must list
  std::vector<TruthHold> pauses;  // t_confirm to t_min: a timer may start, no hold is logged
  std::vector<TruthAlert> alerts;
  std::vector<TruthStroke> strokes;
};

// What the definitions are asked for (defaults: lateral thigh, 30 s). Above 1 cm2 a sensel the peak limits
// are scaled as design.md 5 says.
struct TruthOptions {
  double target_s = 30.0, hard_limit_s = 120.0;
  double peak_caution_kpa = 220.0, peak_stop_kpa = 385.0, ppt_1_kpa = 550.0;
};

}  // namespace rollscope
