#include "app/panels/replay_timeline.hpp"

#include <fmt/format.h>

#include <array>
#include <cmath>
#include <string>
#include <vector>

#include "app/panels/contact_reading.hpp"
#include "app/panels/desk_text.hpp"
#include "app/panels/hold_row.hpp"
#include "app/panels/mark_label.hpp"
#include "app/panels/replay_alerts.hpp"
#include "app/widgets/plot.hpp"

namespace rollscope {
namespace {

constexpr float kLabels = 88;  // px at 100 % for the lanes' names
constexpr float kRuler = 22;
constexpr float kFoot = 15;
constexpr double kOverStop = 1.08;   // room above the stop line
constexpr double kLoop_min_s = 0.1;  // between A and B
constexpr std::array kSteps_s{0.01, 0.02, 0.05, 0.1,  0.2,  0.5,  1.0,  2.0,   5.0,   10.0,
                              20.0, 30.0, 60.0, 120., 300., 600., 900., 1800., 3600., 7200.};

TextStyle small_style(const Ui& ui) {
  return {.em = 12, .weight = Weight::medium, .color = ui.colors().ink3};
}

// The part of the timeline that shows time, and the seconds it shows.
struct Span {
  Rect area;
  double duration_s;

  [[nodiscard]] float x(double time_s) const {
    return area.x + area.w * static_cast<float>(std::clamp(time_s / duration_s, 0.0, 1.0));
  }
  [[nodiscard]] double time(float at) const {
    return duration_s * std::clamp(static_cast<double>((at - area.x) / area.w), 0.0, 1.0);
  }
};

void draw_ruler(Ui& ui, const Span& span, Rect row) {
  const Palette& c = ui.colors();
  const double step = ruler_step_s(span.area.w / span.duration_s, ui.px(88));
  const float hair = std::max(1.0f, std::round(ui.px(1)));
  const float foot = row.bottom() - ui.px(6);
  const int decimals = step < 0.095 ? 2 : step < 0.95 ? 1 : 0;
  for (int i = 0; i * step <= 2 * span.duration_s * (1 + 1e-9); ++i) {
    const double time = i * step / 2;
    const bool numbered = i % 2 == 0;
    const float x = span.x(time), height = ui.px(numbered ? 10 : 6);
    fill_rect(ui, {std::floor(x), foot - height, numbered ? 2 * hair : hair, height}, c.edge);
    if (!numbered) continue;
    const std::string text = clock_text(time, decimals);
    const float half = text_width(ui, text, small_style(ui)) / 2;
    const float middle = std::clamp(x, span.area.x + half, span.area.right() - half);
    draw_text(ui, {middle, row.y + ui.px(5)}, text, small_style(ui), Align::center);
  }
}

void draw_lane_name(Ui& ui, Rect lane, float left, std::string_view name) {
  draw_text(ui, {left, lane.mid_y()}, name, small_style(ui));
  hair(ui, {lane.x, lane.y}, lane.w);
}

void draw_holds(const PanelContext& context, const Span& span, Rect lane) {
  Ui& ui = context.ui;
  const float height = ui.px(20);
  for (const HoldRecord& hold : context.session.replay->timeline.holds) {
    const float from = span.x(hold.start_s), to = span.x(hold.end_s);
    draw_hold_block(ui, {from, lane.mid_y() - height / 2, to - from, height}, row_of(hold));
  }
  // Rubbing to and fro is no hold: a lower bar without a number.
  for (const OscillationRecord& rub : context.session.replay->timeline.oscillations) {
    const float from = span.x(rub.start_s), width = std::max(ui.px(2), span.x(rub.end_s) - from);
    fill_rect(ui, {from, lane.mid_y() - height / 4, width, height / 2}, ui.colors().ink3,
              std::min(ui.px(radius::kBlock), width / 2));
  }
}

// P1 over the whole file, with the ceilings in force at the view cursor.
void draw_p1(const PanelContext& context, const Span& span, Rect plot) {
  Ui& ui = context.ui;
  const SessionState& session = context.session;
  const LiveLimits& limits = session.observation.limits;
  const auto& points = session.replay->timeline.points;
  double highest = 0;
  for (const ReplayPoint& point : points) highest = std::max(highest, static_cast<double>(point.p1));
  double high = nice_ceiling(highest * kOverStop);
  if (limits.armed)
    high = std::max(high < limits.stop ? 0 : highest, static_cast<double>(limits.stop)) * kOverStop;
  const PlotAxes axes{.area = plot, .from_s = 0, .to_s = span.duration_s, .high = high};
  const auto number = [&](double value) {
    draw_text(ui, {plot.x - ui.px(8), axes.y(value)}, fmt::format("{:.0f}", value), small_style(ui),
              Align::right);
  };
  number(0);
  if (limits.armed) {
    draw_ceiling(ui, axes, CeilingKind::caution, limits.caution, false);
    draw_ceiling(ui, axes, CeilingKind::stop, limits.stop, false);
    number(limits.stop);
    if (axes.y(limits.caution) - axes.y(limits.stop) > ui.px(14)) number(limits.caution);
  } else {
    number(high);
  }
  // A stretch without frames is not bridged: longer than a stall and than the curve's own grain.
  const double grain = points.empty() ? 0 : 3 * span.duration_s / static_cast<double>(points.size());
  PlotLine line(ui, axes, ui.colors().ink1, ui.px(stroke::kContact));
  double before = points.empty() ? 0 : points.front().time_s;
  for (const ReplayPoint& point : points) {
    line.add(point.time_s, point.p1, point.time_s - before > std::max(kStallAfter_s, grain));
    before = point.time_s;
  }
}

void draw_cursor(Ui& ui, float x, Rect over) {
  const Color ink = ui.colors().ink1;
  const float half = ui.px(8), top = over.y + ui.px(1);
  x = std::round(x);
  fill_rect(ui, {x - ui.px(1), top, ui.px(2), over.bottom() - top}, ink);
  fill_rect(ui, {x - half, top, 2 * half, ui.px(9)}, ink, ui.px(2));
  const std::array<Point, 3> tip{Point{x - half, top + ui.px(8)}, Point{x + half, top + ui.px(8)},
                                 Point{x, top + ui.px(17)}};
  fill_polygon(ui, tip, ink);
}

// A letter in a box beside the line it moves. Returns the time it was dragged to, or -1.
double draw_handle(Ui& ui, const char* letter, float x, const Span& span, Rect over, bool left) {
  const Palette& c = ui.colors();
  const float width = ui.px(14), y = over.y + ui.px(12);
  const Rect box{left ? x - width : x, y, width, ui.px(16)};
  const Interaction in =
      ui.interact(letter, box.inset(-ui.px(5)), true, "Drag: where the loop begins or ends");
  fill_rect(ui, {std::round(x), over.y, std::max(1.0f, ui.px(1)), over.h}, mix(c.ink2, c.ink1, in.hover));
  fill_rect(ui, box, mix(c.ink2, c.ink1, in.held ? 1 : in.hover), ui.px(radius::kBlock));
  draw_text(ui, box.center(), letter, {.em = 12, .weight = Weight::semibold, .color = c.panel},
            Align::center);
  return in.held ? span.time(ui.pointer().x) : -1;
}

// True while one of them is dragged.
bool draw_loop_handles(const PanelContext& context, const Span& span, Rect over) {
  const ReplayView& replay = *context.session.replay;
  const double from = replay.loop_from_s, to = replay.loop_to_s;
  const double a = draw_handle(context.ui, "A", span.x(from), span, over, true);
  const double b = draw_handle(context.ui, "B", span.x(to), span, over, false);
  if (a >= 0 && a != from) context.ask(SetLoop{true, std::min(a, to - kLoop_min_s), to});
  if (b >= 0 && b != to) context.ask(SetLoop{true, from, std::max(b, from + kLoop_min_s)});
  return a >= 0 || b >= 0;
}

}  // namespace

double ruler_step_s(double px_per_s, double apart_px) {
  for (const double step : kSteps_s)
    if (step * px_per_s >= apart_px) return step;
  return kSteps_s.back() * std::ceil(apart_px / (kSteps_s.back() * px_per_s));
}

void draw_replay_timeline(const PanelContext& context, Rect box, const ReplayTimelineSpec& spec) {
  Ui& ui = context.ui;
  const ReplayView& replay = *context.session.replay;
  const float names = box.x;
  box.cut_left(ui.px(kLabels));
  box.cut_bottom(ui.px(kFoot));
  if (replay.duration_s <= 0 || box.w < ui.px(40)) {
    draw_text_in(ui, box, replay.error.empty() ? "Reading the recording" : replay.error,
                 {.em = 14, .color = ui.colors().ink3}, Align::center);
    return;
  }
  const Span span{box, replay.duration_s};
  // First what lies lowest: the drag over everything, then the loop's range.
  const Rect grip = box.inset(-ui.px(8), 0);
  const bool scrubbing = ui.interact("timeline", grip).held;
  if (replay.loop) {
    const float from = span.x(replay.loop_from_s);
    fill_rect(ui, {from, box.y, span.x(replay.loop_to_s) - from, box.h}, ui.colors().raised);
  }

  Rect rest = box;
  draw_ruler(ui, span, rest.cut_top(ui.px(kRuler + 6)));
  const auto lane = [&](const char* name) {
    const Rect row = rest.cut_top(ui.px(spec.lane));
    draw_lane_name(ui, row, names, name);
    return row;
  };
  draw_holds(context, span, lane("Holds"));
  draw_alert_lane(context, lane("Alerts"), span.duration_s);
  const Rect markers = lane("Markers");
  draw_marks(ui, mark_rows(replay.timeline), markers.mid_y(), markers.right(), true,
             [&](double time_s) { return span.x(time_s); });
  hair(ui, rest.min(), rest.w);
  const std::string p1 = std::string("P1, ") + pressure_unit(context.session);
  draw_text(ui, {names, rest.y + ui.px(16)}, p1, small_style(ui));
  rest.cut_top(ui.px(14));
  rest.cut_bottom(ui.px(8));
  draw_p1(context, span, rest);

  const bool looping = replay.loop && draw_loop_handles(context, span, box);
  if (scrubbing && !looping) context.ask(Seek{span.time(ui.pointer().x)});
  draw_cursor(ui, span.x(replay.position_s), box);
}

}  // namespace rollscope
