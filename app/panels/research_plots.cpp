#include "app/panels/research_plots.hpp"

#include <algorithm>

#include "app/panels/contact_reading.hpp"
#include "app/panels/hold_row.hpp"
#include "app/widgets/plot.hpp"

namespace rollscope {
namespace {

constexpr double kTimeStep_s = 10;
constexpr double kOverStop = 8.0 / 7.0;  // room above the stop line
constexpr float kAxis = 36;              // for the numbers at the left

void draw_plot_title(Ui& ui, Rect section, bool low, std::string_view title, std::string_view unit) {
  const float y = section.y + ui.px(low ? 17 : 23);
  const float used = draw_text(ui, {section.x, y}, title, {.em = 14, .weight = Weight::semibold});
  draw_text(ui, {section.x + used + ui.px(8), y}, unit, {.em = 14, .color = ui.colors().ink3});
}

PlotAxes axes_of(const PanelContext& context, Rect section, bool low, float height, double high) {
  const Ui& ui = context.ui;
  const double now = context.session.observation.frame.time_s;
  return {.area = {section.x + ui.px(kAxis), section.y + ui.px(low ? 35 : 42), section.w - ui.px(kAxis),
                   ui.px(height)},
          .from_s = now - History::kSpan_s,
          .to_s = now,
          .high = high};
}

template <class Value>
double highest(const History& history, Value value) {
  double high = 0;
  for (std::size_t i = 0; i < history.size(); ++i)
    high = std::max(high, static_cast<double>(value(history[i])));
  return high;
}

template <class Value>
void draw_history(Ui& ui, const PlotAxes& axes, const History& history, Color color, Value value) {
  PlotLine line(ui, axes, color, ui.px(stroke::kSeries));
  for (std::size_t i = 0; i < history.size(); ++i)
    line.add(history[i].time_s, value(history[i]), history[i].after_gap);
}

// Every hold of these seconds as a bar on the axis.
void draw_hold_bars(const PanelContext& context, const PlotAxes& axes) {
  Ui& ui = context.ui;
  const float height = ui.px(6);
  for (const HoldRow& hold : hold_rows(context.session)) {
    if (hold.end_s < axes.from_s || hold.start_s > axes.to_s) continue;
    const float from = axes.x(std::max(hold.start_s, axes.from_s)),
                to = axes.x(std::min(hold.end_s, axes.to_s));
    fill_rect(ui, {from, axes.area.bottom() - height, to - from, height}, ui.colors().accent);
  }
}

}  // namespace

void draw_p1_plot(const PanelContext& context, Rect section, bool low) {
  Ui& ui = context.ui;
  const SessionState& session = context.session;
  const LiveLimits& limits = session.observation.limits;
  const auto p1 = [](const HistoryPoint& point) { return point.p1; };
  draw_plot_title(ui, section, low, "P1", pressure_unit(session));
  const double measured = highest(session.history, p1);
  double high = nice_ceiling(measured * 1.1);
  if (limits.armed && measured < limits.stop * kOverStop) high = limits.stop * kOverStop;
  const PlotAxes axes = axes_of(context, section, low, low ? 104 : 226, high);
  if (limits.armed) draw_zone(ui, axes, limits.band_low, limits.band_high);
  draw_value_grid(ui, axes);
  draw_past_grid(ui, axes, kTimeStep_s, false);
  if (limits.armed) {
    draw_ceiling(ui, axes, CeilingKind::caution, limits.caution, true);
    draw_ceiling(ui, axes, CeilingKind::stop, limits.stop, true);
  }
  draw_hold_bars(context, axes);
  draw_history(ui, axes, session.history, ui.colors().ink1, p1);
}

void draw_force_plot(const PanelContext& context, Rect section, bool low) {
  Ui& ui = context.ui;
  const SessionState& session = context.session;
  const bool known = session.is_kpa();
  const auto force = [](const HistoryPoint& point) { return point.force_n; };
  draw_plot_title(ui, section, low, "Force", known ? "N" : "not known without a calibration");
  const double high = nice_ceiling(std::max(1.0, highest(session.history, force) * 1.1));
  const PlotAxes axes = axes_of(context, section, low, low ? 60 : 140, known ? high : 1);
  if (known) draw_value_grid(ui, axes);
  draw_past_grid(ui, axes, kTimeStep_s, true);
  if (known) draw_history(ui, axes, session.history, ui.colors().ink2, force);
}

}  // namespace rollscope
