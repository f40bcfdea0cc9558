// The window's own framebuffer: who draws it, clearing it, reading it back. Main thread, after
// HeatmapRenderer::create() has loaded OpenGL.
#pragma once

#include <string>

#include "core/display/heatmap.hpp"

namespace rollscope {

struct ScreenInfo {
  std::string renderer;   // the driver's words
  bool software = false;  // the processor draws: frames are dear
};
[[nodiscard]] ScreenInfo screen_info();
void clear_screen(int width, int height, Rgba8 colour);
// A part of it, in pixels from the top left.
struct ScreenBox {
  int left, top, right, bottom;
};
void clear_box(int height, const ScreenBox& box, Rgba8 colour);
// What has been drawn and not yet swapped, row 0 at the top.
[[nodiscard]] Image read_screen(int width, int height);

}  // namespace rollscope
