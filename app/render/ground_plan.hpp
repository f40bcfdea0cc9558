// How the plain areas of a picture are cleared with the least painting. Pure: no OpenGL.
#pragma once

#include <span>
#include <vector>

#include "app/render/screen.hpp"

namespace rollscope {

struct GroundBox {
  ScreenBox box;
  Rgba8 colour;
};

// The whole screen in one colour, which costs a software OpenGL next to nothing, then boxes that do not
// overlap.
struct GroundPlan {
  Rgba8 screen;
  std::vector<GroundBox> boxes;
};

// A screen of width x height pixels in `window`, with `grounds` laid on it one over the other. The colour
// seen most is the screen's.
[[nodiscard]] GroundPlan plan_grounds(int width, int height, Rgba8 window,
                                      std::span<const GroundBox> grounds);

}  // namespace rollscope
