// The studio: read from four metres by a person who lies on the roller (look.md 4).
#include <fmt/format.h>

#include <array>

#include <string>

#include "app/panels/panel.hpp"
#include "app/panels/standing_notice.hpp"
#include "app/panels/studio_band.hpp"
#include "app/panels/studio_column.hpp"
#include "app/panels/studio_layout.hpp"
#include "app/widgets/map_view.hpp"

namespace rollscope {
namespace {

class StudioPanel final : public Panel {
 public:
  void draw(const PanelContext& context) override;

 private:
  void draw_map(const PanelContext& context, Rect room);

  MapView map_;
};

std::string clock_text(double seconds) {
  const auto whole = static_cast<long>(seconds);
  return fmt::format("{:02}:{:02}", whole / 60, whole % 60);
}

// Disc with a check for a full hold, ring for the one that runs.
void draw_hold_dot(Ui& ui, Point center, bool done, Color color) {
  if (!done) return draw_circle(ui, center, ui.px(12), color, ui.px(8));
  const Palette& c = ui.colors();
  fill_circle(ui, center, ui.px(16), c.ink2);
  const std::array<Point, 3> check{center + Point{ui.px(-7), ui.px(1)}, center + Point{ui.px(-2), ui.px(6)},
                                   center + Point{ui.px(7), ui.px(-6)}};
  draw_polyline(ui, check, c.window, ui.px(4));
}

// Left half of the top strip: whose mat, which region, the holds so far.
void draw_top_left(const PanelContext& context, Rect strip, float right) {
  Ui& ui = context.ui;
  const SessionState& session = context.session;
  const Palette& c = ui.colors();
  float x = strip.x;
  const auto room = [&](float end) { return Rect{x, strip.y, std::max(0.0f, end - x), strip.h}; };
  if (session.number > 0) {
    const Rect badge{x, strip.mid_y() - ui.px(26), ui.px(52), ui.px(52)};
    fill_rect(ui, badge, c.raised, ui.px(radius::kBlock));
    draw_text(ui, badge.center(), std::to_string(session.number),
              {.em = 32, .weight = Weight::semibold, .cells = true}, Align::center);
    x += ui.px(72);
  }
  x += draw_text_in(ui, room(strip.x + ui.px(400)), session.source_name,
                    {.em = 32, .weight = Weight::semibold});
  x += ui.px(28);
  x += draw_text_in(ui, room(right - ui.px(480)), session.region_label, {.em = 32, .color = c.ink2});
  x += ui.px(48);
  const bool running = session.observation.hold.running;
  const int done = session.observation.holds_done;
  const int dots = std::min(done, 6) + (running ? 1 : 0);
  Color ring = c.accent;
  if (session.state == LiveState::ease) ring = c.ink1;
  if (session.state == LiveState::stop || session.state == LiveState::no_data) ring = c.ink3;
  for (int i = 0; i < dots; ++i) {
    draw_hold_dot(ui, {x + ui.px(16), strip.mid_y()}, i < std::min(done, 6), ring);
    x += ui.px(44);
  }
  if (dots > 0) x += ui.px(8);
  const std::string text = done == 1 ? "1 hold done" : fmt::format("{} holds done", done);
  draw_text_in(ui, room(right), text, {.em = 32, .color = c.ink2});
}

// Right half: recording and link. Returns where it begins.
float draw_top_right(const PanelContext& context, Rect strip) {
  Ui& ui = context.ui;
  const SessionState& session = context.session;
  const Palette& c = ui.colors();
  float x = strip.right();
  const bool lost = session.state == LiveState::no_data || session.stalled();
  const std::string link = lost ? "No frames" : session.replaying ? "Replay" : "Live";
  x -= draw_text(ui, {x, strip.mid_y()}, link, {.em = 32, .color = lost ? c.tech : c.ink1}, Align::right);
  x -= ui.px(28);
  if (lost) {
    draw_glyph(ui, LiveState::no_data, {x, strip.mid_y()}, ui.px(30), c.tech);
  } else {
    fill_circle(ui, {x, strip.mid_y()}, ui.px(11), c.accent);
  }
  x -= ui.px(58);
  const bool recording = session.recording.active;
  const std::string text = recording ? "Rec " + clock_text(session.recording.duration_s) : "Not recording";
  x -= draw_text(ui, {x, strip.mid_y()}, text,
                 {.em = 32, .color = recording ? c.ink2 : c.ink3, .cells = recording}, Align::right);
  if (!recording) return x - ui.px(48);
  x -= ui.px(28);
  draw_circle(ui, {x, strip.mid_y()}, ui.px(12), c.ink2, ui.px(3));
  fill_circle(ui, {x, strip.mid_y()}, ui.px(7), c.ink1);
  return x - ui.px(60);
}

// The map is not live now, so it may be covered: how old it is, what is wrong, what goes on.
void draw_not_live(const PanelContext& context, Rect map) {
  Ui& ui = context.ui;
  const SessionState& session = context.session;
  const Palette& glass = ui.glass();
  const std::string age = fmt::format("Last frame, {:.1f} s old", session.frame_age_s);
  const TextStyle large{.em = 44, .weight = Weight::semibold, .color = glass.ink1};
  const Rect label{map.x, map.y, text_width(ui, age, large) + ui.px(58), ui.px(72)};
  fill_rect(ui, label, glass.glass);
  draw_text(ui, {label.x + ui.px(28), label.mid_y()}, age, large);

  Rect foot{map.x, map.bottom() - ui.px(124), map.w, ui.px(124)};
  fill_rect(ui, foot, glass.tech_dim);
  fill_rect(ui, {foot.x, foot.y, foot.w, ui.px(6)}, glass.tech);
  foot.cut_top(ui.px(6));
  draw_glyph(ui, LiveState::no_data, {foot.x + ui.px(64), foot.mid_y()}, ui.px(70), glass.tech);
  const Rect text{foot.x + ui.px(125), foot.y, foot.w - ui.px(145), foot.h};
  draw_text_in(ui, {text.x, text.y + ui.px(10), text.w, ui.px(56)}, session.link.cause, large);
  std::string rest = "Timer paused.";
  if (session.link.unplugged)
    rest += " " + while_unplugged(session);
  else if (session.recording.active)
    rest += " Recording goes on and marks the gap.";
  draw_text_in(ui, {text.x, text.y + ui.px(62), text.w, ui.px(44)}, rest, {.em = 32, .color = glass.ink2});
}

void StudioPanel::draw_map(const PanelContext& context, Rect room) {
  Ui& ui = context.ui;
  const SessionState& session = context.session;
  const Observation& now = session.observation;
  MapInput input{.layout = &session.stream.layout, .observation = &now, .state = session.state};
  input.revision = static_cast<std::uint64_t>(now.captured_ns);
  input.full_scale = map_full_scale(now.limits, session.stream.full_scale);
  MapOptions options{.style = MapStyle::studio,
                     .shading = context.view.shading,
                     .orientation = context.view.orientation,
                     .align = MapAlign::centre};
  const bool no_data = session.state == LiveState::no_data;

  map_.draw(ui, context.heatmap, room, input, options);
  if (no_data) {
    // A strip or a tall mat leaves no room for the words: they take the whole place of the map.
    const Rect map = map_.rect();
    const bool fits = map.w >= ui.px(900) && map.h >= ui.px(72 + 124);
    return draw_not_live(context, fits ? map : room);
  }
  draw_map_legend(ui, map_, MapStyle::studio,
                  {.full_scale = input.full_scale,
                   .ceiling = now.limits.armed,
                   .unit = session.is_kpa() ? "kPa" : "arb."});
}

struct Step {
  const char* when;
  const char* what;
};

Step step_of(LiveState state) {
  switch (state) {
    case LiveState::find:
      return {"Next", "Hold still when it is sore"};
    case LiveState::hold:
    case LiveState::done:
      return {"Next", "Roll to your next sore spot"};
    case LiveState::ease:
      return {"Now", "Take some weight off"};
    case LiveState::no_data:
      return {"Now", "Rest until it is back"};
    case LiveState::stop:
      break;
  }
  return {"", "Lift off"};
}

void draw_stop_strip(const PanelContext& context, Rect strip) {
  Ui& ui = context.ui;
  const Palette& c = ui.colors();
  fill_rect(ui, strip, c.stop_fill);
  fill_rect(ui, strip.cut_top(ui.px(10)), c.on_stop);
  draw_text(ui, {strip.x + ui.px(40), strip.mid_y()}, "Lift off",
            {.em = 68, .weight = Weight::semibold, .color = c.on_stop});
  const float right = strip.right() - ui.px(40);
  const std::string acknowledge =
      fmt::format("Acknowledge: {}, or hold the pedal 1 s", context.actions.key_text("acknowledge"));
  const double left = context.session.silence_left_s;
  const std::string silence =
      left > 0 ? fmt::format("Sound silenced, {:.0f} s", left)
               : fmt::format("Silence the sound for 120 s: {}", context.actions.key_text("silence"));
  draw_text(ui, {right, strip.y + ui.px(42)}, acknowledge,
            {.em = 44, .weight = Weight::semibold, .color = c.on_stop}, Align::right);
  draw_text(ui, {right, strip.y + ui.px(92)}, silence, {.em = 32, .color = c.on_stop, .cells = left > 0},
            Align::right);
}

// In the place of the step: what must be known while the timer goes on.
void draw_notice_strip(Ui& ui, Rect room, const StandingNotice& notice) {
  const Palette& c = ui.colors();
  const Color sign = notice.technical ? c.tech : c.ink1;
  draw_icon(ui, Icon::technical, {room.x + ui.px(30), room.mid_y()}, 60, sign);
  room.cut_left(ui.px(86));
  draw_text_in(ui, {room.x, room.y + ui.px(12), room.w, ui.px(68)}, notice.title,
               {.em = 56, .weight = Weight::semibold, .color = sign});
  draw_text_in(ui, {room.x, room.y + ui.px(82), room.w, ui.px(42)}, notice.detail,
               {.em = 32, .color = c.ink2});
}

void draw_strip(const PanelContext& context, Rect strip) {
  Ui& ui = context.ui;
  const Palette& c = ui.colors();
  if (context.session.state == LiveState::stop) return draw_stop_strip(context, strip);
  ui.lay_ground(strip, c.panel);
  const bool by_key = context.session.selected;  // else it stops by a press on it
  const std::string hint = by_key ? "Stop: pedal or " + context.actions.key_text("stop") : "Stop";
  const TextStyle hint_style{.em = 56, .weight = Weight::semibold};
  const float width = ui.px(118) + text_width(ui, hint, hint_style) + ui.px(34);
  const Rect box{strip.right() - ui.px(40) - width, strip.y + ui.px(20), width, ui.px(96)};
  if (ui.interact("stop", box, true, "Stop: ends the hold and sounds the alarm").clicked)
    context.actions.run("stop");
  frame_rect(ui, box, c.stop, ui.px(4), ui.px(radius::kBand));
  draw_glyph(ui, LiveState::stop, {box.x + ui.px(59), box.mid_y()}, ui.px(70));
  draw_text(ui, {box.x + ui.px(118), box.mid_y()}, hint, hint_style);

  const float begin = strip.x + ui.px(40), end = box.x - ui.px(24);
  const LiveState state = context.session.state;
  const bool calm = state == LiveState::find || state == LiveState::hold || state == LiveState::done;
  if (const auto notice = calm ? standing_notice(context.session.observation) : std::nullopt) {
    return draw_notice_strip(ui, {begin, strip.y, end - begin, strip.h}, *notice);
  }
  const Step step = step_of(state);
  const TextStyle style{.em = 68, .weight = Weight::semibold};
  TextStyle quiet = style;
  quiet.color = c.ink2;
  const float used = draw_text(ui, {begin, strip.mid_y()}, step.when, quiet);
  const float from = begin + used + ui.px(26);
  draw_text_in(ui, {from, strip.y, end - from, strip.h}, step.what, style);
}

void StudioPanel::draw(const PanelContext& context) {
  Ui& ui = context.ui;
  const StudioLayout layout(context.area);
  const ScaleScope studio(ui, layout.unit);
  const float begin = draw_top_right(context, layout.top_strip());
  draw_top_left(context, layout.top_strip(), begin);
  if (!context.session.has_observation) {
    const std::string text =
        context.session.open_error.empty() ? "Waiting for the first frame" : context.session.open_error.text;
    draw_text_in(ui, layout.map(), text, {.em = 44, .weight = Weight::semibold, .color = ui.colors().ink2},
                 Align::center);
    return draw_strip(context, layout.strip());
  }
  draw_map(context, layout.map());
  draw_studio_column(context, layout.column());
  draw_studio_band(context, layout);
  draw_strip(context, layout.strip());
}

}  // namespace

PanelInfo studio_panel() {
  return {.id = "studio",
          .title = "Studio",
          .make = [] { return std::unique_ptr<Panel>(std::make_unique<StudioPanel>()); },
          .full_screen = true};
}

}  // namespace rollscope
