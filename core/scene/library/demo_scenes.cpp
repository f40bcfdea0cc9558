// The four scenes of the source chooser.
#include "core/scene/library/library.hpp"
#include "core/scene/library/props.hpp"

namespace rollscope {
namespace {

// In 60 s a roll, one hold that reaches 30 s, one that does not, and one over-pressure up to the stop.
//
// Why the over-pressure is no third hold: the ball rolls on to the bony place and stands there for less than
// t_confirm (2 s) before the stop is raised, which ends whatever had begun; it then leaves within a second
// of the pressure having cleared.
//
// The dead sensels lie where only the roll passes: it shows that they are dead, and no hold stands on them.
Scene two_holds() {
  const PointMm spot{-72.0, -4.0}, second{-15.0, -38.0}, bone{-52.0, 52.0};
  Actor ball(props::ball(), {-20.0, 45.0});
  ball.wait(0.8)
      .press(110.0)
      .strokes(2, {-95.0, -40.0}, 75.0)
      .travel(spot, 60.0)
      .press(190.0, 0.6)
      .hold(30.6)
      .travel(second, 55.0)
      .strokes(1, {-88.0, 32.0}, 70.0)
      .hold(7.4)
      .travel(bone, 28.0)
      .press(420.0, 0.8)
      .hold(1.8)
      .release();
  return {.id = "two-holds",
          .title = "Two holds",
          .text = "A roll, two holds, one over-pressure",
          .duration_s = 60.0,
          .actors = {ball, props::forearm(60.0), props::resting_leg(60.0)},
          .bony_spots = {{.at = bone, .radius_mm = 14.0, .factor = 4.0}},
          .dead_sensels = {{-5.0, 45.0}, {-105.0, -45.0}, {-95.0, -45.0}}};
}

Scene slow_roll() {
  Actor roller(props::roller(1.3), {-70.0, 18.0});
  roller.wait(1.0).press(200.0, 0.6).strokes(7, {72.0, -20.0}, 25.0, 0.0, StepKind::glide).release();
  return {.id = "slow-roll",
          .title = "Slow roll",
          .text = "Rolling at 25 mm/s, no hold",
          .duration_s = 90.0,
          .actors = {roller}};
}

// After the stop the person presses again beside the bone, gently: one hold.
Scene over_pressure() {
  const PointMm bone{-62.0, -8.0};
  Actor knob(props::knob(), {-20.0, 48.0});
  knob.wait(1.0)
      .press(90.0)
      .strokes(1, {-98.0, 12.0}, 45.0)
      .travel(bone, 28.0)
      .press(380.0, 0.8)
      .hold(1.8)
      .release()
      .wait(2.5)
      .travel({-96.0, 44.0}, 100.0)
      .press(80.0)
      .hold(9.0)
      .release();
  return {.id = "over-pressure",
          .title = "Over-pressure",
          .text = "A knob on a bony place",
          .duration_s = 30.0,
          .actors = {knob, props::forearm(30.0), props::resting_leg(30.0)},
          .bony_spots = {{.at = bone, .radius_mm = 12.0, .factor = 4.0}}};
}

// Single frames, a burst a hold survives, and two seconds it does not: the hold ends there, and the contact
// that is still pressed afterwards is a new one.
Scene lost_frames() {
  Actor ball(props::ball(), {-18.0, 40.0});
  ball.wait(0.8)
      .press(150.0)
      .strokes(1, {-92.0, -36.0}, 70.0)
      .travel({-66.0, 6.0}, 60.0)
      .hold(31.0)
      .strokes(1, {-20.0, 46.0}, 60.0)
      .release();
  return {.id = "lost-frames",
          .title = "Lost frames",
          .text = "A cable that comes loose",
          .duration_s = 45.0,
          .actors = {ball, props::forearm(45.0), props::resting_leg(45.0)},
          .link_faults = {{.start_s = 8.0, .duration_s = 10.0, .probability = 0.03},
                          {.start_s = 14.0, .duration_s = 0.25},
                          {.start_s = 20.0, .duration_s = 2.0}}};
}

}  // namespace

std::vector<Scene> demo_scenes() {
  return {two_holds(), slow_roll(), over_pressure(), lost_frames()};
}

}  // namespace rollscope
