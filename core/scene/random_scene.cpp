#include "core/scene/random_scene.hpp"

#include <algorithm>
#include <cmath>
#include <string>

#include "core/scene/random.hpp"

namespace rollscope {
namespace {

constexpr double kTConfirm_s = 2.0, kTMin_s = 5.0;  // science.md 2.5
constexpr double kWayMin_mm = 50.0;
constexpr double kEvenBelow_mm_s = 60.0;  // slower ways go at an even speed: a long slow end would be a hold
constexpr double kLiftedHold_s = 8.0;     // shorter holds are not lifted

bool near(double value, double limit, double share) {
  return std::abs(value - limit) < share * limit;
}

class Author {
 public:
  Author(std::uint64_t seed, const RandomSceneOptions& options) : random_(seed), options_(options) {}

  Scene write(std::uint64_t seed) {
    Actor ball = make_ball();
    ball.wait(random_.uniform(0.8, 2.0)).press(load_n(), 0.5);
    const int holds = random_.integer(options_.holds_min, options_.holds_max);
    for (int i = 0; i < holds; ++i) {
      roll(ball);
      hold(ball);
      if (random_.chance(0.3)) {
        ball.release().wait(random_.uniform(1.5, 3.0)).press(load_n(), 0.5);
      }
    }
    roll(ball);
    ball.release().wait(1.5);

    Scene scene{.id = "random-" + std::to_string(seed),
                .title = "Random session",
                .text = "Drawn from seed " + std::to_string(seed),
                .duration_s = ball.duration_s(),
                .actors = {ball}};
    if (random_.chance(options_.limb_probability)) scene.actors.push_back(limb(scene.duration_s));
    if (options_.lost_frames_share > 0.0) {
      scene.link_faults.push_back(
          {.duration_s = scene.duration_s, .probability = options_.lost_frames_share});
    }
    return scene;
  }

 private:
  Actor make_ball() {
    const Tool tool{.kind = ToolKind::ball,
                    .radius_mm = random_.uniform(25.0, 45.0),
                    .modulus_kpa = random_.uniform(220.0, 360.0),
                    .relaxation_beta = random_.uniform(0.0, 0.05)};
    Actor ball(tool, place());
    return ball.sway(options_.sway_sd_mm, random_.uniform(1.5, 4.0))
        .breathing(0.03, random_.uniform(0.2, 0.3));
  }

  Actor limb(double seconds) {
    const Tool leg{.kind = ToolKind::limb,
                   .length_mm = random_.uniform(80.0, 100.0),
                   .width_mm = random_.uniform(60.0, 70.0),
                   .axis_rad = random_.uniform(-0.3, 0.3)};
    const double top_kpa = random_.uniform(16.0, 21.0);
    Actor actor(leg, {88.0, -70.0}, Role::rest);
    // The footprint of a limb carries 2/3 of its top pressure over its ellipse.
    return actor.press(top_kpa * 1e-3 * 0.5236 * leg.length_mm * leg.width_mm, 0.1)
        .hold(seconds)
        .sway(0.4)
        .breathing(0.02);
  }

  double load_n() { return random_.uniform(90.0, 210.0); }

  // Left of where the limb lies.
  PointMm place() { return {random_.uniform(-110.0, 5.0), random_.uniform(-75.0, 75.0)}; }

  PointMm far_place(PointMm from) {
    for (;;) {
      const PointMm to = place();
      if (std::hypot(to.x_mm - from.x_mm, to.y_mm - from.y_mm) >= kWayMin_mm) return to;
    }
  }

  void roll(Actor& ball) {
    const int strokes = random_.integer(1, 3);
    ball.strokes(strokes, far_place(ball.place()), 1.0);
    const std::size_t first = ball.steps.size() - static_cast<std::size_t>(2 * strokes);
    for (std::size_t i = first; i < ball.steps.size(); ++i) pace(ball.steps[i]);
    if (options_.pause_s_max > 0.0) ball.hold(random_.uniform(0.0, options_.pause_s_max));
    ball.travel(far_place(ball.place()), 1.0);
    pace(ball.steps.back());
  }

  // A way written at 1 mm/s gets its own speed.
  void pace(Step& step) {
    const double speed = random_.log_uniform(options_.speed_mm_s_min, options_.speed_mm_s_max);
    step.duration_s /= speed;
    step.kind = speed < kEvenBelow_mm_s ? StepKind::glide : StepKind::travel;
  }

  void hold(Actor& ball) {
    double seconds = 0.0;
    do {
      seconds = random_.log_uniform(options_.hold_s_min, options_.hold_s_max);
    } while (near(seconds, kTConfirm_s, options_.clear_of_limits) ||
             near(seconds, kTMin_s, options_.clear_of_limits));
    if (seconds < kLiftedHold_s || !random_.chance(options_.lift_probability)) {
      ball.hold(seconds);
      return;
    }
    const double before = random_.uniform(0.3, 0.7) * seconds;
    ball.hold(before).lift(random_.uniform(0.2, options_.lift_s_max)).hold(seconds - before);
  }

  Random random_;
  RandomSceneOptions options_;
};

}  // namespace

Scene make_random_scene(std::uint64_t seed, const RandomSceneOptions& options) {
  return Author(seed, options).write(seed);
}

}  // namespace rollscope
