// Holds under everything that makes them hard to see.
#include "core/scene/library/library.hpp"
#include "core/scene/library/props.hpp"

namespace rollscope {
namespace {

Scene lifts() {
  Actor ball(props::ball(), {-30.0, 40.0});
  ball.wait(1.0)
      .press(170.0)
      .strokes(1, {-80.0, -50.0}, 70.0)
      .hold(8.0)
      .lift(0.3)
      .hold(6.0)
      .lift(0.5)
      .hold(9.0)
      .lift(0.7)
      .hold(10.0)
      .release();
  return {.id = "lifts",
          .title = "Brief lifts",
          .text = "One hold, lifted for a moment three times",
          .duration_s = 42.0,
          .actors = {ball}};
}

Scene two_contacts() {
  Actor left(props::ball(), {-48.0, -12.0});
  left.wait(1.5).press(140.0).hold(18.0).release();
  Actor right(props::ball(), {11.0, -2.0});
  right.wait(5.0).press(170.0).hold(26.0).release();
  return {.id = "two-contacts",
          .title = "Two contacts",
          .text = "Two balls 60 mm apart, held side by side",
          .duration_s = 36.0,
          .actors = {left, right}};
}

Scene sway() {
  Actor ball(props::ball(), {-60.0, 30.0});
  ball.wait(1.0)
      .press(160.0)
      .strokes(1, {20.0, -40.0}, 80.0)
      .hold(16.0)
      .drift({-52.0, 34.0}, 20.0)
      .hold(6.0)
      .release()
      .sway(2.5, 3.0)
      .breathing(0.06, 0.28);
  return {.id = "sway",
          .title = "Sway",
          .text = "One long hold by a person who sways, breathes and drifts",
          .duration_s = 52.0,
          .actors = {ball}};
}

Scene zero_then_hold() {
  Actor ball(props::ball(), {-25.0, -30.0});
  ball.wait(6.0).press(160.0).strokes(1, {50.0, 40.0}, 80.0).hold(20.0).release();
  return {.id = "zero-then-hold",
          .title = "Zero, then a hold",
          .text = "Six unloaded seconds to zero in, then one hold",
          .duration_s = 36.0,
          .actors = {ball}};
}

Scene rub() {
  Actor ball(props::ball(), {-35.0, 12.0});
  ball.wait(1.0).press(150.0).oscillate(12.0, 1.5, 15.0).travel({40.0, -22.0}, 50.0).hold(10.0).release();
  return {.id = "rub",
          .title = "Pin and rub",
          .text = "Fifteen seconds of rubbing to and fro, then one hold",
          .duration_s = 32.0,
          .actors = {ball}};
}

}  // namespace

std::vector<Scene> hold_scenes() {
  return {lifts(), two_contacts(), sway(), zero_then_hold(), rub()};
}

}  // namespace rollscope
