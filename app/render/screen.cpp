#include "app/render/screen.hpp"

#include <glad/gl.h>

#include <algorithm>
#include <string_view>

namespace rollscope {
namespace {

void clear_to(Rgba8 colour) {
  const auto share = [](std::uint8_t value) { return static_cast<float>(value) / 255.0F; };
  glClearColor(share(colour.r), share(colour.g), share(colour.b), 1.0F);
  glClear(GL_COLOR_BUFFER_BIT);
}

}  // namespace

ScreenInfo screen_info() {
  const auto* name = reinterpret_cast<const char*>(glGetString(GL_RENDERER));
  ScreenInfo info{.renderer = name != nullptr ? name : "unknown", .software = false};
  for (const std::string_view word : {"llvmpipe", "softpipe", "swrast", "SWR", "Software"})
    if (info.renderer.find(word) != std::string::npos) info.software = true;
  return info;
}

void clear_screen(int width, int height, Rgba8 colour) {
  glBindFramebuffer(GL_FRAMEBUFFER, 0);
  glViewport(0, 0, width, height);
  glDisable(GL_SCISSOR_TEST);
  clear_to(colour);
}

void clear_box(int height, const ScreenBox& box, Rgba8 colour) {
  if (box.right <= box.left || box.bottom <= box.top) return;
  glEnable(GL_SCISSOR_TEST);
  glScissor(box.left, height - box.bottom, box.right - box.left, box.bottom - box.top);
  clear_to(colour);
  glDisable(GL_SCISSOR_TEST);
}

Image read_screen(int width, int height) {
  Image image{width, height, {}};
  const auto columns = static_cast<std::size_t>(width), rows = static_cast<std::size_t>(height);
  image.pixels.resize(columns * rows);
  glBindFramebuffer(GL_FRAMEBUFFER, 0);
  glPixelStorei(GL_PACK_ALIGNMENT, 4);
  glReadPixels(0, 0, width, height, GL_RGBA, GL_UNSIGNED_BYTE, image.pixels.data());
  // OpenGL's row 0 is the lowest.
  for (std::size_t top = 0; top < rows / 2; ++top)
    std::swap_ranges(image.pixels.begin() + static_cast<std::ptrdiff_t>(top * columns),
                     image.pixels.begin() + static_cast<std::ptrdiff_t>((top + 1) * columns),
                     image.pixels.begin() + static_cast<std::ptrdiff_t>((rows - 1 - top) * columns));
  for (Rgba8& pixel : image.pixels) pixel.a = 255;
  return image;
}

}  // namespace rollscope
