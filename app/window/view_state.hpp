// What two panels share about looking: which view, how the map is drawn, what is selected. No results.
#pragma once

#include <string>

namespace rollscope {

enum class ViewId { studio, research, replay, sources };
enum class MapMode { smooth, sensels };

// Turns and mirrors the picture only; x_mm and y_mm never flip (design.md 3).
struct MapOrientation {
  int quarter_turns = 0;  // clockwise
  bool mirrored = false;  // left and right, after turning
  bool operator==(const MapOrientation&) const = default;
};

struct ViewState {
  ViewId view = ViewId::studio;
  MapMode map_mode = MapMode::smooth;
  MapOrientation orientation;
  bool outlines = true, numbers = false, cop_trail = true;
  int selected_track = 0;         // contact whose values the research column shows; 0: the leading one
  double reading_distance_m = 4;  // of the studio
};

}  // namespace rollscope
