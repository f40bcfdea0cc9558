// One picture of a moment, without window or OpenGL: the map with its marks, rulers and legend. `rollscope
// render`.
#pragma once

#include <string>

#include "core/base/result.hpp"
#include "core/display/heatmap.hpp"
#include "core/display/orientation.hpp"
#include "core/observation.hpp"

namespace rollscope {

struct PictureOptions {
  int width = 1280, height = 720;  // px, 64..8192
  Shading shading = Shading::smooth;
  Orientation orientation;
  bool outlines = true;
  double full_scale = 0;         // by hand; 0: the caution ceiling
  double sensor_full_scale = 0;  // of the stream, for a source without ceilings
};

// Draws the observation as the research view shows it, all of it on the glass. `title` stands at the top
// left.
[[nodiscard]] Result<Image> draw_picture(const SensorLayout& layout, const Observation& observation,
                                         const std::string& title, const PictureOptions& options);

// Writes a PNG; an existing file is not overwritten.
[[nodiscard]] Result<void> write_png(const Image& image, const std::string& path);

}  // namespace rollscope
