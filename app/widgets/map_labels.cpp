#include "app/widgets/map_labels.hpp"

#include <algorithm>
#include <array>

#include "app/widgets/theme.hpp"

namespace rollscope {
namespace {

constexpr float kHeight = 28, kPadding = 8, kBetween = 8, kBesideGap = 10;
constexpr float kGlassOpacity = 0.86f;

bool overlap(Rect a, Rect b) {
  return a.x < b.right() && b.x < a.right() && a.y < b.bottom() && b.y < a.bottom();
}

}  // namespace

MapLabels::MapLabels(MapCanvas& canvas, const MapPlace& place)
    : canvas_(canvas), map_{place.rect().x, place.rect().y, place.rect().width, place.rect().height} {}

float MapLabels::width_of(std::span<const MapLabelPiece> pieces) const {
  float width = 2 * canvas_.px(kPadding);
  for (const MapLabelPiece& piece : pieces) width += canvas_.text_width(piece.text, piece.style);
  if (!pieces.empty()) width += canvas_.px(kBetween) * static_cast<float>(pieces.size() - 1);
  return width;
}

// Nearest place inside the map; what is wider than a narrow map stands out alike on both sides.
float MapLabels::clamp_x(float x, float width) const {
  if (width > map_.w) return map_.mid_x() - width / 2;
  return std::clamp(x, map_.x, map_.right() - width);
}

bool MapLabels::is_free(Rect box, Rect anchor) const {
  const bool wider = box.w > map_.w && box.mid_x() == map_.mid_x();
  const bool inside = (wider || (box.x >= map_.x && box.right() <= map_.right())) && box.y >= map_.y &&
                      box.bottom() <= map_.bottom();
  return inside && std::ranges::none_of(
                       taken_, [&](const Rect& taken) { return taken != anchor && overlap(taken, box); });
}

void MapLabels::draw(Rect anchor, LabelSide side, float gap, std::span<const MapLabelPiece> pieces) {
  const float width = width_of(pieces), height = canvas_.px(kHeight), away = canvas_.px(gap);
  // Kept inside the map along the edge it stands at.
  const float x = clamp_x(anchor.mid_x() - width / 2, width);
  const float y = std::clamp(anchor.mid_y() - height / 2, map_.y, std::max(map_.y, map_.bottom() - height));
  const Rect above{x, anchor.y - away - height, width, height},
      below{x, anchor.bottom() + away, width, height};
  const Rect right{anchor.right() + away, y, width, height}, left{anchor.x - away - width, y, width, height};
  const bool up = side == LabelSide::above;
  Rect box = up ? above : below;
  for (const Rect& candidate : std::array{up ? above : below, up ? below : above, right, left}) {
    if (!is_free(candidate, anchor)) continue;
    box = candidate;
    break;
  }
  box.y = std::clamp(box.y, map_.y, std::max(map_.y, map_.bottom() - height));
  draw_at(box, pieces);
}

void MapLabels::draw_beside(Rect anchor, std::span<const MapLabelPiece> pieces) {
  const float width = width_of(pieces), height = canvas_.px(kHeight), away = canvas_.px(kBesideGap);
  const float y = std::clamp(anchor.mid_y() - height / 2, map_.y, std::max(map_.y, map_.bottom() - height));
  const float right = anchor.right() + away, left = anchor.x - away - width;
  // On the glass right of a narrow map rather than over its rulers.
  const bool at_right = right + width <= map_.right() || left < map_.x;
  draw_at({at_right ? right : left, y, width, height}, pieces);
}

void MapLabels::draw_at(Rect box, std::span<const MapLabelPiece> pieces) {
  const Palette& glass = palette(ThemeName::dark);
  box.x = static_cast<float>(static_cast<int>(box.x + 0.5f));
  box.y = static_cast<float>(static_cast<int>(box.y + 0.5f));
  canvas_.fill(box, with_alpha(glass.glass, kGlassOpacity), canvas_.px(radius::kLabel));
  float x = box.x + canvas_.px(kPadding);
  for (const MapLabelPiece& piece : pieces) {
    canvas_.text({x, box.mid_y()}, piece.text, piece.style, Align::left);
    x += canvas_.text_width(piece.text, piece.style) + canvas_.px(kBetween);
  }
  taken_.push_back(box);
}

}  // namespace rollscope
