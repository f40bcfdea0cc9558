#include "tests/accuracy/special_scenes.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <string>

#include "tests/accuracy/script.hpp"

namespace rollscope::accuracy {
namespace {

Scene named(const char* kind, std::uint64_t seed, std::vector<Actor> actors) {
  Scene scene;
  scene.id = std::string(kind) + "-" + std::to_string(seed);
  scene.title = scene.id;
  for (const Actor& actor : actors) scene.duration_s = std::max(scene.duration_s, actor.duration_s());
  scene.duration_s += 1.5;
  scene.actors = std::move(actors);
  return scene;
}

Random random_of(std::uint64_t seed, std::uint64_t kind) {
  return Random(seed * 2654435761U ^ kind);
}

PointMm towards(PointMm from, double away_mm, double angle) {
  return {from.x_mm + away_mm * std::cos(angle), from.y_mm + away_mm * std::sin(angle)};
}

// A ball or knob whose pressed patch has about this radius.
Tool tool_of(double patch_mm, Random& random) {
  return {.kind = ToolKind::ball,
          .radius_mm = patch_mm * random.uniform(1.7, 2.2),
          .modulus_kpa = random.uniform(220.0, 320.0),
          .relaxation_beta = random.uniform(0.0, 0.05)};
}

double force_of(const Tool& tool, double patch_mm) {
  // a^3 = 3 F R / (4 E*), in kPa mm^2.
  return 4.0 * tool.modulus_kpa * patch_mm * patch_mm * patch_mm / (3.0 * tool.radius_mm) * 1e-3;
}

}  // namespace

Scene two_contacts(std::uint64_t seed, double apart_mm_min, double apart_mm_max, bool small) {
  Random random = random_of(seed, 1);
  std::vector<Actor> actors;
  double at_s = 1.0;
  for (int pair = 0; pair < 5; ++pair) {
    const double patch_mm = small ? random.uniform(10.0, 12.0) : random.uniform(14.0, 20.0);
    const PointMm left{random.uniform(-90.0, 20.0), random.uniform(-40.0, 40.0)};
    const PointMm right =
        towards(left, random.uniform(apart_mm_min, apart_mm_max), random.uniform(-0.6, 0.6));
    double end_s = at_s;
    for (const PointMm place : {left, right}) {
      const Tool tool = tool_of(patch_mm, random);
      Actor actor(tool, place);
      actor.wait(at_s + random.uniform(0.0, 6.0)).press(force_of(tool, patch_mm), 0.5);
      actor.hold(random.uniform(7.0, 40.0)).release().sway(1.5);
      end_s = std::max(end_s, actor.duration_s());
      actors.push_back(actor);
    }
    at_s = end_s + 2.0;
  }
  return named("two-contacts", seed, actors);
}

namespace {

Scene bone(std::uint64_t seed, double least_s, double most_s) {
  Random random = random_of(seed, 2);
  const Tool ball = tool_of(20.0, random);
  Actor body(ball, {random.uniform(-80.0, 0.0), random.uniform(-40.0, 40.0)});
  body.wait(1.0).press(force_of(ball, 20.0), 0.5);
  std::vector<Actor> actors;
  for (int i = 0; i < 5; ++i) {
    const double from_s = body.duration_s();
    body.hold(random.uniform(10.0, 40.0));
    const Tool bony = tool_of(9.0, random);
    Actor bump(bony, towards(body.place(), random.uniform(26.0, 32.0), random.uniform(0.0, 6.28)),
               Role::rest);
    bump.wait(from_s + random.uniform(1.0, 4.0)).sway(0.5);
    while (bump.duration_s() < body.duration_s() - 3.0) {
      const double length_s = random.uniform(least_s, most_s);
      bump.press(force_of(bony, 9.0) * random.uniform(0.8, 1.4), 0.03).hold(length_s).press(0.0, 0.03);
      bump.wait(random.uniform(0.2, 3.0));
    }
    actors.push_back(bump);
    body.travel({random.uniform(-80.0, 80.0), random.uniform(-60.0, 60.0)}, 60.0);
  }
  body.release();
  actors.insert(actors.begin(), body);
  return named("bone", seed, actors);
}

}  // namespace

Scene bone_flicker(std::uint64_t seed) {
  return bone(seed, 0.02, 0.12);
}
Scene bone_stays(std::uint64_t seed) {
  return bone(seed, 0.5, 3.0);
}

Scene near_edge(std::uint64_t seed, double from_border_mm_min, double from_border_mm_max) {
  Random random = random_of(seed, 3);
  const Tool ball = tool_of(18.0, random);
  Actor actor(ball, {0.0, 0.0});
  actor.wait(1.0).press(force_of(ball, 18.0), 0.5).sway(1.0);
  for (int i = 0; i < 6; ++i) {
    const double from_mm = random.uniform(from_border_mm_min, from_border_mm_max);
    const double sign = random.chance(0.5) ? 1.0 : -1.0;
    const PointMm to = random.chance(0.5) ? PointMm{sign * (200.0 - from_mm), random.uniform(-60.0, 60.0)}
                                          : PointMm{random.uniform(-120.0, 120.0), sign * (120.0 - from_mm)};
    actor.travel(to, random.uniform(60.0, 120.0)).hold(random.uniform(7.0, 40.0));
    actor.travel({random.uniform(-40.0, 40.0), random.uniform(-30.0, 30.0)}, 80.0);
  }
  actor.release();
  return named("near-edge", seed, {actor});
}

Scene dead_line(std::uint64_t seed) {
  Random random = random_of(seed, 4);
  const double at_mm = std::floor(random.uniform(-6.0, 6.0)) * 10.0 + 5.0;
  const bool column = random.chance(0.5);
  const Tool ball = tool_of(22.0, random);
  const auto on_line = [&] {
    const double along = random.uniform(-70.0, 70.0), off = random.uniform(-6.0, 6.0);
    return column ? PointMm{at_mm + off, along} : PointMm{along, at_mm + off};
  };
  Actor actor(ball, on_line());
  actor.wait(1.0).press(force_of(ball, 22.0), 0.5);
  // Strokes over the line first: a dead sensel shows while its neighbours change.
  actor.strokes(4, {actor.place().x_mm + (column ? 90.0 : 20.0), actor.place().y_mm + (column ? 20.0 : 90.0)},
                80.0);
  for (int i = 0; i < 5; ++i) {
    PointMm to = on_line();
    while (std::hypot(to.x_mm - actor.place().x_mm, to.y_mm - actor.place().y_mm) < 45.0) to = on_line();
    actor.travel(to, 70.0).hold(random.uniform(7.0, 40.0));
  }
  actor.release();
  Scene scene = named("dead-line", seed, {actor});
  for (double along = -195.0; along < 200.0; along += 10.0) {
    scene.dead_sensels.push_back(column ? PointMm{at_mm, along} : PointMm{along, at_mm});
  }
  return scene;
}

Scene roller(std::uint64_t seed) {
  Random random = random_of(seed, 5);
  const Tool thigh{.kind = ToolKind::line,
                   .radius_mm = 75.0,
                   .length_mm = random.uniform(110.0, 160.0),
                   .axis_rad = std::numbers::pi / 2.0,
                   .modulus_kpa = random.uniform(300.0, 500.0),
                   .relaxation_beta = random.uniform(0.0, 0.05)};
  Actor body(thigh, {random.uniform(-200.0, 200.0), random.uniform(-15.0, 15.0)});
  body.wait(1.0).press(random.uniform(180.0, 260.0), 0.6).sway(1.5);
  for (int i = 0; i < 6; ++i) {
    const double home = body.place().x_mm, sign = random.chance(0.5) ? 1.0 : -1.0;
    body.strokes(random.integer(1, 3), {home + sign * random.uniform(100.0, 300.0), body.place().y_mm},
                 random.log_uniform(50.0, 150.0));
    body.travel({home - sign * random.uniform(60.0, 200.0), random.uniform(-15.0, 15.0)}, 80.0);
    body.hold(random.log_uniform(6.5, 60.0));
  }
  body.travel({body.place().x_mm + 100.0, 0.0}, 80.0).release();
  Scene scene = named("roller", seed, {body});
  scene.surface = Surface::cylinder;
  return scene;
}

Scene lying(std::uint64_t seed) {
  Random random = random_of(seed, 6);
  std::vector<Actor> actors;
  const PointMm places[] = {{-120.0, -50.0}, {-20.0, 55.0}, {110.0, -40.0}, {130.0, 70.0}};
  const int limbs = random.integer(2, 4);
  for (int i = 0; i < limbs; ++i) {
    const Tool limb{.kind = ToolKind::limb,
                    .length_mm = random.uniform(80.0, 150.0),
                    .width_mm = random.uniform(45.0, 75.0),
                    .axis_rad = random.uniform(-0.5, 0.5)};
    const PointMm at = places[i];
    Actor actor(limb, at, Role::rest);
    actor.wait(random.uniform(0.0, 3.0)).sway(random.uniform(0.3, 2.0)).breathing(random.uniform(0.02, 0.06));
    while (actor.duration_s() < 300.0) {
      actor.press(force_for(limb, random.uniform(13.0, 24.0)), random.uniform(0.3, 1.0));
      actor.hold(random.uniform(20.0, 90.0));
      if (random.chance(0.5)) {
        actor.travel({at.x_mm + random.uniform(-15.0, 15.0), at.y_mm + random.uniform(-15.0, 15.0)}, 30.0);
      } else {
        actor.release().wait(random.uniform(1.0, 5.0));
      }
    }
    actors.push_back(actor);
  }
  return named("lying", seed, actors);
}

Scene tool_handling(std::uint64_t seed) {
  Random random = random_of(seed, 7);
  std::vector<Actor> actors;
  double at_s = 1.0;
  while (at_s < 300.0) {
    const bool ball = random.chance(0.5);
    Tool tool = ball ? random_ball(random) : random_roller(random);
    tool.modulus_kpa = random.uniform(300.0, 800.0);  // on the bare mat: hard
    tool.relaxation_beta = 0.0;
    Actor actor(tool, {random.uniform(-130.0, 130.0), random.uniform(-60.0, 60.0)});
    actor.wait(at_s).sway(0.2).breathing(0.0);
    actor.tremor_share = actor.wander_share = 0.0;
    if (random.chance(0.7)) {  // put down, lies there, is picked up
      actor.press(random.uniform(3.0, 13.0), 0.2).hold(random.uniform(2.0, 40.0)).release(0.2);
    } else {  // leant on for a moment
      actor.press(random.uniform(30.0, 120.0), 0.2).hold(random.uniform(0.2, 3.0)).release(0.2);
    }
    at_s = actor.duration_s() + random.uniform(0.5, 5.0);
    actors.push_back(actor);
  }
  return named("tool-handling", seed, actors);
}

Scene over_pressure(std::uint64_t seed, double caution_kpa, double stop_kpa, double ramp_s_min,
                    double ramp_s_max) {
  Random random = random_of(seed, 8);
  std::vector<Actor> actors;
  double at_s = 1.0;
  for (int i = 0; i < 16; ++i) {
    const Tool tool{.kind = ToolKind::ball,
                    .radius_mm = random.uniform(25.0, 40.0),
                    .modulus_kpa = random.uniform(300.0, 600.0)};
    Actor actor(tool, {random.uniform(-120.0, 120.0), random.uniform(-60.0, 60.0)});
    // A sensel sees some 5 % less than the very top.
    const int kind = random.integer(0, 3);
    const double top_kpa = kind == 0   ? random.uniform(0.6, 0.85) * caution_kpa
                           : kind == 1 ? random.uniform(1.25, 1.4) * caution_kpa
                                       : random.uniform(1.25, 1.4) * stop_kpa;
    // Clear of t_min: all over in under 4.5 s, or held well over 5 s before a slow ramp.
    const double before_s = ramp_s_max > 1.0 ? random.uniform(7.0, 9.0) : random.uniform(0.2, 0.6);
    actor.wait(at_s).press(force_for(tool, 0.5 * caution_kpa), 0.4).hold(before_s);
    actor.press(force_for(tool, top_kpa), random.uniform(ramp_s_min, ramp_s_max));
    actor.hold(random.uniform(1.6, 2.3)).release(0.3);
    actor.sway(1.0).breathing(0.02);
    at_s = actor.duration_s() + random.uniform(1.0, 2.0);
    actors.push_back(actor);
  }
  return named("over-pressure", seed, actors);
}

}  // namespace rollscope::accuracy
