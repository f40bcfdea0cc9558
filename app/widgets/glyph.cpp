#include "app/widgets/glyph.hpp"

#include <array>
#include <cmath>
#include <numbers>

#include "app/widgets/paint.hpp"

namespace rollscope {
namespace {

// Coordinates of look.md 8: a square of 100 x 100 round the centre.
struct Grid {
  Point center;
  float unit;
  [[nodiscard]] Point at(float x, float y) const {
    return {center.x + (x - 50) * unit, center.y + (y - 50) * unit};
  }
  [[nodiscard]] Rect box(float x, float y, float w, float h) const {
    const Point corner = at(x, y);
    return {corner.x, corner.y, w * unit, h * unit};
  }
};

void draw_find(Ui& ui, const Grid& g, Color color) {
  for (const float middle : {45.0f, 135.0f, 225.0f, 315.0f})
    draw_arc(ui, g.center, 40 * g.unit, middle - 24, middle + 24, color, 14 * g.unit);
  fill_circle(ui, g.center, 13 * g.unit, color);
}

void draw_hold(Ui& ui, const Grid& g, Color color) {
  draw_circle(ui, g.center, 40 * g.unit, color, 14 * g.unit);
  fill_circle(ui, g.center, 13 * g.unit, color);
}

void draw_done(Ui& ui, const Grid& g, Color disc, Color check) {
  fill_circle(ui, g.center, 47 * g.unit, disc);
  const std::array<Point, 3> points{g.at(28, 52), g.at(44, 68), g.at(73, 34)};
  draw_polyline(ui, points, check, 12 * g.unit);
  for (const Point p : points) fill_circle(ui, p, 6 * g.unit, check);
}

void draw_caution(Ui& ui, const Grid& g, Color fill, Color ink) {
  const std::array<Point, 3> points{g.at(50, 6), g.at(97, 90), g.at(3, 90)};
  fill_polygon(ui, points, fill);
  draw_polyline(ui, points, fill, 6 * g.unit, true);
  for (const Point p : points) fill_circle(ui, p, 3 * g.unit, fill);
  fill_rect(ui, g.box(44.5f, 34, 11, 30), ink, 2 * g.unit);
  fill_circle(ui, g.at(50, 76), 6.6f * g.unit, ink);
}

void fill_octagon(Ui& ui, const Grid& g, float r, Color color) {
  std::array<Point, 8> points;
  for (std::size_t i = 0; i < points.size(); ++i) {
    const float angle = (static_cast<float>(i) + 0.5f) * std::numbers::pi_v<float> / 4;
    points[i] = g.at(50 + r * std::cos(angle), 50 + r * std::sin(angle));
  }
  fill_polygon(ui, points, color);
}

void draw_stop(Ui& ui, const Grid& g, Color rim, Color fill, Color bar) {
  // Small glyphs need a relatively wider rim to keep it white.
  const bool small = 100 * g.unit <= ui.px(24);
  fill_octagon(ui, g, 54, rim);
  if (fill != rim) fill_octagon(ui, g, small ? 44 : 46, fill);
  fill_rect(ui, g.box(26, 43, 48, 14), bar);
}

void draw_technical(Ui& ui, const Grid& g, Color color) {
  for (const float edge : {8.0f, 92.0f})
    for (const auto& [from, to] : {std::pair{8.0f, 28.0f}, {40.0f, 60.0f}, {72.0f, 92.0f}}) {
      // Corners reach out by half the stroke, so that they close.
      const float a = from == 8 ? 3 : from, b = to == 92 ? 97 : to;
      fill_rect(ui, g.box(a, edge - 5, b - a, 10), color);
      fill_rect(ui, g.box(edge - 5, a, 10, b - a), color);
    }
  draw_line(ui, g.at(35, 35), g.at(65, 65), color, 11 * g.unit);
  draw_line(ui, g.at(65, 35), g.at(35, 65), color, 11 * g.unit);
  for (const auto& [x, y] : {std::pair{35.0f, 35.0f}, {65.0f, 65.0f}, {65.0f, 35.0f}, {35.0f, 65.0f}})
    fill_circle(ui, g.at(x, y), 5.5f * g.unit, color);
}

}  // namespace

void draw_glyph(Ui& ui, LiveState state, Point center, float side, Color color, GlyphInk ink) {
  const Grid g{center, side / 100};
  const Palette& c = ui.colors();
  const bool muted = ink == GlyphInk::muted;
  const auto own = [&](Color usual) { return color != 0 ? color : muted ? c.edge : usual; };
  switch (state) {
    case LiveState::find:
      return draw_find(ui, g, own(c.ink1));
    case LiveState::hold:
      return draw_hold(ui, g, own(c.accent));
    case LiveState::done:
      return draw_done(ui, g, own(c.accent), muted ? c.window : c.on_accent);
    case LiveState::ease:
      return draw_caution(ui, g, own(c.caution_fill), color != 0 ? c.caution_fill : c.on_caution);
    case LiveState::stop:
      if (muted) return draw_stop(ui, g, c.edge, c.edge, c.raised);
      if (ink == GlyphInk::inverted) return draw_stop(ui, g, c.on_stop, c.on_stop, c.stop_fill);
      return draw_stop(ui, g, c.on_stop, c.stop_fill, c.on_stop);
    case LiveState::no_data:
      return draw_technical(ui, g, own(c.tech));
  }
}

std::string_view state_word(LiveState state) {
  switch (state) {
    case LiveState::find:
      return "Find the spot";
    case LiveState::hold:
      return "Hold";
    case LiveState::done:
      return "Done";
    case LiveState::ease:
      return "Ease off";
    case LiveState::stop:
      return "Stop";
    case LiveState::no_data:
      break;
  }
  return "No data";
}

void draw_mark(Ui& ui, Point center, float side) {
  const Grid g{center, side / 100};
  draw_circle(ui, g.center, 40 * g.unit, ui.colors().edge, 15 * g.unit);
  draw_arc(ui, g.center, 40 * g.unit, -90, 30, ui.colors().accent, 15 * g.unit);
  fill_circle(ui, g.center, 14 * g.unit, ui.colors().ink1);
}

}  // namespace rollscope
