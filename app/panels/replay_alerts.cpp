#include "app/panels/replay_alerts.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "app/panels/contact_reading.hpp"

namespace rollscope {

std::string alert_text(const AlertRecord& alert, const char* unit) {
  if (!alert.cause.empty()) return std::string(alert.cause);
  if (alert.kind == AlertKind::pain) return fmt::format("pain {:.0f}", alert.value);
  if (alert.limit <= 0) return std::string(state_word(alert_state(alert)));
  return fmt::format("{}{:.0f} > {:.0f} {}", alert.kind == AlertKind::mean ? "mean " : "", alert.value,
                     alert.limit, unit);
}

LiveState alert_state(const AlertRecord& alert) {
  if (alert.kind == AlertKind::technical) return LiveState::no_data;
  return alert.level == AlertLevel::stop ? LiveState::stop : LiveState::ease;
}

void draw_alert_lane(const PanelContext& context, Rect lane, double duration_s) {
  Ui& ui = context.ui;
  const Palette& c = ui.colors();
  const auto& alerts = context.session.replay->timeline.alerts;
  const auto x = [&](double time_s) {
    return lane.x + lane.w * static_cast<float>(std::clamp(time_s / duration_s, 0.0, 1.0));
  };
  const float y = lane.mid_y(), size = ui.px(18);
  for (const AlertRecord& alert : alerts) {
    const LiveState state = alert_state(alert);
    const Color color = state == LiveState::stop   ? c.stop
                        : state == LiveState::ease ? c.caution_fill
                                                   : c.tech;
    const float from = x(alert.start_s), to = x(alert.end_s < 0 ? duration_s : alert.end_s);
    fill_rect(ui, {from, y - ui.px(2), to - from, ui.px(4)}, color);
  }
  // Stops over everything else; words where the next alert leaves room.
  for (const bool stops : {false, true})
    for (const AlertRecord& alert : alerts)
      if ((alert_state(alert) == LiveState::stop) == stops)
        draw_glyph(ui, alert_state(alert), {x(alert.start_s), y}, size);
  float end = lane.right();
  for (auto alert = alerts.rbegin(); alert != alerts.rend(); ++alert) {
    const float from = x(alert->start_s), to = x(alert->end_s < 0 ? duration_s : alert->end_s);
    const std::string text = alert_text(*alert, pressure_unit(context.session));
    const TextStyle style{.em = 12, .weight = Weight::medium, .color = c.ink2};
    const float left = std::max(to, from + size / 2) + ui.px(8);
    if (left + text_width(ui, text, style) <= end) draw_text(ui, {left, y}, text, style);
    end = std::min(end, from - size / 2 - ui.px(8));
  }
}

}  // namespace rollscope
