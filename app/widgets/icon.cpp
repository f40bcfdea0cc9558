#include "app/widgets/icon.hpp"

#include <array>
#include <charconv>
#include <string_view>
#include <utility>
#include <vector>

#include "app/widgets/paint.hpp"
#include "core/base/check.hpp"

namespace rollscope {
namespace {

// The strings of look.md 8: L open line, Z closed line, F filled convex polygon, C circle, D disc,
// R rectangle x,y,w,h,radius, A arc x,y,r,from,to in degrees clockwise (then opacity).
constexpr std::pair<Icon, std::string_view> kShapes[] = {
    {Icon::hold, "A12,12,9,-90,150 A12,12,9,150,270,.35 D12,12,3.2"},
    {Icon::done, "C12,12,9 L7.6,12.4 10.8,15.6 16.6,8.8"},
    {Icon::find, "A12,12,9,18,72 A12,12,9,108,162 A12,12,9,198,252 A12,12,9,288,342 D12,12,3.2"},
    {Icon::caution, "Z12,3 22,20.5 2,20.5 L12,9.5 12,14.5 D12,17.4,1.1"},
    {Icon::stop, "Z8.3,3 15.7,3 21,8.3 21,15.7 15.7,21 8.3,21 3,15.7 3,8.3 L8,12 16,12"},
    {Icon::technical,
     "L4,8 4,4 8,4 L10.5,4 13.5,4 L16,4 20,4 20,8 L20,10.5 20,13.5 L20,16 20,20 16,20 "
     "L13.5,20 10.5,20 L8,20 4,20 4,16 L4,13.5 4,10.5 L9,9 15,15 L15,9 9,15"},
    {Icon::play, "F7,4.5 19.5,12 7,19.5"},
    {Icon::pause, "F7,5 10,5 10,19 7,19 F14,5 17,5 17,19 14,19"},
    {Icon::stepback, "F17,5.5 8.5,12 17,18.5 F5.5,5.5 7.5,5.5 7.5,18.5 5.5,18.5"},
    {Icon::stepfwd, "F7,5.5 15.5,12 7,18.5 F16.5,5.5 18.5,5.5 18.5,18.5 16.5,18.5"},
    {Icon::loop, "L5,12 5,9.5 7.5,7 19,7 L16,4 19,7 16,10 L19,12 19,14.5 16.5,17 5,17 L8,14 5,17 8,20"},
    {Icon::record, "C12,12,9 D12,12,5"},
    {Icon::end, "C12,12,9 F8.5,8.5 15.5,8.5 15.5,15.5 8.5,15.5"},
    {Icon::marker, "L6,21 6,4 L6,4 18,4 15,8.5 18,13 6,13"},
    {Icon::note, "L5,19 5,15.5 15.5,5 19,8.5 8.5,19 5,19 L13,7.5 16.5,11"},
    {Icon::pain, "L3,17 21,17 L3,14 3,20 L9,15 9,17 L15,15 15,17 L21,14 21,20 F12,13 8,5.5 16,5.5"},
    {Icon::pedal, "L3,19 21,19 Z5,16 18,9 20,12 7.5,19"},
    {Icon::keyboard, "R3,6,18,12,2 L6.5,10 7.5,10 L10.5,10 11.5,10 L14.5,10 15.5,10 L8,14.5 16,14.5"},
    {Icon::port, "L8,3 8,8 L16,3 16,8 R5,8,14,6,2 L12,14 12,21"},
    {Icon::mat, "R3,5,18,14,2 L9,5 9,19 L15,5 15,19 L3,9.7 21,9.7 L3,14.3 21,14.3"},
    {Icon::roller, "R4,7,16,10,2.5 L9,7 9,17 L15,7 15,17 L1,12 4,12 L20,12 23,12"},
    {Icon::file, "L13,3 6,3 6,21 18,21 18,8 13,3 13,8 18,8"},
    {Icon::folder, "Z3,6 9,6 11,8.5 21,8.5 21,19 3,19"},
    {Icon::drop, "L12,3 12,14 L7.5,9.5 12,14 16.5,9.5 L4,15 4,20 20,20 20,15"},
    {Icon::export_, "L12,14 12,3 L7.5,7.5 12,3 16.5,7.5 L4,15 4,20 20,20 20,15"},
    {Icon::search, "C10.5,10.5,6.5 L15.3,15.3 21,21"},
    {Icon::settings, "L3,7 12,7 L18,7 21,7 C15,7,2.6 L3,17 6,17 L12,17 21,17 C9,17,2.6"},
    {Icon::close, "L6,6 18,18 L18,6 6,18"},
    {Icon::plus, "L12,5 12,19 L5,12 19,12"},
    {Icon::minus, "L5,12 19,12"},
    {Icon::changed, "L4,14 7,10.5 10,10.5 14,13.5 17,13.5 20,10"},
    {Icon::down, "L6,9.5 12,15.5 18,9.5"},
    {Icon::right, "L9.5,6 15.5,12 9.5,18"},
    {Icon::undo, "L8,4 4,8 8,12 L4,8 14,8 A14,13.5,5.5,-90,90 L14,19 8,19"},
    {Icon::camera, "R3,7,18,13,2 L8,7 9.5,4 14.5,4 16,7 C12,13.5,3.8"},
    {Icon::outline, "Z4,13 7,6 13,4 19,7.5 20.5,14 15,20 8,19"},
    {Icon::numbers,
     "R3,3,18,18,2 L12,3 12,21 L3,12 21,12 L7.5,6 7.5,9 L16.5,15 16.5,18 L6,15 9,15 9,18 "
     "6,18 L15,6 18,6 18,9 15,9"},
    {Icon::cop, "C12,12,3 L12,3 12,7 L12,17 12,21 L3,12 7,12 L17,12 21,12"},
    {Icon::trail, "L3,18 7,16 9,11 14,13 16,7 D19,5.5,2.4"},
    {Icon::roi, "L4,8 4,4 8,4 L16,4 20,4 20,8 L20,16 20,20 16,20 L8,20 4,20 4,16"},
    {Icon::measure, "L3,12 21,12 L3,7 3,17 L21,7 21,17 L9,10 9,14 L15,10 15,14"},
    {Icon::peakhold, "L3,20 8,13 12,16 16,9 21,20 L4,4.5 20,4.5"},
    {Icon::sound, "Z4,9.5 8,9.5 12.5,5 12.5,19 8,14.5 4,14.5 A12.5,12,4,-50,50 A12.5,12,8,-50,50"},
    {Icon::silence, "Z4,9.5 8,9.5 12.5,5 12.5,19 8,14.5 4,14.5 L16.5,9.5 21.5,14.5 L21.5,9.5 16.5,14.5"},
    {Icon::sun,
     "C12,12,4 L12,2 12,4.5 L12,19.5 12,22 L2,12 4.5,12 L19.5,12 22,12 L4.9,4.9 6.7,6.7 "
     "L17.3,17.3 19.1,19.1 L4.9,19.1 6.7,17.3 L17.3,6.7 19.1,4.9"},
    {Icon::moon, "A12,12,8.5,60,270 A17.6,7.6,7.2,104,189"},
    {Icon::help, "C12,12,9 A12,9.8,2.8,180,400 L13.6,12.2 12,13.6 12,14.6 D12,17.2,1.1"},
    {Icon::lock, "R5,11,14,9,2 A12,8,4,180,360 L8,8 8,11 L16,8 16,11"},
    {Icon::link, "L3,12 6,12 8.5,6 12,18 15,9 17,12 21,12"},
    {Icon::nolink, "L3,12 6,12 8.5,6 10,11 L14.2,13.5 15,9 17,12 21,12 L10.5,17 14,21 L14,17 10.5,21"},
    {Icon::clock, "C12,12,9 L12,6.5 12,12 16,14.5"},
    {Icon::compare, "R3,5,8,14,1.5 R13,5,8,14,1.5"},
    {Icon::diff, "R3,3,12,12,1.5 R9,9,12,12,1.5"},
    {Icon::disk, "R3,6,18,12,2 L6,14 12,14 D17,14,1.1"},
    {Icon::person, "C12,8,4 A12,21,8,200,340"},
    {Icon::eye, "L2.5,12 6,7.8 12,5.8 18,7.8 21.5,12 18,16.2 12,18.2 6,16.2 2.5,12 C12,12,2.8"},
    {Icon::full, "D12,12,8"},
    {Icon::partial, "C12,12,8 F12,4 12,20 8,19 5,15.8 4,12 5,8.2 8,5"},
};

struct Shape {
  char kind;                  // L Z F C D R A
  std::vector<float> values;  // as written; L, Z, F: x, y pairs
};
using Shapes = std::vector<Shape>;

void read_numbers(std::string_view text, std::vector<float>& values) {
  const char* at = text.data();
  const char* end = at + text.size();
  while (at < end) {
    float value = 0;
    const auto [next, code] = std::from_chars(at, end, value);
    ROLLSCOPE_CHECK(code == std::errc{}, "an icon's numbers are well formed");
    values.push_back(value);
    at = next < end && *next == ',' ? next + 1 : next;
  }
}

Shapes parse(std::string_view text) {
  Shapes shapes;
  while (!text.empty()) {
    const std::size_t space = text.find(' ');
    std::string_view word = text.substr(0, space);
    text = space == std::string_view::npos ? std::string_view{} : text.substr(space + 1);
    if (word.empty()) continue;
    if (word.front() >= 'A' && word.front() <= 'Z') {
      shapes.push_back({word.front(), {}});
      word.remove_prefix(1);
    }
    ROLLSCOPE_CHECK(!shapes.empty(), "an icon begins with a letter");
    read_numbers(word, shapes.back().values);
  }
  return shapes;
}

const Shapes& shapes_of(Icon icon) {
  static const std::vector<Shapes> all = [] {
    std::vector<Shapes> parsed(std::size(kShapes) + 1);
    for (const auto& [which, text] : kShapes) parsed[static_cast<std::size_t>(which)] = parse(text);
    return parsed;
  }();
  return all[static_cast<std::size_t>(icon)];
}

// Draws on the 24 x 24 grid.
struct Pen {
  Ui& ui;
  Point center;
  float unit;   // device pixels of one grid step
  float width;  // of the stroke, device pixels
  Color color;

  [[nodiscard]] Point at(float x, float y) const {
    return {center.x + (x - 12) * unit, center.y + (y - 12) * unit};
  }

  void line(const std::vector<float>& values, bool closed) const {
    std::vector<Point> points;
    for (std::size_t i = 0; i + 1 < values.size(); i += 2) points.push_back(at(values[i], values[i + 1]));
    draw_polyline(ui, points, color, width, closed);
    // Round joins and ends.
    for (const Point p : points) fill_circle(ui, p, width / 2, color);
  }
  void polygon(const std::vector<float>& values) const {
    std::vector<Point> points;
    for (std::size_t i = 0; i + 1 < values.size(); i += 2) points.push_back(at(values[i], values[i + 1]));
    fill_polygon(ui, points, color);
  }
  void draw(const Shape& shape) const {
    const std::vector<float>& v = shape.values;
    switch (shape.kind) {
      case 'L':
        return line(v, false);
      case 'Z':
        return line(v, true);
      case 'F':
        return polygon(v);
      case 'C':
        return draw_circle(ui, at(v[0], v[1]), v[2] * unit, color, width);
      case 'D':
        return fill_circle(ui, at(v[0], v[1]), v[2] * unit, color);
      case 'R': {
        const Point corner = at(v[0], v[1]);
        const Rect box{corner.x, corner.y, v[2] * unit, v[3] * unit};
        return frame_rect(ui, box.inset(-width / 2), color, width, v[4] * unit + width / 2);
      }
      case 'A': {
        const bool faint = v.size() > 5;
        const Color ink = faint ? with_alpha(color, v[5]) : color;
        return draw_arc(ui, at(v[0], v[1]), v[2] * unit, v[3], v[4], ink, width, !faint);
      }
      default:
        break;
    }
  }
};

}  // namespace

void draw_icon(Ui& ui, Icon icon, Point center, float side, Color color) {
  if (icon == Icon::none) return;
  const float unit = ui.px(side) / 24;
  const Pen pen{ui, center, unit, (side <= 16 ? 2.0f : 1.75f) * unit, color};
  for (const Shape& shape : shapes_of(icon)) pen.draw(shape);
}

}  // namespace rollscope
