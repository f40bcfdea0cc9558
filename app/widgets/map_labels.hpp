// Labels of contacts and holds: beside the outline, on 86 % glass, over no other contact while there is room.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "app/widgets/map_canvas.hpp"
#include "core/display/map_place.hpp"

namespace rollscope {

enum class LabelSide { above, below };

struct MapLabelPiece {
  std::string text;
  TextStyle style;
};

class MapLabels {
 public:
  explicit MapLabels(MapCanvas& canvas, const MapPlace& place);
  // Labels stay clear of the box from now on.
  void keep_clear(Rect box) { taken_.push_back(box); }
  // Draws a label beside `anchor`, `gap` px at 100 % away: on `side` if that is free, else where it is.
  void draw(Rect anchor, LabelSide side, float gap, std::span<const MapLabelPiece> pieces);
  // Draws a label with its left edge's middle at `at`, or left of `other` where the map ends.
  void draw_beside(Rect anchor, std::span<const MapLabelPiece> pieces);

 private:
  [[nodiscard]] float width_of(std::span<const MapLabelPiece> pieces) const;
  [[nodiscard]] float clamp_x(float x, float width) const;
  [[nodiscard]] bool is_free(Rect box, Rect anchor) const;
  void draw_at(Rect box, std::span<const MapLabelPiece> pieces);

  MapCanvas& canvas_;
  Rect map_;
  std::vector<Rect> taken_;
};

}  // namespace rollscope
