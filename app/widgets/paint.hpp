// Lines and areas. Everything in device pixels: widths come from ui.px().
#pragma once

#include <span>

#include "app/widgets/ui.hpp"

namespace rollscope {

void fill_rect(Ui& ui, Rect box, Color color, float corner = 0);
// The stroke lies inside the box.
void frame_rect(Ui& ui, Rect box, Color color, float width = 1, float corner = 0);
void fill_circle(Ui& ui, Point center, float r, Color color);
void draw_circle(Ui& ui, Point center, float r, Color color, float width);
// Degrees clockwise, 0 at three o'clock; -90 is twelve o'clock. Round ends when asked.
void draw_arc(Ui& ui, Point center, float r, float from_deg, float to_deg, Color color, float width,
              bool round_ends = false);
void draw_line(Ui& ui, Point a, Point b, Color color, float width);
void draw_polyline(Ui& ui, std::span<const Point> points, Color color, float width, bool closed = false);
void fill_polygon(Ui& ui, std::span<const Point> convex, Color color);
// `on` drawn, `off` left out, along the whole line; `phase` of it is already behind.
void draw_dashed(Ui& ui, std::span<const Point> points, Color color, float width, float on, float off,
                 bool closed = false, float phase = 0);
// Dashes along all four sides, each corner solid (look.md 4, No data).
void dashed_frame(Ui& ui, Rect box, Color color, float width, float on, float off);
// Stripes at 45 degrees inside the box, `width` of every `period`.
void hatch_rect(Ui& ui, Rect box, Color color, float width, float period);
// A line to separate rows; 1 px at 100 %.
void hair(Ui& ui, Point from, float length);
void hair_down(Ui& ui, Point from, float length);

// Nothing is drawn outside the box while the scope lasts.
class ClipScope {
 public:
  ClipScope(Ui& ui, Rect box);
  ~ClipScope();
  ClipScope(const ClipScope&) = delete;
  ClipScope& operator=(const ClipScope&) = delete;

 private:
  ImDrawList* list_;
};

}  // namespace rollscope
