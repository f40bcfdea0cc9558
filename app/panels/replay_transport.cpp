#include "app/panels/replay_transport.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <string>

#include "app/panels/desk_text.hpp"

namespace rollscope {
namespace {

constexpr std::array kSpeeds{0.1, 0.25, 0.5, 1.0, 2.0, 5.0, 10.0};
constexpr std::array<Tab, 7> kSpeedTabs{Tab{"0.1\u00d7"}, Tab{"0.25\u00d7"}, Tab{"0.5\u00d7"}, Tab{"1\u00d7"},
                                        Tab{"2\u00d7"},   Tab{"5\u00d7"},    Tab{"10\u00d7"}};

std::string with_key(const PanelContext& context, const char* action, const char* what) {
  const std::string key = context.actions.key_text(action);
  return key.empty() ? what : fmt::format("{} ({})", what, key);
}

// Returns the right edge of what it took.
float draw_buttons(const PanelContext& context, Rect row) {
  Ui& ui = context.ui;
  const ReplayView& replay = *context.session.replay;
  const float height = ui.px(size::kLargeControl), y = row.mid_y() - height / 2;
  float x = row.x;
  const auto one = [&](const char* action, float width, const ButtonSpec& spec, float gap) {
    if (button(ui, action, {x, y, width, height}, spec)) context.actions.run(action);
    x += width + ui.px(gap);
  };
  const std::string back = with_key(context, "step.back", "One frame back"),
                    play = with_key(context, "play", replay.playing ? "Pause" : "Play"),
                    on = with_key(context, "step.forward", "One frame on"),
                    loop = with_key(context, "loop", "Play the stretch from A to B over and over");
  one("step.back", ui.px(40), {.icon = Icon::stepback, .tooltip = back}, 6);
  one("play", ui.px(56),
      {.icon = replay.playing ? Icon::pause : Icon::play, .kind = ButtonKind::primary, .tooltip = play}, 6);
  one("step.forward", ui.px(40), {.icon = Icon::stepfwd, .tooltip = on}, ui.narrow() ? 12 : 18);

  std::string range;
  if (replay.loop)
    range = fmt::format("{} \u2013 {}", clock_text(replay.loop_from_s), clock_text(replay.loop_to_s));
  ButtonSpec spec{.label = "Loop",
                  .icon = Icon::loop,
                  .detail = range,
                  .kind = replay.loop ? ButtonKind::outline : ButtonKind::raised,
                  .tooltip = loop};
  if (ui.narrow()) spec.label = "";
  one("loop", std::max(ui.px(40), button_width(ui, spec)), spec, 0);
  return x;
}

// Returns the left edge of what it took.
float draw_speeds(const PanelContext& context, Rect row) {
  Ui& ui = context.ui;
  const float x = row.right() - tabs_width(ui, kSpeedTabs, TabStyle::bar);
  int selected = -1;
  for (std::size_t i = 0; i < kSpeeds.size(); ++i)
    if (std::abs(kSpeeds[i] - context.session.replay->speed) < 1e-6) selected = static_cast<int>(i);
  const int pressed = tabs(ui, "speed", {x, row.mid_y() - ui.px(16)}, kSpeedTabs, selected);
  if (pressed >= 0) context.ask(SetSpeed{kSpeeds[static_cast<std::size_t>(pressed)]});
  return x;
}

// The time, of how much; while the file is still being read, how far that is.
void draw_time(const PanelContext& context, Rect room) {
  Ui& ui = context.ui;
  const Palette& c = ui.colors();
  const ReplayView& replay = *context.session.replay;
  const bool reading = replay.progress < 1 && replay.error.empty();
  const std::string now = clock_text(replay.position_s, 2);
  const std::string of = reading ? fmt::format("reading, {:.0f} %", std::floor(replay.progress * 100))
                                 : "of " + clock_text(replay.duration_s, 2);
  const TextStyle large{.em = 24, .weight = Weight::semibold, .cells = true};
  const TextStyle quiet{.em = 14, .color = c.ink3, .cells = true};
  const float gap = ui.px(12), wide = text_width(ui, now, large), rest = text_width(ui, of, quiet);
  const bool whole = wide + gap + rest <= room.w;
  float x = room.mid_x() - (whole ? wide + gap + rest : wide) / 2;
  x += draw_text(ui, {x, room.mid_y()}, now, large) + gap;
  if (!whole) return;
  draw_text(ui, {x, room.mid_y()}, of, quiet);
  if (reading) progress_bar(ui, {x, room.mid_y() + ui.px(12), rest, ui.px(3)}, replay.progress, c.accent);
}

}  // namespace

void draw_replay_transport(const PanelContext& context, Rect row) {
  Ui& ui = context.ui;
  const float left = draw_buttons(context, row), right = draw_speeds(context, row);
  const float gap = ui.px(12);
  draw_time(context, {left + gap, row.y, right - left - 2 * gap, row.h});
}

}  // namespace rollscope
