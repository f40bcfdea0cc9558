// The pressure map of every view: heatmap, outlines, hold ring, labels, probe, trail; rulers and legends
// beside it. Everything but the numbers comes from the display lane.
#pragma once

#include <limits>

#include "app/render/heatmap_renderer.hpp"
#include "app/widgets/map_legend.hpp"
#include "app/widgets/map_marks.hpp"
#include "app/widgets/ui.hpp"

namespace rollscope {

// One map on the screen. Free it while the OpenGL context is still there. Main thread.
class MapView {
 public:
  // Fits the mat into `room` and draws it with all its marks into ui.list(). Without a renderer the glass
  // stays empty and only the marks are drawn. Scale: the Ui's (studio: inside a ScaleScope).
  void draw(Ui& ui, HeatmapRenderer* renderer, Rect room, const MapInput& input, const MapOptions& options);

  // Of the last draw().
  [[nodiscard]] const MapPlace& place() const { return place_; }
  [[nodiscard]] Rect rect() const;
  // Index into observation.contacts of the contact under the pointer; -1: none. For selecting by click.
  [[nodiscard]] int contact_at(Point pointer) const;

 private:
  MapPlace place_;
  DisplayField field_;
  MapMarks marks_;
  HeatmapTarget target_;
  // Of the last draw: what decides whether to shade and trace anew.
  bool drawn_ = false;
  std::uint64_t revision_ = 0, shown_revision_ = 0;
  SensorLayout layout_;
  Orientation orientation_;
  LiveState state_ = LiveState::find;
  const float* shown_ = nullptr;
};

// Beside the map of the last draw(), px at 100 % from its edges as look.md 4 and 5 have it.
void draw_map_rulers(Ui& ui, const MapView& map);
// `right`: the research legend, wider than a narrow mat, begins further left rather than reach beyond it.
void draw_map_legend(Ui& ui, const MapView& map, MapStyle style, const LegendSpec& spec,
                     float right = std::numeric_limits<float>::max());

}  // namespace rollscope
