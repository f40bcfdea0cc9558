// Scenes for an instrumented roller: x is the distance rolled, y the place along the roller's axis.
#include <numbers>

#include "core/scene/library/library.hpp"

namespace rollscope {
namespace {

Scene roller() {
  const Tool thigh{.kind = ToolKind::line,
                   .radius_mm = 75.0,
                   .length_mm = 150.0,
                   .axis_rad = std::numbers::pi / 2.0,
                   .modulus_kpa = 400.0,
                   .relaxation_beta = 0.03};
  Actor body(thigh, {0.0, 8.0});
  body.wait(1.0)
      .press(240.0, 0.6)
      .strokes(3, {170.0, 3.0}, 90.0)
      .travel({64.0, 6.0}, 80.0)
      .hold(12.0)
      .strokes(2, {210.0, 4.0}, 100.0)
      .travel({110.0, 7.0}, 80.0)
      .hold(15.0)
      .travel({30.0, 8.0}, 80.0)
      .release();
  return {.id = "roller",
          .title = "Instrumented roller",
          .text = "Strokes and two holds on a roller that senses all round",
          .duration_s = 56.0,
          .surface = Surface::cylinder,
          .actors = {body}};
}

}  // namespace

std::vector<Scene> roller_scenes() {
  return {roller()};
}

}  // namespace rollscope
