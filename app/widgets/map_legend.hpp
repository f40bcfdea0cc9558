// What stands beside the map: rulers in mm, the ramp with its numbers, the keys of hatch and X.
#pragma once

#include "app/widgets/map_canvas.hpp"
#include "core/display/map_place.hpp"

namespace rollscope {

// Ticks each 10 mm and 50 mm along the left and the lower edge, numbers each 100, "mm" behind the last.
void draw_rulers(MapCanvas& canvas, const MapPlace& place);

struct LegendSpec {
  double full_scale = 1;
  bool ceiling = true;       // full scale is the caution ceiling: the hatch is explained
  const char* unit = "kPa";  // or "counts"
};
// Studio: hatch cell and ramp beside the right edge of `map`, in ink of `ink` and `unit_ink`.
void draw_legend_studio(MapCanvas& canvas, Rect map, const LegendSpec& spec, Color ink, Color unit_ink);
// Research: ramp, numbers, keys of hatch and X, on the glass. `at`: the ramp's top left; `width`: the ramp's.
void draw_legend_research(MapCanvas& canvas, Point at, float width, const LegendSpec& spec);

}  // namespace rollscope
