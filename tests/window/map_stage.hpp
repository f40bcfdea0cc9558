// Draws a map as the window does, into a picture: Ui, ImGui's OpenGL backend and the heatmap renderer on a
// virtual display.
#pragma once

#include <functional>
#include <memory>

#include "app/widgets/map_view.hpp"
#include "core/display/heatmap.hpp"

namespace rollscope {

class MapStage {
 public:
  MapStage(int width, int height);
  ~MapStage();
  MapStage(const MapStage&) = delete;
  MapStage& operator=(const MapStage&) = delete;

  [[nodiscard]] HeatmapRenderer& renderer();
  // One frame; `draw` is called between Ui::begin and Ui::end. `pointer`: where the mouse is.
  void frame(const std::function<void(Ui&)>& draw, Point pointer = {-1, -1});
  // Of the last frame.
  [[nodiscard]] Image picture() const;
  // Waits until everything is drawn.
  void finish() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace rollscope
