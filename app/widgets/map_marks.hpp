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
  const HoldRecord* ended_hold = nullptr;  // the hold a stop ended, named on its label
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
// How the heatmap is drawn for this input; `scale`: device pixels of one px at 100 %.
[[nodiscard]] HeatmapLook map_look(const MapInput& input, const MapOptions& options, float scale);

// The sign round a hold or an alert.
struct HoldSign {
  enum class Shape : std::uint8_t { none, ring, triangle, octagon } shape = Shape::none;
  int contact = -1;  // index of the contact inside it; -1: it has lifted off
  double x_mm = 0, y_mm = 0, radius_mm = 0;
  double share = 0;  // of the target, 0..1
};

// Outlines, holds, labels. Keeps its memory from frame to frame.
class MapMarks {
 public:
  // Traces the lines anew; call when the observation or the state changed.
  void update(const MapInput& input);
  void draw(MapCanvas& canvas, const MapPlace& place, const MapInput& input, const MapOptions& options);
  // Frame, row, column and measured value of one sensel.
  void draw_probe(MapCanvas& canvas, const MapPlace& place, const MapInput& input, SenselPlace sensel) const;

  // How many contacts the last update() saw.
  [[nodiscard]] std::size_t contacts() const { return count_; }
  // Index of the contact whose outline holds the point (mm); -1: none.
  [[nodiscard]] int contact_at(MapPoint mm) const;
  [[nodiscard]] const HoldSign& sign() const { return sign_; }

 private:
  struct Traced {
    std::vector<Loop> outline, ceiling;
  };
  void find_sign(const MapInput& input);
  void to_points(const MapPlace& place, const Loop& loop, double shift_mm, float least_px);
  template <class Draw>
  void each_loop(const MapPlace& place, const std::vector<Loop>& loops, float least_px, Draw&& draw);
  void draw_outline(MapCanvas& canvas, const MapPlace& place, const MapInput& input,
                    const MapOptions& options, std::size_t index);
  void draw_ceiling(MapCanvas& canvas, const MapPlace& place, const MapInput& input,
                    const MapOptions& options, std::size_t index);

  void draw_labels(MapCanvas& canvas, const MapPlace& place, const MapInput& input, Rect sign_box);

  std::vector<Traced> contacts_;  // as in the observation; more may be kept than it has
  std::size_t count_ = 0;
  HoldSign sign_;
  double last_radius_mm_ = 0;  // of the running hold, kept while it is lifted off
  double circumference_mm_ = 0;
  DisplayField field_;
  OutlineTracer tracer_;
  std::vector<Point> points_;
};

}  // namespace rollscope
