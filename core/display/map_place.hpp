// Where the mat lies on the screen: millimetres to pixels and back, true to the sensor's proportions.
#pragma once

#include <optional>

#include "core/display/orientation.hpp"
#include "core/frame/sensor_layout.hpp"

namespace rollscope {

struct MapPoint {
  float x = 0, y = 0;  // px, or mm where the name says so
  bool operator==(const MapPoint&) const = default;
};

struct MapRect {
  float x = 0, y = 0, width = 0, height = 0;  // px from the window's top left
  [[nodiscard]] bool contains(MapPoint p) const {
    return p.x >= x && p.x < x + width && p.y >= y && p.y < y + height;
  }
  bool operator==(const MapRect&) const = default;
};

struct SenselPlace {
  int row = 0, col = 0;
  bool operator==(const SenselPlace&) const = default;
};

// The largest rectangle of whole pixels inside `room` with the mat's proportions, at its top left or centred.
enum class MapAlign { top_left, centre };
[[nodiscard]] MapRect fit_map(const SensorLayout& layout, Orientation orientation, MapRect room,
                              MapAlign align = MapAlign::top_left);

class MapPlace {
 public:
  MapPlace() = default;
  MapPlace(const SensorLayout& layout, Orientation orientation, MapRect rect);

  [[nodiscard]] const MapRect& rect() const { return rect_; }
  [[nodiscard]] double px_per_mm() const { return px_per_mm_; }  // mean of both axes
  [[nodiscard]] double width_mm() const { return width_mm_; }    // as displayed
  [[nodiscard]] double height_mm() const { return height_mm_; }
  [[nodiscard]] MapPoint to_px(double x_mm, double y_mm) const;
  [[nodiscard]] MapPoint to_mm(MapPoint px) const;
  [[nodiscard]] std::optional<SenselPlace> sensel_at(MapPoint px) const;  // none outside the mat
  [[nodiscard]] MapRect sensel_rect(SenselPlace sensel) const;

 private:
  SensorLayout layout_;
  Orientation orientation_;
  MapRect rect_;
  double sensor_width_mm_ = 0, sensor_height_mm_ = 0;
  double width_mm_ = 0, height_mm_ = 0, px_per_mm_ = 0;
};

}  // namespace rollscope
