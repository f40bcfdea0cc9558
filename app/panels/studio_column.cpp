#include "app/panels/studio_column.hpp"

#include <fmt/format.h>

#include <array>
#include <cmath>
#include <numbers>
#include <string>

namespace rollscope {
namespace {

constexpr double kMutedUntil_s = 3.0;  // the timer stays quiet until a hold is hardly a pause any more
constexpr double kGrow_s = 0.4;        // the ring's one breath when the target is reached
constexpr double kMark_s = 10.0;       // a gap in the ring every ten seconds

// A glyph and a word of 128 em, together in the middle of `row`.
void draw_word_row(Ui& ui, Rect row, LiveState state, Color ink, Color glyph, float glyph_size) {
  const float gap = ui.px(26);
  const TextStyle style{.em = 128, .weight = Weight::semibold, .color = ink};
  const std::string_view word = state_word(state);
  const float width = ui.px(glyph_size) + gap + text_width(ui, word, style);
  const float left = row.mid_x() - width / 2;
  draw_glyph(ui, state, {left + ui.px(glyph_size) / 2, row.mid_y()}, ui.px(glyph_size), glyph);
  draw_text(ui, {left + ui.px(glyph_size) + gap, row.mid_y()}, word, style);
}

struct Ring {
  Point center;
  float across;  // outer diameter, px at 100 %
  float stroke;  // px at 100 %
  Color fill;
  bool whole;  // without gaps: the target is reached
};

// Starts at twelve o'clock. Gaps of 0.04 rad every ten seconds of the target.
void draw_ring(Ui& ui, const Ring& ring, double dwell_s, double target_s) {
  const float radius = ui.px((ring.across - ring.stroke) / 2);
  const float stroke = ui.px(ring.stroke);
  if (ring.whole) return draw_circle(ui, ring.center, radius, ring.fill, stroke);
  const double share = target_s > 0 ? std::min(dwell_s / target_s, 1.0) : 0.0;
  const auto degrees = [](double of_circle) { return static_cast<float>(360 * of_circle - 90); };
  constexpr double kHalfGap = 0.02 / (2 * std::numbers::pi);  // of the circle
  // Why a limit: a target of many minutes would be all gaps.
  const double step = kMark_s / target_s >= 1.0 / 24 ? kMark_s / target_s : 1.0;
  for (double from = 0; from < 1 - 1e-9; from += step) {
    const double low = from + kHalfGap, high = std::min(from + step, 1.0) - kHalfGap;
    if (high <= low) continue;
    const double filled = std::clamp(share, low, high);
    if (filled < high) {
      draw_arc(ui, ring.center, radius, degrees(filled), degrees(high), ui.colors().track, stroke);
    }
    if (filled > low) draw_arc(ui, ring.center, radius, degrees(low), degrees(filled), ring.fill, stroke);
  }
}

// Whole seconds, digit by digit; three digits are drawn smaller so that they stay inside the ring.
void draw_seconds(Ui& ui, Point center, double dwell_s, float em, Color ink) {
  const auto seconds = static_cast<long>(std::floor(std::max(0.0, dwell_s)));
  const std::string digits = std::to_string(seconds);
  const float fitted = digits.size() <= 2 ? em : em * 2 / static_cast<float>(digits.size());
  draw_text(ui, center, digits, {.em = fitted, .weight = Weight::semibold, .color = ink, .cells = true},
            Align::center);
}

// How much thicker the ring is just now: 0..8 px, once, when the target was reached.
float breath(const PanelContext& context) {
  Ui& ui = context.ui;
  const double since = ui.now_s() - context.session.target_reached_s;
  if (ui.reduced_motion() || context.session.target_reached_s < 0 || since < 0 || since >= kGrow_s) return 0;
  ui.wake_in(0.016);
  return 8 * static_cast<float>(std::sin(std::numbers::pi * since / kGrow_s));
}

void draw_find(const PanelContext& context, Rect column) {
  Ui& ui = context.ui;
  const TextStyle style{.em = 128, .weight = Weight::semibold};
  draw_text(ui, {column.mid_x(), column.y + ui.px(78)}, "Find", style, Align::center);
  draw_text(ui, {column.mid_x(), column.y + ui.px(218)}, "the spot", style, Align::center);
  draw_glyph(ui, LiveState::find, {column.mid_x(), column.y + ui.px(470)}, ui.px(300));
}

void draw_timed(const PanelContext& context, Rect column) {
  Ui& ui = context.ui;
  const Palette& c = ui.colors();
  const SessionState& session = context.session;
  const LiveHold& hold = session.observation.hold;
  const bool ease = session.state == LiveState::ease;
  const bool done = session.state == LiveState::done;
  Rect rest = column;
  const Rect row = rest.cut_top(ui.px(152));
  if (ease) {
    fill_rect(ui, row, c.caution_fill, ui.px(radius::kColumn));
    const bool lit = ui.flash(0.6);
    draw_word_row(ui, row, LiveState::ease, c.on_caution,
                  lit ? c.on_caution : with_alpha(c.on_caution, 0.55f), 124);
  } else {
    draw_word_row(ui, row, session.state, c.ink1, 0, 124);
  }
  if (!hold.running) return;
  const float grown = breath(context);
  const bool reached = done || (hold.target_s > 0 && hold.dwell_s >= hold.target_s);
  const Ring ring{.center = {column.mid_x(), column.y + ui.px(402)},
                  .across = 468 + grown,
                  .stroke = 46 + grown,
                  .fill = ease ? c.ink1 : c.accent,
                  .whole = reached};
  draw_ring(ui, ring, hold.dwell_s, hold.target_s);
  const Color digits = hold.dwell_s < kMutedUntil_s && !ease ? c.ink3 : c.ink1;
  draw_seconds(ui, {ring.center.x, column.y + ui.px(369)}, hold.dwell_s, 224, digits);
  const std::string of = fmt::format("of {:.0f} s", hold.target_s);
  draw_text(ui, {ring.center.x, column.y + ui.px(503)}, of,
            {.em = 56, .weight = Weight::semibold, .color = c.ink2}, Align::center);
}

// `across`: from flat to flat, over the line.
void draw_octagon(Ui& ui, Point center, float across, float stroke, Color line, Color fill) {
  const float r = (across - stroke) / 2 / std::cos(std::numbers::pi_v<float> / 8);
  std::array<Point, 8> points;
  for (std::size_t i = 0; i < points.size(); ++i) {
    const float angle = (static_cast<float>(i) + 0.5f) * std::numbers::pi_v<float> / 4;
    points[i] = center + Point{r * std::cos(angle), r * std::sin(angle)};
  }
  if (fill != 0) fill_polygon(ui, points, fill);
  draw_polyline(ui, points, line, stroke, true);
}

void draw_stop(const PanelContext& context, Rect column) {
  Ui& ui = context.ui;
  const Palette& c = ui.colors();
  fill_rect(ui, column, c.stop_fill, ui.px(radius::kColumn));
  frame_rect(ui, column, c.on_stop, ui.px(10), ui.px(radius::kColumn));
  const bool inverted = context.session.observation.alert.latched && !ui.flash(2);
  const Point center{column.mid_x(), column.y + ui.px(228)};
  draw_octagon(ui, center, ui.px(396), ui.px(16), c.on_stop, inverted ? c.on_stop : 0);
  draw_text(ui, center, "STOP",
            {.em = 120, .weight = Weight::semibold, .color = inverted ? c.stop_fill : c.on_stop},
            Align::center);
  const StudioAlertText text = studio_alert_text(context.session);
  if (!text.value.empty()) {
    const std::string values = text.value + " > " + text.limit;
    const TextStyle large{.em = 100, .weight = Weight::semibold, .color = c.on_stop, .cells = true};
    const TextStyle small{.em = 56, .weight = Weight::semibold, .color = c.on_stop};
    draw_runs(ui, {column.mid_x(), column.y + ui.px(528)}, {{values, large}, {text.unit, small}}, 26,
              Align::center);
  }
  const Rect region{column.x + ui.px(24), column.y + ui.px(548), column.w - ui.px(48), ui.px(64)};
  draw_text_in(ui, region, context.session.region_label,
               {.em = 44, .weight = Weight::semibold, .color = c.on_stop}, Align::center);
}

void draw_no_data(const PanelContext& context, Rect column) {
  Ui& ui = context.ui;
  const Palette& c = ui.colors();
  const LiveHold& hold = context.session.observation.hold;
  dashed_frame(ui, column, c.tech, ui.px(10), ui.px(50), ui.px(34));
  draw_word_row(ui, {column.x, column.y + ui.px(14), column.w, ui.px(152)}, LiveState::no_data, c.ink1,
                c.tech, 110);
  const float middle = column.y + ui.px(393);
  if (!hold.running) {
    return draw_glyph(ui, LiveState::no_data, {column.mid_x(), middle}, ui.px(300), c.ink3);
  }
  const Ring ring{
      .center = {column.mid_x(), middle}, .across = 430, .stroke = 46, .fill = c.ink3, .whole = false};
  draw_ring(ui, ring, hold.dwell_s, hold.target_s);
  draw_seconds(ui, {ring.center.x, middle - ui.px(27)}, hold.dwell_s, 190, c.ink3);
  const TextStyle word{.em = 44, .weight = Weight::semibold};
  const float bars = ui.px(28), gap = ui.px(14);
  const float left = ring.center.x - (bars + gap + text_width(ui, "paused", word)) / 2;
  const float y = middle + ui.px(89), tall = ui.px(32);
  for (const float x : {0.0f, 17.0f}) fill_rect(ui, {left + ui.px(x), y - tall / 2, ui.px(10), tall}, c.ink1);
  draw_text(ui, {left + bars + gap, y}, "paused", word);
}

}  // namespace

StudioAlertText studio_alert_text(const SessionState& session) {
  const AlertRecord& alert = session.observation.alert.leading;
  if (alert.limit <= 0) return {};
  const bool pain = alert.kind == AlertKind::pain;
  return {fmt::format("{:.0f}", alert.value), fmt::format("{:.0f}", alert.limit),
          pain               ? "pain"
          : session.is_kpa() ? "kPa"
                             : "counts"};
}

void draw_studio_column(const PanelContext& context, Rect column) {
  switch (context.session.state) {
    case LiveState::find:
      return draw_find(context, column);
    case LiveState::hold:
    case LiveState::done:
    case LiveState::ease:
      return draw_timed(context, column);
    case LiveState::stop:
      return draw_stop(context, column);
    case LiveState::no_data:
      return draw_no_data(context, column);
  }
}

}  // namespace rollscope
