// What is drawn on the map over the heatmap, independent of what draws it: the window and pictures share it.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "app/widgets/map_canvas.hpp"
#include "core/display/display_field.hpp"
#include "core/display/heatmap.hpp"
#include "core/display/map_place.hpp"
#include "core/display/outline.hpp"
#include "core/observation.hpp"

namespace rollscope {

enum class MapStyle : std::uint8_t { studio, research };

struct TrailPoint {
  float x_mm = 0, y_mm = 0;
  float age_s = 0;
};

// What the map shows. What it points to stays good while it is drawn.
struct MapInput {
  const SensorLayout* layout = nullptr;
  const Observation* observation = nullptr;
  LiveState state = LiveState::find;  // with no_data as the watchdog says
  // Peak or mean instead of the observation's own frame, with their validity; empty: the frame.
  std::span<const float> pressure = {};
  std::span<const std::uint8_t> validity = {};
  std::uint64_t revision = 0;              // changes whenever the pressures do
  double full_scale = 1;                   // from map_full_scale(), or by hand
  std::span<const TrailPoint> trail = {};  // centre of pressure of the last 5 s, oldest first
};

struct MapOptions {
  MapStyle style = MapStyle::research;
  Shading shading = Shading::smooth;
  Orientation orientation;
  bool outlines = true;
  bool numbers = false;  // research, Sensels, from 28 px a sensel: each sensel's value
  bool cop_trail = false;
  bool probe = false;      // frames the sensel under the pointer
  int selected_track = 0;  // 0: the leading contact
  MapAlign align = MapAlign::top_left;
};

// The caution ceiling; without one the sensor's full scale. Changes with the region or by hand only.
[[nodiscard]] double map_full_scale(const LiveLimits& limits, double sensor_full_scale);

// Outlines, holds, labels. Keeps its memory from frame to frame.
class MapMarks {
 public:
  // Traces the lines anew; call when the observation changed.
  void update(const SensorLayout& layout, const Observation& observation);
  void draw(MapCanvas& canvas, const MapPlace& place, const MapInput& input, const MapOptions& options);
  // Frame, row, column and measured value of one sensel.
  void draw_probe(MapCanvas& canvas, const MapPlace& place, const MapInput& input, SenselPlace sensel);

  // Index of the contact whose outline holds the point (mm); -1: none.
  [[nodiscard]] int contact_at(MapPoint mm) const;

 private:
  struct Traced {
    std::vector<Loop> outline, ceiling;
  };
  std::vector<Traced> contacts_;  // as in the observation; more may be kept than it has
  std::size_t count_ = 0;
  DisplayField field_;
  OutlineTracer tracer_;
  std::vector<Point> points_;
  std::vector<Rect> taken_;  // labels and rings of this draw
};

// Ticks each 10 mm and 50 mm along the left and the lower edge, numbers each 100, "mm" behind the last.
void draw_rulers(MapCanvas& canvas, const MapPlace& place);

struct LegendSpec {
  double full_scale = 1;
  bool ceiling = true;       // full scale is the caution ceiling: the hatch key is shown
  const char* unit = "kPa";  // or "counts"
};
// Studio: hatch cell and ramp beside the map's right edge.
void draw_legend_studio(MapCanvas& canvas, Rect map, const LegendSpec& spec);
// Research: ramp, numbers, keys of hatch and X. `at`: the ramp's top left; `width`: the ramp's.
void draw_legend_research(MapCanvas& canvas, Point at, float width, const LegendSpec& spec);

}  // namespace rollscope
