#include "core/display/map_place.hpp"

#include <algorithm>
#include <cmath>

#include "core/base/check.hpp"

namespace rollscope {

MapRect fit_map(const SensorLayout& layout, Orientation orientation, MapRect room, MapAlign align) {
  double width_mm = layout.cols * layout.pitch_col_mm;
  double height_mm = layout.rows * layout.pitch_row_mm;
  if (orientation.swaps_axes()) std::swap(width_mm, height_mm);
  if (width_mm <= 0 || height_mm <= 0 || room.width < 1 || room.height < 1) return {room.x, room.y, 0, 0};
  const double scale = std::min(room.width / width_mm, room.height / height_mm);
  MapRect rect{room.x, room.y, static_cast<float>(std::max(1.0, std::floor(width_mm * scale + 1e-3))),
               static_cast<float>(std::max(1.0, std::floor(height_mm * scale + 1e-3)))};
  if (align == MapAlign::centre) {
    rect.x += std::floor((room.width - rect.width) / 2);
    rect.y += std::floor((room.height - rect.height) / 2);
  }
  return rect;
}

MapPlace::MapPlace(const SensorLayout& layout, Orientation orientation, MapRect rect)
    : layout_(layout), orientation_(orientation), rect_(rect) {
  ROLLSCOPE_CHECK(layout.rows > 0 && layout.cols > 0, "a map has sensels");
  sensor_width_mm_ = layout.cols * layout.pitch_col_mm;
  sensor_height_mm_ = layout.rows * layout.pitch_row_mm;
  width_mm_ = orientation.swaps_axes() ? sensor_height_mm_ : sensor_width_mm_;
  height_mm_ = orientation.swaps_axes() ? sensor_width_mm_ : sensor_height_mm_;
  px_per_mm_ = (rect.width / width_mm_ + rect.height / height_mm_) / 2.0;
}

MapPoint MapPlace::to_px(double x_mm, double y_mm) const {
  const UnitPoint p = to_display(orientation_, {x_mm / sensor_width_mm_, y_mm / sensor_height_mm_});
  return {static_cast<float>(rect_.x + p.u * rect_.width), static_cast<float>(rect_.y + p.v * rect_.height)};
}

MapPoint MapPlace::to_mm(MapPoint px) const {
  const UnitPoint p =
      from_display(orientation_, {static_cast<double>(px.x - rect_.x) / static_cast<double>(rect_.width),
                                  static_cast<double>(px.y - rect_.y) / static_cast<double>(rect_.height)});
  return {static_cast<float>(p.u * sensor_width_mm_), static_cast<float>(p.v * sensor_height_mm_)};
}

std::optional<SenselPlace> MapPlace::sensel_at(MapPoint px) const {
  if (!rect_.contains(px)) return std::nullopt;
  const MapPoint mm = to_mm(px);
  return SenselPlace{
      std::clamp(static_cast<int>(std::floor(mm.y / layout_.pitch_row_mm)), 0, layout_.rows - 1),
      std::clamp(static_cast<int>(std::floor(mm.x / layout_.pitch_col_mm)), 0, layout_.cols - 1)};
}

MapRect MapPlace::sensel_rect(SenselPlace sensel) const {
  const MapPoint a = to_px(sensel.col * layout_.pitch_col_mm, sensel.row * layout_.pitch_row_mm);
  const MapPoint b = to_px((sensel.col + 1) * layout_.pitch_col_mm, (sensel.row + 1) * layout_.pitch_row_mm);
  return {std::min(a.x, b.x), std::min(a.y, b.y), std::abs(b.x - a.x), std::abs(b.y - a.y)};
}

}  // namespace rollscope
