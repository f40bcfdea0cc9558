#include "app/panels/desk_tools.hpp"

#include <array>
#include <string>

namespace rollscope {
namespace {

float draw_values(const PanelContext& context, Point at) {
  const SessionState& session = context.session;
  const bool summed = session.summary.frames() > 0;
  const char* why = session.replaying ? "Only while measuring" : nullptr;
  const std::array<Tab, 3> items{
      Tab{.label = session.replaying ? "At cursor" : "Now", .tooltip = "The pressures of this moment"},
      Tab{.label = "Peak",
          .enabled = summed,
          .tooltip = why != nullptr ? why : "The highest pressure of every sensel so far"},
      Tab{.label = "Mean",
          .enabled = summed,
          .tooltip = why != nullptr ? why : "The mean pressure of every sensel so far"}};
  const int chosen = summed ? static_cast<int>(context.view.map_values) : 0;
  const int pressed = tabs(context.ui, "values", at, items, chosen, TabStyle::glass);
  if (pressed >= 0) context.view.map_values = static_cast<MapValues>(pressed);
  return tabs_width(context.ui, items, TabStyle::glass);
}

float draw_shading(const PanelContext& context, Point at) {
  constexpr std::array<Tab, 2> kItems{
      Tab{.label = "Smooth", .tooltip = "Colours between the sensels are interpolated"},
      Tab{.label = "Sensels", .tooltip = "One square for every sensel, as measured"}};
  const int chosen = context.view.shading == Shading::smooth ? 0 : 1;
  const int pressed = tabs(context.ui, "shading", at, kItems, chosen, TabStyle::glass);
  if (pressed >= 0) context.view.shading = pressed == 0 ? Shading::smooth : Shading::sensels;
  return tabs_width(context.ui, kItems, TabStyle::glass);
}

struct Switch {
  const char* action;
  const char* label;
  Icon icon;
  bool on;
  const char* what;
  bool enabled = true;
};

float draw_switch(const PanelContext& context, Point at, const Switch& one) {
  const bool narrow = context.ui.narrow();
  const std::string key = context.actions.key_text(one.action);
  const std::string tooltip = std::string(one.what) + (key.empty() ? "" : " (" + key + ")");
  ButtonSpec spec{.icon = one.icon,
                  .kind = ButtonKind::quiet,
                  .selected = one.on,
                  .enabled = one.enabled,
                  .tooltip = tooltip};
  if (!narrow) spec.label = one.label;
  Rect used;
  if (button_at(context.ui, one.action, at, spec, size::kGlassControl, &used))
    context.actions.run(one.action);
  return used.w;
}

}  // namespace

void draw_desk_tools(const PanelContext& context, Point at) {
  Ui& ui = context.ui;
  const ViewState& view = context.view;
  const PaletteScope on_glass(ui, ui.glass());
  const float gap = ui.px(ui.narrow() ? 8 : 12);
  at.x += draw_values(context, at) + gap;
  at.x += draw_shading(context, at) + ui.px(ui.narrow() ? 16 : 24);
  at.x += draw_switch(context, at,
                      {"outlines", "Outlines", Icon::outline, view.outlines, "Outlines and labels"}) +
          gap;
  const bool sensels = view.shading == Shading::sensels;
  at.x +=
      draw_switch(context, at,
                  {"numbers", "Numbers", Icon::numbers, view.numbers && sensels,
                   sensels ? "Each sensel's value, where there is room" : "Numbers need Sensels", sensels}) +
      gap;
  if (context.session.replaying) return;
  draw_switch(context, at,
              {"trail", "CoP trail", Icon::trail, view.cop_trail, "Centre of all pressure, the last 5 s"});
}

}  // namespace rollscope
