// The research view: the map with its tools, numbers and curves beside it, the session below (look.md 5).
#include <fmt/format.h>

#include <string>

#include "app/panels/desk_map.hpp"
#include "app/panels/desk_tools.hpp"
#include "app/panels/panel.hpp"
#include "app/panels/panel_banner.hpp"
#include "app/panels/research_bottom.hpp"
#include "app/panels/research_column.hpp"

namespace rollscope {
namespace {

class ResearchPanel final : public Panel {
 public:
  void draw(const PanelContext& context) override;

 private:
  void draw_glass(const PanelContext& context, Rect glass);

  DeskMap map_;
  ResearchColumn column_;
};

// At the right end of the tools: whether what is seen happens now, and the zero that makes it true.
void draw_following(const PanelContext& context, Point right) {
  Ui& ui = context.ui;
  const PaletteScope on_glass(ui, ui.glass());
  const bool zeroing = context.session.observation.zeroing;
  const char* text = zeroing ? "Taking the zero: keep the mat empty" : "Following live";
  const float width = draw_text(ui, right, text, {.em = 14, .weight = Weight::medium}, Align::right);
  fill_circle(ui, {right.x - width - ui.px(14), right.y}, ui.px(5),
              zeroing ? ui.colors().tech : ui.colors().accent);
  if (zeroing) return;
  const std::string key = context.actions.key_text("zero");
  const ButtonSpec zero{.label = "Zero",
                        .key = key,
                        .kind = ButtonKind::quiet,
                        .enabled = context.actions.enabled("zero"),
                        .tooltip = "Take the zero: 2 s with nothing on the mat"};
  const Point at{right.x - width - ui.px(36) - button_width(ui, zero), right.y - ui.px(14)};
  if (button_at(ui, "zero", at, zero, size::kGlassControl)) context.actions.run("zero");
}

void draw_waiting(const PanelContext& context, Rect glass) {
  Ui& ui = context.ui;
  const PaletteScope on_glass(ui, ui.glass());
  const SessionState& session = context.session;
  const std::string text = !session.open_error.empty() ? session.open_error.text
                           : session.connecting        ? "Connecting to " + session.connecting_to
                                                       : "Waiting for the first frame";
  draw_text_in(ui, glass.inset(ui.px(32)), text,
               {.em = 18, .weight = Weight::semibold, .color = ui.colors().ink2}, Align::center);
}

void ResearchPanel::draw_glass(const PanelContext& context, Rect glass) {
  Ui& ui = context.ui;
  const bool narrow = ui.narrow();
  ui.lay_ground(glass, ui.glass().glass);
  if (!context.session.has_observation) return draw_waiting(context, glass);
  const float pad = ui.px(narrow ? 16 : 24);
  if (!draw_alert_banner(context, {glass.x, glass.y, glass.w, ui.px(narrow ? 44 : 56)})) {
    draw_desk_tools(context, {glass.x + pad, glass.y + ui.px(8)});
    draw_following(context, {glass.right() - pad, glass.y + ui.px(22)});
  }
  Rect room = glass;
  room.cut_left(ui.px(56));
  room.cut_right(ui.px(32));
  room.cut_top(ui.px(narrow ? 52 : 60));
  room.cut_bottom(ui.px(narrow ? 64 : 76));
  map_.draw(context, room);
  const PaletteScope on_glass(ui, ui.glass());
  draw_map_legend(ui, map_.view(), MapStyle::research, map_.legend(context.session), glass.right());
}

void ResearchPanel::draw(const PanelContext& context) {
  Ui& ui = context.ui;
  const bool narrow = ui.narrow();
  Rect rest = context.area;
  const Rect bottom = rest.cut_bottom(ui.px(narrow ? 56 : 72));
  const Rect column = rest.cut_right(ui.px(narrow ? 352 : 480));
  draw_glass(context, rest);
  column_.draw(context, column);
  draw_research_bottom(context, bottom);
}

}  // namespace

PanelInfo research_panel() {
  return {.id = "research", .title = "Research", .make = [] {
            return std::unique_ptr<Panel>(std::make_unique<ResearchPanel>());
          }};
}

}  // namespace rollscope
