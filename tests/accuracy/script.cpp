#include "tests/accuracy/script.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <string>

namespace rollscope::accuracy {
namespace {

constexpr double kTConfirm_s = 2.0, kTMin_s = 5.0;  // science.md 2.5
constexpr double kWayMin_mm = 50.0;
constexpr double kEvenBelow_mm_s = 60.0;  // slower ways go at an even speed: a long slow end would be a hold
constexpr double kLiftedHold_s = 8.0;     // shorter holds are not lifted
constexpr double kLeastPeak_kpa = 50.0, kMostPeak_kpa = 0.75 * 220.0;  // well over H_on, under peak caution
constexpr double kMeanShare = 0.75;                                    // of the mean ceiling at most
constexpr double kLeastForce_n = 40.0, kMostForce_n = 450.0;

bool near(double value, double limit, double share) {
  return std::abs(value - limit) < share * limit;
}

// Mean over the mean ceiling of the lateral thigh, both of the Hertz patch.
double mean_share(const Tool& tool, double force_n) {
  const Footprint patch(tool, force_n, tool.modulus_kpa);
  const bool ball = tool.kind == ToolKind::ball;
  const double area_cm2 = (ball ? std::numbers::pi : 4.0) * patch.half_x_mm() * patch.half_y_mm() / 100.0;
  return force_n * 10.0 / area_cm2 / (550.0 * std::pow(area_cm2, -0.49));
}

class Author {
 public:
  Author(std::uint64_t seed, const ScriptOptions& options)
      : random_(seed ^ 0x617574686f72U), options_(options) {
    limb_ = random_.chance(options.limb_probability);
  }

  Scene session(std::uint64_t seed) {
    take_tool(0.0);
    const int holds = random_.integer(options_.holds_min, options_.holds_max);
    for (int i = 0; i < holds; ++i) {
      roll();
      if (random_.chance(options_.rub_probability)) rub();
      hold();
      if (random_.chance(options_.tool_change_probability)) {
        change_tool();
      } else if (random_.chance(0.3)) {
        actor().release().wait(random_.uniform(1.5, 3.0)).press(gentle_force(actor().tool, random_), 0.5);
      } else if (random_.chance(0.3)) {
        actor().press(gentle_force(actor().tool, random_), 1.0);
      }
    }
    roll();
    return finish("session-" + std::to_string(seed));
  }

  Scene rolling(std::uint64_t seed, double minutes) {
    take_tool(0.0);
    while (actor().duration_s() < minutes * 60.0) {
      roll();
      if (random_.chance(0.1)) change_tool();
    }
    return finish("rolling-" + std::to_string(seed));
  }

 private:
  Actor& actor() { return scene_.actors.back(); }

  void take_tool(double at_s) {
    const Tool tool = options_.rollers && random_.chance(0.4) ? random_roller(random_) : random_ball(random_);
    Actor next(tool, place());
    next.wait(at_s + random_.uniform(0.8, 2.0)).press(gentle_force(tool, random_), 0.5);
    next.sway(options_.sway_sd_mm, random_.uniform(1.5, 4.0));
    next.breathing(random_.uniform(0.02, 0.08), random_.uniform(0.2, 0.3));
    scene_.actors.push_back(next);
  }

  void change_tool() {
    actor().release();
    const double at_s = actor().duration_s();
    actor().wait(1.0);
    take_tool(at_s);
  }

  Scene finish(std::string id) {
    actor().release().wait(1.5);
    scene_.id = id;
    scene_.title = id;
    scene_.duration_s = actor().duration_s();
    if (limb_) scene_.actors.push_back(resting_limb(random_, scene_.duration_s));
    return scene_;
  }

  // Left of where a limb lies; else well inside the mat.
  PointMm place() { return {random_.uniform(-110.0, limb_ ? 5.0 : 110.0), random_.uniform(-65.0, 65.0)}; }

  PointMm far_place(PointMm from) {
    for (;;) {
      const PointMm to = place();
      if (std::hypot(to.x_mm - from.x_mm, to.y_mm - from.y_mm) >= kWayMin_mm) return to;
    }
  }

  void roll() {
    const int strokes = random_.integer(1, 3);
    const PointMm home = actor().place(), to = far_place(home);
    for (int i = 0; i < strokes; ++i) {
      way(to, Leg::there);
      pause();
      way(home, Leg::back);
      if (i + 1 < strokes) pause();
    }
    pause();
    way(far_place(home), Leg::none);
  }

  void way(PointMm to, Leg leg) {
    const double speed = random_.log_uniform(options_.speed_mm_s_min, options_.speed_mm_s_max);
    actor().travel(to, speed);
    actor().steps.back().leg = leg;
    if (speed < kEvenBelow_mm_s) actor().steps.back().kind = StepKind::glide;
  }

  void pause() {
    if (options_.pause_s_max > 0.0) actor().hold(random_.uniform(options_.pause_s_min, options_.pause_s_max));
  }

  void rub() {
    actor().oscillate(random_.uniform(10.0, 18.0), random_.uniform(0.8, 2.0), random_.uniform(6.0, 15.0));
    way(far_place(actor().place()), Leg::none);
  }

  void hold() {
    double seconds = 0.0;
    do {
      seconds = random_.log_uniform(options_.hold_s_min, options_.hold_s_max);
    } while (near(seconds, kTConfirm_s, options_.clear_of_limits) ||
             near(seconds, kTMin_s, options_.clear_of_limits));
    if (seconds < kLiftedHold_s || !random_.chance(options_.lift_probability)) {
      actor().hold(seconds);
      return;
    }
    const double before = random_.uniform(0.3, 0.7) * seconds;
    actor()
        .hold(before)
        .lift(random_.uniform(options_.lift_s_min, options_.lift_s_max))
        .hold(seconds - before);
  }

  Random random_;
  ScriptOptions options_;
  bool limb_;
  Scene scene_;
};

}  // namespace

Scene session_scene(std::uint64_t seed, const ScriptOptions& options) {
  return Author(seed, options).session(seed);
}

Scene rolling_scene(std::uint64_t seed, double minutes, const ScriptOptions& options) {
  return Author(seed, options).rolling(seed, minutes);
}

Tool random_ball(Random& random) {
  return {.kind = ToolKind::ball,
          .radius_mm = random.uniform(25.0, 65.0),
          .modulus_kpa = random.uniform(150.0, 450.0),
          .relaxation_beta = random.uniform(0.0, 0.12)};
}

Tool random_roller(Random& random) {
  return {.kind = ToolKind::line,
          .radius_mm = random.uniform(50.0, 80.0),
          .length_mm = random.uniform(60.0, 110.0),
          .axis_rad = random.uniform(0.0, std::numbers::pi),
          .modulus_kpa = random.uniform(200.0, 600.0),
          .knob_pitch_mm = random.uniform(15.0, 40.0),
          .knob_height = random.uniform(0.0, 0.08),  // ridges; real knobs are contacts of their own
          .relaxation_beta = random.uniform(0.0, 0.08)};
}

double force_for(const Tool& tool, double peak_kpa) {
  double low = 0.0, high = 5000.0;
  for (int i = 0; i < 50; ++i) {
    const double middle = (low + high) / 2.0;
    (Footprint(tool, middle, tool.modulus_kpa).peak_kpa() < peak_kpa ? low : high) = middle;
  }
  return high;
}

double gentle_force(const Tool& tool, Random& random) {
  double peak_kpa = random.uniform(kLeastPeak_kpa, kMostPeak_kpa);
  double force_n = force_for(tool, peak_kpa);
  while (peak_kpa > kLeastPeak_kpa && (mean_share(tool, force_n) > kMeanShare || force_n > kMostForce_n)) {
    peak_kpa *= 0.95;
    force_n = force_for(tool, peak_kpa);
  }
  return std::max(force_n, kLeastForce_n);
}

Actor resting_limb(Random& random, double seconds) {
  const Tool leg{.kind = ToolKind::limb,
                 .length_mm = random.uniform(80.0, 100.0),
                 .width_mm = random.uniform(60.0, 70.0),
                 .axis_rad = random.uniform(-0.3, 0.3)};
  Actor actor(leg, {118.0, -72.0}, Role::rest);
  return actor.press(force_for(leg, random.uniform(14.0, 24.0)), 0.1).hold(seconds).sway(0.4).breathing(0.03);
}

}  // namespace rollscope::accuracy
