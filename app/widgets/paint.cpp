#include "app/widgets/paint.hpp"

#include <imgui.h>

#include <array>
#include <cmath>
#include <numbers>
#include <vector>

namespace rollscope {
namespace {

ImVec2 to(Point p) {
  return {p.x, p.y};
}
constexpr float kDegree = std::numbers::pi_v<float> / 180.0f;

}  // namespace

void fill_rect(Ui& ui, Rect box, Color color, float corner) {
  if (box.w <= 0 || box.h <= 0) return;
  ui.list()->AddRectFilled(to(box.min()), to(box.max()), color, corner);
}

void frame_rect(Ui& ui, Rect box, Color color, float width, float corner) {
  const Rect middle = box.inset(width / 2);
  // ImGui moves a rectangle's line half a pixel inwards.
  ui.list()->AddRect({middle.x - 0.5f, middle.y - 0.5f}, {middle.right() + 0.5f, middle.bottom() + 0.5f},
                     color, std::max(0.0f, corner - width / 2), 0, width);
}

void fill_circle(Ui& ui, Point center, float r, Color color) {
  ui.list()->AddCircleFilled(to(center), r, color);
}

void draw_circle(Ui& ui, Point center, float r, Color color, float width) {
  // ImGui draws the line half a pixel further in.
  ui.list()->AddCircle(to(center), r + 0.5f, color, 0, width);
}

void draw_arc(Ui& ui, Point center, float r, float from_deg, float to_deg, Color color, float width,
              bool round_ends) {
  if (to_deg <= from_deg) return;
  if (to_deg - from_deg >= 360) return draw_circle(ui, center, r, color, width);
  const int segments = std::max(4, static_cast<int>((to_deg - from_deg) / 360.0f * (24.0f + r * 1.6f)));
  ui.list()->PathArcTo(to(center), r, from_deg * kDegree, to_deg * kDegree, segments);
  ui.list()->PathStroke(color, 0, width);
  if (!round_ends) return;
  for (const float angle : {from_deg * kDegree, to_deg * kDegree})
    fill_circle(ui, {center.x + r * std::cos(angle), center.y + r * std::sin(angle)}, width / 2, color);
}

void draw_line(Ui& ui, Point a, Point b, Color color, float width) {
  // ImGui adds half a pixel; a line between pixel borders is meant as it is written.
  ui.list()->PathLineTo(to(a));
  ui.list()->PathLineTo(to(b));
  ui.list()->PathStroke(color, 0, width);
}

void draw_polyline(Ui& ui, std::span<const Point> points, Color color, float width, bool closed) {
  static_assert(sizeof(Point) == sizeof(ImVec2));
  if (points.size() < 2) return;
  for (const Point& p : points) ui.list()->PathLineTo(to(p));
  ui.list()->PathStroke(color, closed ? ImDrawFlags_Closed : 0, width);
}

void fill_polygon(Ui& ui, std::span<const Point> convex, Color color) {
  float turn = 0;
  for (std::size_t i = 0; i < convex.size(); ++i) {
    const Point a = convex[i], b = convex[(i + 1) % convex.size()];
    turn += a.x * b.y - b.x * a.y;
  }
  // ImGui smooths the outside only of polygons that go clockwise on the screen.
  for (std::size_t i = 0; i < convex.size(); ++i)
    ui.list()->PathLineTo(to(turn >= 0 ? convex[i] : convex[convex.size() - 1 - i]));
  ui.list()->PathFillConvex(color);
}

void draw_dashed(Ui& ui, std::span<const Point> points, Color color, float width, float on, float off,
                 bool closed, float phase) {
  if (points.size() < 2 || on <= 0 || on + off <= 0) return;
  const std::size_t sides = closed ? points.size() : points.size() - 1;
  float at = std::fmod(phase, on + off);  // place in the pattern
  bool open = false;                      // a dash is being gathered
  ImDrawList& list = *ui.list();
  const auto finish = [&] {
    if (open) list.PathStroke(color, 0, width);
    open = false;
  };
  for (std::size_t i = 0; i < sides; ++i) {
    const Point a = points[i], b = points[(i + 1) % points.size()];
    const float length = std::hypot(b.x - a.x, b.y - a.y);
    float done = 0;
    while (done < length) {
      const bool dash = at < on;
      const float step = std::min(length - done, (dash ? on : on + off) - at);
      const auto along = [&](float d) {
        return Point{a.x + (b.x - a.x) * d / length, a.y + (b.y - a.y) * d / length};
      };
      if (dash) {
        if (!open) list.PathLineTo(to(along(done)));
        open = true;
        list.PathLineTo(to(along(done + step)));
      }
      done += step;
      at += step;
      if (dash && at >= on - 1e-4f) finish();
      if (at >= on + off - 1e-4f) at = 0;
      if (step <= 0) break;
    }
  }
  finish();
}

void dashed_frame(Ui& ui, Rect box, Color color, float width, float on, float off) {
  const auto side = [&](Point from, Point towards, float length) {
    // A dash at each end makes the solid corner; whole dashes of `on`, gaps stretched to fit between.
    const float count = std::max(1.0f, std::round((length - on) / (on + off)));
    const float gap = (length - (count + 1) * on) / count;
    const float step = gap > 0 ? on + gap : length;
    for (float d = 0; d < length - 0.5f; d += step) {
      const float end = std::min(d + (gap > 0 ? on : length), length);
      const Point a = from + towards * d, b = from + towards * end;
      const Point across{towards.y * width / 2, towards.x * width / 2};
      fill_rect(ui,
                {std::min(a.x, b.x) - across.x, std::min(a.y, b.y) - across.y,
                 std::abs(b.x - a.x) + 2 * across.x, std::abs(b.y - a.y) + 2 * across.y},
                color);
    }
  };
  const float half = width / 2;
  side({box.x, box.y + half}, {1, 0}, box.w);
  side({box.x, box.bottom() - half}, {1, 0}, box.w);
  side({box.x + half, box.y}, {0, 1}, box.h);
  side({box.right() - half, box.y}, {0, 1}, box.h);
}

void hatch_rect(Ui& ui, Rect box, Color color, float width, float period) {
  const ClipScope clip(ui, box);
  // Measured across the stripes; along x a period is sqrt 2 as long.
  const float step = period * std::numbers::sqrt2_v<float>, thick = width * std::numbers::sqrt2_v<float>;
  // Anchored to the screen, so neighbouring areas join.
  const float first = std::floor((box.x + box.y) / step) * step;
  for (float start = first; start < box.right() + box.bottom(); start += step) {
    const std::array<Point, 4> stripe{Point{start - box.y, box.y}, Point{start + thick - box.y, box.y},
                                      Point{start + thick - box.bottom(), box.bottom()},
                                      Point{start - box.bottom(), box.bottom()}};
    fill_polygon(ui, stripe, color);
  }
}

void hair(Ui& ui, Point from, float length) {
  fill_rect(ui, {from.x, std::round(from.y), length, std::max(1.0f, std::round(ui.px(1)))}, ui.colors().hair);
}

void hair_down(Ui& ui, Point from, float length) {
  fill_rect(ui, {std::round(from.x), from.y, std::max(1.0f, std::round(ui.px(1))), length}, ui.colors().hair);
}

ClipScope::ClipScope(Ui& ui, Rect box) : list_(ui.list()) {
  list_->PushClipRect(to(box.min()), to(box.max()), true);
}
ClipScope::~ClipScope() {
  list_->PopClipRect();
}

}  // namespace rollscope
