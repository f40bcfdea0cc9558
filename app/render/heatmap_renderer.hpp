// The pressure map in an OpenGL 3.3 core texture: shaders draw it from one small float texture a frame. Knows
// no ImGui. Main thread, with the context current that create() saw. Pixels: core/display/heatmap.hpp within
// 2 of 255.
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

// Who draws. Without a graphics processor OpenGL runs the shaders on the main one, at several times the cost
// of the twin; the pixels are the same.
enum class HeatmapMethod : std::uint8_t {
  automatic,  // shaders, but the twin where OpenGL is software (llvmpipe)
  shaders,
  twin,  // core/display/heatmap.hpp, uploaded
};

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
  static Result<std::unique_ptr<HeatmapRenderer>> create(GlLoader loader,
                                                         HeatmapMethod method = HeatmapMethod::automatic);
  ~HeatmapRenderer();
  HeatmapRenderer(const HeatmapRenderer&) = delete;
  HeatmapRenderer& operator=(const HeatmapRenderer&) = delete;

  // OpenGL is drawn by the processor.
  [[nodiscard]] bool software() const;

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
