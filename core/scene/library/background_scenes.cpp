// What is not a hold: nothing at all, and limbs that lie there.
#include "core/scene/library/library.hpp"
#include "core/scene/library/props.hpp"

namespace rollscope {
namespace {

Scene resting_limb() {
  Actor ball(props::ball(), {-90.0, -30.0});
  ball.wait(18.0).press(150.0).hold(12.0).release();
  return {.id = "resting-limb",
          .title = "Resting limbs",
          .text = "A leg and a forearm lie still throughout, a ball is held once",
          .duration_s = 40.0,
          .actors = {ball, props::forearm(40.0), props::resting_leg(40.0)}};
}

Scene unloaded() {
  return {.id = "unloaded", .title = "Unloaded", .text = "Nothing touches the sensor", .duration_s = 20.0};
}

}  // namespace

std::vector<Scene> background_scenes() {
  return {resting_limb(), unloaded()};
}

}  // namespace rollscope
