// The pressure map drawn by OpenGL 3.3 core into a texture, from one small float texture a frame. Knows no
// ImGui. Main thread, with the context current that create() saw. Pixels: core/display/heatmap.hpp within 2
// of 255.
#pragma once

#include <cstdint>
#include <memory>

#include "core/base/result.hpp"
#include "core/display/display_field.hpp"
#include "core/display/heatmap.hpp"

namespace rollscope {

// Gives the address of an OpenGL function: glfwGetProcAddress.
using GlProc = void (*)();
using GlLoader = GlProc (*)(const char* name);

// One map on the screen: its textures. Free it while the context is still there.
class HeatmapTarget {
 public:
  HeatmapTarget();
  ~HeatmapTarget();
  HeatmapTarget(HeatmapTarget&&) noexcept;
  HeatmapTarget& operator=(HeatmapTarget&&) noexcept;

 private:
  friend class HeatmapRenderer;
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

class HeatmapRenderer {
 public:
  // Fails without OpenGL 3.3, or when a shader does not build; the detail carries the driver's words.
  static Result<std::unique_ptr<HeatmapRenderer>> create(GlLoader loader);
  ~HeatmapRenderer();
  HeatmapRenderer(const HeatmapRenderer&) = delete;
  HeatmapRenderer& operator=(const HeatmapRenderer&) = delete;

  // Draws the whole mat at width x height px and returns the texture (its row 0 is the top row), good until
  // the next call with the same target. With the revision, look and size of the call before, it only returns
  // the texture. Restores the framebuffer, viewport, program and texture bindings it touches.
  unsigned draw(HeatmapTarget& target, const DisplayField& field, std::uint64_t revision,
                const HeatmapLook& look, int width, int height);

  // The same pixels read back, for pictures and tests.
  void read(const HeatmapTarget& target, Image& image) const;

 private:
  struct Impl;
  explicit HeatmapRenderer(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace rollscope
