// The settings behind the sliders' icon: what a person sets once.
#include <fmt/format.h>

#include <array>

#include "app/window/app_bar.hpp"
#include "app/window/paths.hpp"

namespace rollscope {
namespace {

// One row: words on the left, a control on the right; returns the control's place.
Rect row(Ui& ui, Rect& area, std::string_view label) {
  const Rect line = area.cut_top(ui.px(40));
  draw_text_in(ui, {line.x, line.y, ui.px(150), line.h}, label,
               {.em = 14, .weight = Weight::medium, .color = ui.colors().ink2});
  return line;
}

template <std::size_t N>
int choice(Ui& ui, Rect line, std::string_view id, const std::array<Tab, N>& items, int selected) {
  const float width = tabs_width(ui, items, TabStyle::bar);
  return tabs(ui, id, {line.right() - width, line.mid_y() - ui.px(16)}, items, selected);
}

// How far away the studio's digits can be read: capitals of 6.4 mm a metre (look.md 2).
std::string reading_line(const PanelContext& context) {
  if (context.view.mm_per_px <= 0) return "The screen does not tell its size.";
  const double capital_mm =
      128 * 0.727 * static_cast<double>(context.ui.studio_scale()) * context.view.mm_per_px;
  return fmt::format("The studio's words read up to {:.1f} m away.", capital_mm / 6.4);
}

}  // namespace

void draw_settings_popup(const PanelContext& context, Rect anchor, Settings& settings) {
  Ui& ui = context.ui;
  if (!ui.begin_popup("settings", anchor, ui.px(440), ui.px(468))) return;
  Rect area = ui.popup_area().inset(ui.px(20), ui.px(12));
  const Palette& c = ui.colors();
  draw_text_in(ui, area.cut_top(ui.px(36)), "Settings", {.em = 18, .weight = Weight::semibold});

  const std::array<Tab, 2> themes{Tab{"Dark"}, Tab{"Light"}};
  if (const int i =
          choice(ui, row(ui, area, "Theme"), "theme", themes, settings.theme == ThemeName::light ? 1 : 0);
      i >= 0)
    settings.theme = i == 1 ? ThemeName::light : ThemeName::dark;

  constexpr std::array kScales{0.0, 1.0, 1.25, 1.5, 2.0};
  const std::array<Tab, 5> scales{Tab{"Auto"}, Tab{"100"}, Tab{"125"}, Tab{"150"}, Tab{"200"}};
  int scale = 0;
  for (std::size_t i = 0; i < kScales.size(); ++i)
    if (kScales[i] == settings.interface_scale) scale = static_cast<int>(i);
  if (const int i = choice(ui, row(ui, area, "Size, %"), "scale", scales, scale); i >= 0)
    settings.interface_scale = kScales[static_cast<std::size_t>(i)];

  const std::array<Tab, 2> shadings{Tab{"Smooth"}, Tab{"Sensels"}};
  if (const int i =
          choice(ui, row(ui, area, "Map"), "map", shadings, context.view.shading == Shading::sensels ? 1 : 0);
      i >= 0)
    context.view.shading = i == 1 ? Shading::sensels : Shading::smooth;

  const std::array<Tab, 4> turns{Tab{"0"}, Tab{"90"}, Tab{"180"}, Tab{"270"}};
  if (const int i = choice(ui, row(ui, area, "Map turned, degrees"), "turn", turns,
                           context.view.orientation.quarter_turns);
      i >= 0)
    context.view.orientation.quarter_turns = i;
  if (toggle(ui, "mirror", area.cut_top(ui.px(40)), "Map mirrored", context.view.orientation.mirrored))
    context.view.orientation.mirrored = !context.view.orientation.mirrored;
  if (toggle(ui, "motion", area.cut_top(ui.px(40)), "Reduced motion: nothing flashes or fades",
             settings.reduced_motion))
    settings.reduced_motion = !settings.reduced_motion;
  const std::string sound =
      context.session.sound_note.empty() ? "Sound" : "Sound. " + context.session.sound_note;
  if (toggle(ui, "sound", area.cut_top(ui.px(40)), sound, settings.sound)) settings.sound = !settings.sound;

  Rect station = row(ui, area, "Station's name");
  station.cut_left(ui.px(160));
  std::string name = settings.station;
  text_field(ui, "station", station.inset(0, ui.px(4)), name, "station");
  if (!name.empty() && name.size() < 80) settings.station = name;

  area.cut_top(ui.px(8));
  hair(ui, area.min(), area.w);
  area.cut_top(ui.px(8));
  const TextStyle small{.em = 12, .weight = Weight::medium, .color = c.ink3};
  draw_text_in(ui, area.cut_top(ui.px(20)), reading_line(context), small);
  draw_text_in(ui, area.cut_top(ui.px(20)),
               fmt::format("Keys: press {} and click one to change it.", context.actions.key_text("help")),
               small);
  draw_text_in(ui, area.cut_top(ui.px(20)), settings_path(), small);
  ui.end_popup();
}

}  // namespace rollscope
