// The replay view: a recording moment by moment, exactly as it was live (look.md 6).
#include <fmt/format.h>

#include <string>

#include "app/panels/desk_map.hpp"
#include "app/panels/desk_tools.hpp"
#include "app/panels/panel.hpp"
#include "app/panels/replay_events.hpp"
#include "app/panels/replay_readings.hpp"
#include "app/panels/replay_timeline.hpp"
#include "app/panels/replay_transport.hpp"
#include "app/panels/standing_notice.hpp"

namespace rollscope {
namespace {

// px at 100 %; the low ones for windows without much height.
constexpr float kTimeline = 372, kLowTimeline = 268;
constexpr float kTransport = 73, kLowTransport = 58;
constexpr float kNeeded = 900;  // of height for the usual ones

class ReplayPanel final : public Panel {
 public:
  void draw(const PanelContext& context) override;

 private:
  void draw_glass(const PanelContext& context, Rect glass);

  DeskMap map_;
  ReplayEvents events_;
};

void draw_nothing_open(const PanelContext& context) {
  Ui& ui = context.ui;
  const SessionState& session = context.session;
  const Point middle = context.area.center();
  const std::string text = session.connecting            ? "Opening " + session.connecting_to
                           : !session.open_error.empty() ? session.open_error.text
                                                         : "No recording is open";
  draw_text_in(ui, {context.area.x + ui.px(32), middle.y - ui.px(44), context.area.w - ui.px(64), ui.px(32)},
               text, {.em = 18, .weight = Weight::semibold}, Align::center);
  if (session.connecting) return;
  const std::string key = context.actions.key_text("sources");
  const ButtonSpec spec{.label = "Choose a recording", .key = key, .kind = ButtonKind::primary};
  const float width = button_width(ui, spec);
  if (button(ui, "choose", {middle.x - width / 2, middle.y, width, ui.px(size::kLargeControl)}, spec))
    context.actions.run("sources");
}

// At the right end of the tools, for as long as it is so.
void draw_notice(const PanelContext& context, Point right) {
  const auto notice = standing_notice(context.session.observation);
  if (!notice) return;
  Ui& ui = context.ui;
  const float width = draw_text(ui, right, notice->title, {.em = 14, .weight = Weight::medium}, Align::right);
  fill_circle(ui, {right.x - width - ui.px(14), right.y}, ui.px(5), ui.colors().tech);
  ui.interact("notice", {right.x - width - ui.px(20), right.y - ui.px(14), width + ui.px(20), ui.px(28)},
              false, notice->detail);
}

void ReplayPanel::draw_glass(const PanelContext& context, Rect glass) {
  Ui& ui = context.ui;
  const bool narrow = ui.narrow();
  ui.lay_ground(glass, ui.glass().glass);
  if (!context.session.has_observation) return;
  const PaletteScope on_glass(ui, ui.glass());
  const float pad = ui.px(narrow ? 16 : 24);
  draw_desk_tools(context, {glass.x + pad, glass.y + ui.px(8)});
  draw_notice(context, {glass.right() - pad, glass.y + ui.px(22)});
  Rect inside = glass;
  inside.cut_right(pad);
  const float head = narrow ? 48 : 56;
  Rect readings = inside.cut_right(ui.px(narrow ? 288 : 370));
  inside.cut_right(ui.px(narrow ? 24 : 40));
  inside.cut_left(ui.px(56));
  inside.cut_top(ui.px(head));
  inside.cut_bottom(ui.px(34));
  map_.draw(context, inside);
  readings.cut_top(ui.px(head));
  readings.cut_bottom(ui.px(narrow ? 12 : 34));
  const Rect ramp = readings.cut_bottom(ui.px(narrow ? 36 : 37));
  readings.cut_bottom(ui.px(8));
  draw_replay_readings(context, readings);
  draw_replay_ramp(ui, ramp, map_.legend(context.session));
}

void ReplayPanel::draw(const PanelContext& context) {
  Ui& ui = context.ui;
  if (!context.session.replay) return draw_nothing_open(context);
  const bool narrow = ui.narrow();
  const bool low = context.area.h < ui.px(kNeeded);
  Rect rest = context.area;
  events_.draw(context, rest.cut_right(ui.px(narrow ? 352 : 480)));
  Rect foot = rest.cut_bottom(ui.px(low ? kLowTimeline : kTimeline));
  draw_glass(context, rest);
  ui.lay_ground(foot, ui.colors().panel);
  hair(ui, foot.min(), foot.w);
  foot = foot.inset(ui.px(narrow ? 16 : 24), 0);
  // The transport stands in the middle of its first 66.
  Rect transport = foot.cut_top(ui.px(low ? kLowTransport : kTransport));
  transport.cut_bottom(ui.px(low ? 4 : 7));
  draw_replay_transport(context, transport);
  draw_replay_timeline(context, foot, {.lane = low ? 26.0f : 32.0f});
}

}  // namespace

PanelInfo replay_panel() {
  return {.id = "replay", .title = "Replay", .make = [] {
            return std::unique_ptr<Panel>(std::make_unique<ReplayPanel>());
          }};
}

}  // namespace rollscope
