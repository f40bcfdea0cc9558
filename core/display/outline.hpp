// Iso-lines of the display field: a contact's outline, the area above a ceiling (look.md 3).
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "core/display/display_field.hpp"
#include "core/display/map_place.hpp"

namespace rollscope {

// Closed: the last point joins the first. In mm of the sensor (x_mm, y_mm). Round a cylinder a line may run
// below 0 or past the circumference: draw it once more one circumference away.
using Loop = std::vector<MapPoint>;

// Traces lines on a grid five times as fine as the sensels and rounds them with three Chaikin passes. Keeps
// its memory from call to call; one thread at a time.
class OutlineTracer {
 public:
  // The lines where the field passes `level` (above 0) round the sensels whose label is `own`. Where other
  // sensels at the level touch them, the line runs between the two. Empty when the field stays below.
  // `field`: as fill_display_field with a plain Orientation; `label`: a number a sensel, 0: none.
  void trace(const SensorLayout& layout, const DisplayField& field, std::span<const std::uint16_t> label,
             std::uint16_t own, float level, std::vector<Loop>& loops);

 private:
  struct Window {
    int row0, row1, col0, col1;  // sensels, ends included; columns of a cylinder may lie outside 0..cols-1
  };
  bool find_window(const DisplayField& field, std::span<const std::uint16_t> label, std::uint16_t own,
                   Window& window);
  void sample(const DisplayField& field, std::span<const std::uint16_t> label, std::uint16_t own, float level,
              const Window& window);
  void link_crossings(float level);
  void follow(const SensorLayout& layout, const Window& window, float level, std::vector<Loop>& loops);

  int grid_rows_ = 0, grid_cols_ = 0;
  std::vector<float> grid_;
  std::vector<std::int32_t> next_;  // crossing of a grid edge -> the next one; edges as edge() numbers them
  std::vector<std::uint8_t> used_;  // columns the contact touches
  Loop rounded_;
};

// The ring that tells a hold's progress on the map: round the centroid, 10 mm outside the outline's farthest
// point, at least 32 mm.
[[nodiscard]] double hold_ring_radius_mm(std::span<const Loop> outline, double x_mm, double y_mm);

}  // namespace rollscope
