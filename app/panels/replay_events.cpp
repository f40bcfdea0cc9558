#include "app/panels/replay_events.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string>

#include "app/panels/contact_reading.hpp"
#include "app/panels/desk_text.hpp"
#include "app/panels/replay_alerts.hpp"

namespace rollscope {
namespace {

constexpr double kBefore_s = 0.5;  // where a click on an event goes: what led to it is seen

void draw_title(Ui& ui, Rect row, std::string_view title, std::string_view detail) {
  draw_text(ui, {row.x, row.mid_y()}, title, {.em = 14, .weight = Weight::semibold});
  draw_text(ui, {row.right(), row.mid_y()}, detail, {.em = 14, .color = ui.colors().ink3}, Align::right);
}

std::string counted(std::size_t count, const char* one, const char* many) {
  return fmt::format("{} {}", count, count == 1 ? one : many);
}

}  // namespace

void ReplayEvents::draw(const PanelContext& context, Rect column) {
  Ui& ui = context.ui;
  const ReplayView& replay = *context.session.replay;
  const bool narrow = ui.narrow();
  ui.lay_ground(column, ui.colors().panel);
  hair_down(ui, column.min(), column.h);
  column.cut_left(std::max(1.0f, std::round(ui.px(1))));
  Rect inside = column.inset(ui.px(narrow ? 16 : 24), ui.px(narrow ? 10 : 14));
  if (!replay.error.empty()) {
    const float used = draw_paragraph(ui, {inside.x, inside.y, inside.w, ui.px(60)}, replay.error,
                                      {.em = 14, .color = ui.colors().tech}, 20);
    inside.cut_top(used + ui.px(12));
  }

  std::vector<HoldRow> rows;
  int current = 0;
  for (const HoldRecord& hold : replay.timeline.holds) {
    rows.push_back(row_of(hold));
    if (hold.start_s <= replay.position_s && replay.position_s < hold.end_s) current = hold.id;
  }
  const auto& alerts = replay.timeline.alerts;
  // The holds take what they need, as long as half of the column is left for the alerts.
  const float row_h = ui.px(narrow ? 28 : 36);
  const auto rows_h = [&](std::size_t count) {
    return static_cast<float>(std::max<std::size_t>(1, count)) * row_h;
  };
  const float alerts_h = ui.px(56) + rows_h(alerts.size());
  const float holds_h =
      std::min(ui.px(68) + rows_h(rows.size()), std::max(inside.h / 2, inside.h - alerts_h));
  Rect lower = inside;
  inside = lower.cut_top(holds_h);

  draw_title(ui, inside.cut_top(ui.px(24)), "Holds", counted(rows.size(), "hold", "holds"));
  inside.cut_top(ui.px(narrow ? 4 : 8));
  inside.cut_bottom(ui.px(12));
  const int pressed = holds_.draw(
      ui, inside, rows,
      {.compact = narrow, .unit = pressure_unit(context.session), .pressable = true, .current_id = current});
  if (pressed >= 0)
    context.ask(Seek{std::max(0.0, rows[static_cast<std::size_t>(pressed)].start_s - kBefore_s)});

  hair(ui, {column.x, lower.y}, column.w);
  lower.cut_top(ui.px(8));
  draw_title(ui, lower.cut_top(ui.px(28)), "Alerts", counted(alerts.size(), "alert", "alerts"));
  draw_alerts(context, lower);
}

void ReplayEvents::draw_alerts(const PanelContext& context, Rect box) {
  Ui& ui = context.ui;
  const Palette& c = ui.colors();
  const auto& alerts = context.session.replay->timeline.alerts;
  const float height = ui.px(ui.narrow() ? 28 : 36);
  if (alerts.empty()) {
    draw_text_in(ui, {box.x, box.y, box.w, height}, "No alerts", {.em = 14, .color = c.ink3});
    return;
  }
  const auto count = static_cast<int>(alerts.size());
  const int shown = std::max(1, static_cast<int>((box.h + 1) / height));
  const int visible = std::min(shown, count);
  const int first =
      alerts_.update(ui, {box.x, box.y, box.w, height * static_cast<float>(visible)}, count, shown);
  for (int i = first; i < first + visible; ++i) {
    const AlertRecord& alert = alerts[static_cast<std::size_t>(i)];
    Rect row = box.cut_top(height);
    const Interaction in = ui.interact(fmt::format("alert {}", i), row, true, "Go to this moment");
    if (in.hover > 0)
      fill_rect(ui, row.inset(-ui.px(6), 0), with_alpha(c.hover, in.hover), ui.px(radius::kControl));
    if (in.clicked) context.ask(Seek{std::max(0.0, alert.start_s - kBefore_s)});
    draw_glyph(ui, alert_state(alert), {row.x + ui.px(9), row.mid_y()}, ui.px(18));
    row.cut_left(ui.px(28));
    row.cut_right(ui.px(6));
    const float time = ui.px(64);
    draw_text_in(ui, {row.x, row.y, time, row.h}, clock_text(alert.start_s, 1),
                 {.em = 14, .color = c.ink2, .cells = true});
    row.cut_left(time + ui.px(8));
    const float used =
        draw_text_in(ui, row, state_word(alert_state(alert)), {.em = 14, .weight = Weight::medium});
    row.cut_left(used + ui.px(12));
    if (row.w > ui.px(24))
      draw_text_in(ui, row, alert_text(alert, pressure_unit(context.session)), {.em = 14, .color = c.ink3},
                   Align::right);
  }
}

}  // namespace rollscope
