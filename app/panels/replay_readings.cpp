#include "app/panels/replay_readings.hpp"

#include <fmt/format.h>

#include <array>
#include <cmath>
#include <cstdint>
#include <string>

#include "app/panels/contact_reading.hpp"
#include "app/panels/desk_text.hpp"
#include "app/panels/replay_alerts.hpp"
#include "core/display/colour_map.hpp"

namespace rollscope {
namespace {

// What the studio said, with the reason where it was an alert.
void draw_state_card(const PanelContext& context, Rect card) {
  Ui& ui = context.ui;
  const Palette& c = ui.colors();
  const SessionState& session = context.session;
  fill_rect(ui, card, c.panel, ui.px(radius::kCard));
  draw_glyph(ui, session.state, {card.x + ui.px(34), card.mid_y()}, ui.px(36));
  const float x = card.x + ui.px(66);
  draw_text(ui, {x, card.mid_y() - ui.px(12)}, "Shown live at this moment",
            {.em = 12, .weight = Weight::medium, .color = c.ink3});
  const float y = card.mid_y() + ui.px(8);
  const float used = draw_text(ui, {x, y}, state_word(session.state), {.em = 18, .weight = Weight::semibold});
  std::string why;
  if (session.state == LiveState::stop || session.state == LiveState::ease)
    why = alert_text(session.observation.alert.leading, pressure_unit(session));
  else if (session.state == LiveState::no_data)
    why = session.link.cause;
  const float left = x + used + ui.px(10), room = card.right() - ui.px(12) - left;
  if (!why.empty() && room > ui.px(24))
    draw_text_in(ui, {left, y - ui.px(10), room, ui.px(20)}, why, {.em = 14, .color = c.ink2});
}

}  // namespace

void draw_replay_readings(const PanelContext& context, Rect box) {
  Ui& ui = context.ui;
  const Palette& c = ui.colors();
  const SessionState& session = context.session;
  const bool low = box.h < ui.px(420);
  const Rect head = box.cut_top(ui.px(low ? 24 : 26));
  const std::string frame = "frame " + count_text(session.replay->frame);
  draw_text(ui, {head.x, head.mid_y()}, "At the view cursor",
            {.em = low ? 14.0f : 18.0f, .weight = Weight::semibold});
  draw_text(ui, {head.right(), head.mid_y()}, frame, {.em = 14, .color = c.ink3, .cells = true},
            Align::right);
  box.cut_top(ui.px(low ? 8 : 18));
  draw_state_card(context, box.cut_top(ui.px(low ? 56 : 68)));
  box.cut_top(ui.px(low ? 4 : 15));

  const ContactReading reading = read_contact(session, shown_contact(session, context.view));
  const char* unit = pressure_unit(session);
  struct Row {
    const char* label;
    const std::string& value;
    const char* unit;
  };
  const std::array<Row, 6> rows{Row{"P1", reading.p1, unit},
                                Row{"Mean", reading.mean, unit},
                                Row{"Force", reading.force, session.is_kpa() ? "N" : ""},
                                Row{"Area", reading.area, "cm\u00b2"},
                                Row{"Dwell", reading.dwell, "s"},
                                Row{"Speed", reading.speed, "mm/s"}};
  const float height = std::min(ui.px(36), box.h / static_cast<float>(rows.size()));
  for (const Row& row : rows) {
    const Rect line = box.cut_top(height);
    hair(ui, {line.x, line.bottom() - ui.px(1)}, line.w);
    draw_text(ui, {line.x, line.mid_y()}, row.label, {.em = 14, .color = c.ink3});
    draw_text(ui, {line.right(), line.mid_y()}, row.unit, {.em = 14, .color = c.ink3}, Align::right);
    draw_text(ui, {line.right() - ui.px(49), line.mid_y()}, row.value,
              {.em = low ? 14.0f : 18.0f, .weight = Weight::semibold, .cells = true}, Align::right);
  }
}

void draw_replay_ramp(Ui& ui, Rect box, const LegendSpec& legend) {
  const Rect ramp{std::round(box.x), std::round(box.y), std::round(box.w), std::round(ui.px(12))};
  const int steps = static_cast<int>(ramp.w);
  for (int i = 0; i < steps; ++i) {
    const Rgba8 c = ramp_colour(pressure_ramp(), (i + 0.5) / steps);
    const auto hex = static_cast<std::uint32_t>(c.r) << 16U | static_cast<std::uint32_t>(c.g) << 8U | c.b;
    fill_rect(ui, {ramp.x + static_cast<float>(i), ramp.y, 1, ramp.h}, rgb(hex));
  }
  const TextStyle style{.em = 12, .weight = Weight::medium, .color = ui.colors().ink2};
  const float y = ramp.bottom() + ui.px(17);
  draw_text(ui, {ramp.x, y}, "0", style);
  draw_text(ui, {ramp.mid_x(), y}, fmt::format("{:.0f}", legend.full_scale / 2), style, Align::center);
  draw_text(ui, {ramp.right(), y}, fmt::format("{:.0f} {}", legend.full_scale, legend.unit), style,
            Align::right);
}

}  // namespace rollscope
