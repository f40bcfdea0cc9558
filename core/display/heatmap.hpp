// The pressure map as pixels, drawn by the processor: the twin of shaders/heatmap_*.frag, at most 2 of 255
// apart. Reports, `render` and tests draw with it.
#pragma once

#include <memory>
#include <vector>

#include "core/display/colour.hpp"
#include "core/display/display_field.hpp"

namespace rollscope {

enum class Shading : std::uint8_t {
  smooth,   // bicubic Catmull-Rom, clamped to the four nearest sensels: shows nothing that was not measured
  sensels,  // each sensel one flat cell, with a gap
};

enum class HeatmapColours : std::uint8_t {
  pressure,    // 0..full_scale
  no_data,     // grey, striped: the last frame, not live
  difference,  // -full_scale..full_scale
};

struct HeatmapLook {
  Shading shading = Shading::smooth;
  HeatmapColours colours = HeatmapColours::pressure;
  double full_scale = 1.0;  // above 0, in the frame's unit
  double ceiling = 0.0;     // hatched above it; 0: no hatch
  int hatch_period_px = 12, hatch_px = 4;
  int stripe_period_px = 56, stripe_px = 22;
  int gap_px = 1;
  bool operator==(const HeatmapLook&) const = default;
};

inline constexpr double kHatchOpacity = 0.88, kStripeOpacity = 0.40, kGapOpacity = 0.55;
// The hatch fades in over this share of the ceiling above it, so that no pixel hangs on the last bit.
inline constexpr double kHatchRamp = 0.004;

struct Image {
  int width = 0, height = 0;
  std::vector<Rgba8> pixels;  // row-major from the top left, opaque
};

// Draws whole mats into images of the size given, width and height at least 1. Keeps its memory: after the
// first frame of a size it does not allocate. One thread at a time.
class HeatmapPainter {
 public:
  HeatmapPainter();
  ~HeatmapPainter();
  HeatmapPainter(HeatmapPainter&&) noexcept;
  HeatmapPainter& operator=(HeatmapPainter&&) noexcept;

  void draw(const DisplayField& field, const HeatmapLook& look, int width, int height, Image& image);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

// One picture.
void draw_heatmap(const DisplayField& field, const HeatmapLook& look, int width, int height, Image& image);

}  // namespace rollscope
