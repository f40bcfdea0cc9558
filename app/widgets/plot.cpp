#include "app/widgets/plot.hpp"

#include <fmt/format.h>

#include <array>
#include <cmath>
#include <string>

#include "app/widgets/glyph.hpp"
#include "app/widgets/paint.hpp"

namespace rollscope {
namespace {

constexpr float kNumberRoom = 44;  // px at 100 % between two numbers of the value axis, at least
constexpr std::array kCeilings{1.0, 1.5, 2.0, 3.0, 4.0, 5.0, 6.0, 8.0, 10.0};
constexpr std::array kSteps{1.0, 2.0, 5.0, 10.0};

TextStyle number_style(const Ui& ui) {
  return {.em = 12, .weight = Weight::medium, .color = ui.colors().ink3};
}

float hair_width(const Ui& ui) {
  return std::max(1.0f, std::round(ui.px(stroke::kHair)));
}

// The smallest of `factors` x 10^k that is at least `value`.
template <std::size_t N>
double round_up(double value, const std::array<double, N>& factors) {
  if (!(value > 0) || !std::isfinite(value)) return 1;
  const double decade = std::pow(10.0, std::floor(std::log10(value)));
  for (const double factor : factors)
    if (factor * decade >= value * (1 - 1e-9)) return factor * decade;
  return 10 * decade;
}

}  // namespace

double nice_ceiling(double value) {
  return round_up(value, kCeilings);
}

double nice_step(double span, double most) {
  return std::min(round_up(span / std::max(1.0, most), kSteps), nice_ceiling(span));
}

void draw_value_grid(Ui& ui, const PlotAxes& axes) {
  const double step = nice_step(axes.high, axes.area.h / ui.px(kNumberRoom));
  const float hair = hair_width(ui);
  for (int i = 0; i * step <= axes.high * (1 + 1e-9); ++i) {
    const float y = axes.y(i * step);
    fill_rect(ui, {axes.area.x, std::floor(y), axes.area.w, hair}, ui.colors().hair);
    draw_text(ui, {axes.area.x - ui.px(8), y}, fmt::format("{:g}", i * step), number_style(ui), Align::right);
  }
}

void draw_past_grid(Ui& ui, const PlotAxes& axes, double step_s, bool numbers) {
  const float y = axes.area.bottom() + ui.px(12);
  const int steps = static_cast<int>((axes.to_s - axes.from_s) / step_s + 1e-9);
  for (int i = 0; i <= steps; ++i) {
    const float x = axes.x(axes.to_s - i * step_s);
    if (i > 0 && i < steps)
      fill_rect(ui, {std::floor(x), axes.area.y, hair_width(ui), axes.area.h}, ui.colors().hair);
    if (!numbers) continue;
    const std::string text = i == 0 ? "now" : fmt::format("\u2212{:g}{}", i * step_s, i == steps ? " s" : "");
    draw_text(ui, {x, y}, text, number_style(ui),
              i == 0       ? Align::right
              : i == steps ? Align::left
                           : Align::center);
  }
}

void draw_zone(Ui& ui, const PlotAxes& axes, double low, double high) {
  const float top = axes.y(std::min(high, axes.high)), bottom = axes.y(std::max(low, 0.0));
  if (bottom > top) fill_rect(ui, {axes.area.x, top, axes.area.w, bottom - top}, ui.colors().band);
}

void draw_ceiling(Ui& ui, const PlotAxes& axes, CeilingKind kind, double value, bool tagged) {
  if (value <= 0 || value > axes.high) return;
  const Palette& c = ui.colors();
  const float y = std::round(axes.y(value));
  const std::array<Point, 2> line{Point{axes.area.x, y}, Point{axes.area.right(), y}};
  if (kind == CeilingKind::stop)
    draw_polyline(ui, line, c.stop, ui.px(stroke::kSeries));
  else
    draw_dashed(ui, line, c.caution, ui.px(stroke::kContact), ui.px(7), ui.px(5));
  if (!tagged) return;
  const std::string number = fmt::format("{:.0f}", value);
  const TextStyle style{.em = 12, .weight = Weight::medium, .color = c.ink2};
  const Rect tag{axes.area.x + ui.px(6), y - ui.px(9), ui.px(29) + text_width(ui, number, style), ui.px(18)};
  fill_rect(ui, tag, c.panel);
  draw_glyph(ui, kind == CeilingKind::stop ? LiveState::stop : LiveState::ease, {tag.x + ui.px(11), y},
             ui.px(16));
  draw_text(ui, {tag.x + ui.px(23), y}, number, style);
}

PlotLine::PlotLine(Ui& ui, const PlotAxes& axes, Color color, float width)
    : ui_(ui), axes_(axes), color_(color), width_(width) {}

void PlotLine::add(double time_s, double value, bool apart) {
  if (apart) finish();
  if (!std::isfinite(value)) return finish();
  const Point at{axes_.x(time_s), axes_.y(value)};
  const float column = std::floor(at.x);
  if (column_open_ && column != column_) end_column();
  if (!column_open_) {
    column_open_ = true;
    column_ = column;
    first_ = lowest_ = highest_ = at;
  }
  last_ = at;
  if (at.y > lowest_.y) lowest_ = at;
  if (at.y < highest_.y) highest_ = at;
}

void PlotLine::end_column() {
  column_open_ = false;
  const bool low_first = lowest_.x < highest_.x;
  for (const Point& point : {first_, low_first ? lowest_ : highest_, low_first ? highest_ : lowest_, last_})
    if (points_.empty() || points_.back() != point) points_.push_back(point);
}

void PlotLine::finish() {
  if (column_open_) end_column();
  if (points_.size() > 1) {
    ClipScope inside(ui_, axes_.area.inset(0, -width_));
    draw_polyline(ui_, points_, color_, width_);
  }
  points_.clear();
}

}  // namespace rollscope
