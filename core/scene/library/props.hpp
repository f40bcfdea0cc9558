// The tools and limbs several scenes share.
#pragma once

#include "core/scene/scene.hpp"

namespace rollscope::props {

// A firm ball under the thigh. 190 N give a peak of about 148 kPa.
inline Tool ball() {
  return {.kind = ToolKind::ball, .radius_mm = 32.0, .modulus_kpa = 300.0, .relaxation_beta = 0.03};
}

// A knob on a massage tool: a smaller, harder ball.
inline Tool knob() {
  return {.kind = ToolKind::ball, .radius_mm = 28.0, .modulus_kpa = 350.0};
}

// A foam roller that lies a little askew.
inline Tool roller(double axis_rad) {
  return {.kind = ToolKind::line, .radius_mm = 65.0, .length_mm = 120.0, .axis_rad = axis_rad};
}

// The forearm the person leans on: still, broad and never above H_on.
inline Actor forearm(double seconds) {
  const Tool arm{.kind = ToolKind::limb, .length_mm = 124.0, .width_mm = 46.0, .axis_rad = 1.3};
  Actor actor(arm, {62.0, 26.0}, Role::rest);
  return actor.press(66.0, 0.1).hold(seconds).sway(0.4).breathing(0.02);
}

// The other leg, in a corner.
inline Actor resting_leg(double seconds) {
  const Tool leg{.kind = ToolKind::limb, .length_mm = 82.0, .width_mm = 64.0, .axis_rad = -0.35};
  Actor actor(leg, {96.0, -76.0}, Role::rest);
  return actor.press(54.0, 0.1).hold(seconds).sway(0.4).breathing(0.02);
}

}  // namespace rollscope::props
