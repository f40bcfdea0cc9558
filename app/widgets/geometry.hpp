// Points, rectangles and colours of the window. Lengths are device pixels unless a comment says px at 100 %.
#pragma once

#include <algorithm>
#include <cstdint>

namespace rollscope {

struct Point {
  float x = 0, y = 0;
  bool operator==(const Point&) const = default;
};
constexpr Point operator+(Point a, Point b) {
  return {a.x + b.x, a.y + b.y};
}
constexpr Point operator-(Point a, Point b) {
  return {a.x - b.x, a.y - b.y};
}
constexpr Point operator*(Point a, float k) {
  return {a.x * k, a.y * k};
}

struct Rect {
  float x = 0, y = 0, w = 0, h = 0;

  [[nodiscard]] constexpr float right() const { return x + w; }
  [[nodiscard]] constexpr float bottom() const { return y + h; }
  [[nodiscard]] constexpr float mid_x() const { return x + w / 2; }
  [[nodiscard]] constexpr float mid_y() const { return y + h / 2; }
  [[nodiscard]] constexpr Point min() const { return {x, y}; }
  [[nodiscard]] constexpr Point max() const { return {x + w, y + h}; }
  [[nodiscard]] constexpr Point center() const { return {mid_x(), mid_y()}; }
  [[nodiscard]] constexpr bool contains(Point p) const {
    return p.x >= x && p.x < right() && p.y >= y && p.y < bottom();
  }
  // Positive shrinks, negative grows.
  [[nodiscard]] constexpr Rect inset(float d) const { return {x + d, y + d, w - 2 * d, h - 2 * d}; }
  [[nodiscard]] constexpr Rect inset(float dx, float dy) const {
    return {x + dx, y + dy, w - 2 * dx, h - 2 * dy};
  }

  // Take a strip off one side; the rectangle keeps the rest. For layouts read from top to bottom.
  constexpr Rect cut_left(float d) {
    const Rect out{x, y, std::min(d, w), h};
    x += out.w, w -= out.w;
    return out;
  }
  constexpr Rect cut_right(float d) {
    const float width = std::min(d, w);
    w -= width;
    return {x + w, y, width, h};
  }
  constexpr Rect cut_top(float d) {
    const Rect out{x, y, w, std::min(d, h)};
    y += out.h, h -= out.h;
    return out;
  }
  constexpr Rect cut_bottom(float d) {
    const float height = std::min(d, h);
    h -= height;
    return {x, y + h, w, height};
  }
  bool operator==(const Rect&) const = default;
};

// A colour as ImGui packs it: 0xAABBGGRR. 0 means "none" wherever a colour is optional.
using Color = std::uint32_t;

// From the way designers write it: rgb(0x4CD9A3).
constexpr Color rgb(std::uint32_t hex) {
  return 0xFF000000u | ((hex & 0xFFu) << 16) | (hex & 0xFF00u) | (hex >> 16);
}
// alpha 0..1 replaces the colour's own.
constexpr Color with_alpha(Color color, float alpha) {
  const auto a = static_cast<std::uint32_t>(std::clamp(alpha, 0.0f, 1.0f) * 255.0f + 0.5f);
  return (color & 0x00FFFFFFu) | (a << 24);
}
// Straight line from a (t = 0) to b (t = 1), in sRGB bytes: for hover fades only.
constexpr Color mix(Color a, Color b, float t) {
  Color out = 0;
  for (int shift = 0; shift < 32; shift += 8) {
    const auto from = static_cast<float>((a >> shift) & 0xFFu), to = static_cast<float>((b >> shift) & 0xFFu);
    out |= static_cast<Color>(from + (to - from) * t + 0.5f) << shift;
  }
  return out;
}

}  // namespace rollscope
