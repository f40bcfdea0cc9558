// What two panels share about looking: which view, how the map is drawn, what is selected. No results.
#pragma once

#include <string>

#include "core/display/heatmap.hpp"
#include "core/display/orientation.hpp"

namespace rollscope {

enum class ViewId { studio, research, replay, sources };
enum class MapValues { now, peak, mean };

struct ViewState {
  ViewId view = ViewId::studio;
  bool alone = false;   // of several stations the studio shows the selected one only
  bool beside = false;  // the next source that is opened runs beside those that do
  MapValues map_values = MapValues::now;
  Shading shading = Shading::smooth;
  Orientation orientation;
  bool outlines = true, numbers = false, cop_trail = true;
  int selected_track = 0;         // contact whose values the research column shows; 0: the leading one
  double reading_distance_m = 4;  // of the studio
  double mm_per_px = 0;           // of the screen, from the monitor; 0: unknown
  std::string rebinding;          // action whose next key press becomes its key (F1); empty: none
};

}  // namespace rollscope
