// What map marks are drawn on: ImGui in the window, cairo in pictures. Lengths in device pixels.
#pragma once

#include <span>
#include <string_view>

#include "app/widgets/geometry.hpp"
#include "app/widgets/type.hpp"

namespace rollscope {

class MapCanvas {
 public:
  virtual ~MapCanvas() = default;

  // One px at 100 % in device pixels.
  [[nodiscard]] virtual float scale() const = 0;
  [[nodiscard]] float px(float at_100) const { return at_100 * scale(); }

  virtual void line(std::span<const Point> points, Color color, float width, bool closed) = 0;
  virtual void dashed(std::span<const Point> points, Color color, float width, float on, float off,
                      bool closed) = 0;
  // Degrees clockwise, -90 is twelve o'clock.
  virtual void arc(Point center, float radius, float from_deg, float to_deg, Color color, float width) = 0;
  virtual void disc(Point center, float radius, Color color) = 0;
  virtual void fill(Rect box, Color color, float corner) = 0;
  // The stroke lies inside the box.
  virtual void frame(Rect box, Color color, float width) = 0;
  // `at.y` is the middle of a capital letter.
  virtual void text(Point at, std::string_view text, const TextStyle& style, Align align) = 0;
  [[nodiscard]] virtual float text_width(std::string_view text, const TextStyle& style) const = 0;
  // Nothing is drawn outside the box until it is called with another; the whole canvas: an empty box.
  virtual void clip(Rect box) = 0;
};

}  // namespace rollscope
