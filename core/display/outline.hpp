// Iso-lines of the display field: a contact's outline, the area above a ceiling (look.md 3).
#pragma once

#include <vector>

#include "core/display/display_field.hpp"
#include "core/display/map_place.hpp"
#include "core/observation.hpp"

namespace rollscope {

// Closed; the last point joins the first. In mm of the sensor (x_mm, y_mm). Round a cylinder a line may run
// below 0 or past the circumference: draw it once more one circumference away.
using Loop = std::vector<MapPoint>;

// Traces lines on a grid five times as fine as the sensels and rounds them with three Chaikin passes. Keeps
// its memory from frame to frame; one thread at a time.
class OutlineTracer {
 public:
  // Takes the field the lines are traced in. Not turned: as fill_display_field with a plain Orientation.
  void set_field(const SensorLayout& layout, const DisplayField& field);

  // The lines round contact `index` of the observation where the field passes `level`. Where another contact
  // touches it, the line runs between the two. Empty when the field stays below.
  void contact(const Observation& observation, std::size_t index, float level, std::vector<Loop>& loops);

 private:
  struct Window {
    int row0, row1, col0, col1;  // sensels, ends included; columns of a cylinder may be negative
  };
  [[nodiscard]] Window window_of(const Observation& observation, std::size_t index) const;
  void sample(const Observation& observation, std::size_t index, const Window& window, float level);
  void trace(const Window& window, float level, std::vector<Loop>& loops);

  SensorLayout layout_;
  const DisplayField* field_ = nullptr;
  int grid_rows_ = 0, grid_cols_ = 0;
  std::vector<float> grid_;
  std::vector<std::uint8_t> visited_;
};

// The ring that tells a hold's progress on the map: round the centroid, 10 mm outside the outline's farthest
// point, at least 32 mm.
[[nodiscard]] double hold_ring_radius_mm(const std::vector<Loop>& outline, double x_mm, double y_mm);

}  // namespace rollscope
