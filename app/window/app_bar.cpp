#include "app/window/app_bar.hpp"

#include <fmt/format.h>

#include <array>
#include <cmath>
#include <string>
#include <vector>

#include "core/alert/region.hpp"

namespace rollscope {
namespace {

constexpr std::array kTargets_s{10.0, 20.0, 30.0, 45.0, 60.0, 90.0, 120.0};

}  // namespace

void AppBar::draw(const PanelContext& context, bool live_behind) {
  Ui& ui = context.ui;
  const Rect area = context.area;
  ui.lay_ground(area, ui.colors().panel);
  hair(ui, {area.x, area.bottom() - ui.px(1)}, area.w);
  draw_mark(ui, {area.x + ui.px(27), area.mid_y()}, ui.px(22));
  float x = area.x + ui.px(58);
  if (!ui.narrow()) {
    draw_text(ui, {area.x + ui.px(48), area.mid_y()}, "rollscope", {.em = 14, .weight = Weight::semibold});
    x = area.x + ui.px(131);
  }
  float end = area.right() - ui.px(16);
  ui.push_id("bar");
  draw_right(context, end, live_behind);
  draw_views(context, x);
  if (context.view.view != ViewId::sources) draw_source(context, x, end - ui.px(16));
  ui.pop_id();
}

void AppBar::draw_views(const PanelContext& context, float& x) {
  Ui& ui = context.ui;
  const std::array<Tab, 4> items{Tab{.label = "Studio", .tooltip = "For the person on the roller"},
                                 Tab{.label = "Research", .tooltip = "Numbers, curves, holds"},
                                 Tab{.label = "Replay", .tooltip = "A recording, moment by moment"},
                                 Tab{.label = "Compare",
                                     .enabled = false,
                                     .tooltip = "Two recordings side by side: not in this version"}};
  const int selected = context.view.view == ViewId::sources ? -1 : static_cast<int>(context.view.view);
  constexpr std::array<const char*, 3> kActions{"studio", "research", "replay"};
  const int pressed = tabs(ui, "views", {x, context.area.mid_y() - ui.px(16)}, items, selected);
  if (pressed >= 0 && pressed < 3) context.actions.run(kActions[static_cast<std::size_t>(pressed)]);
  x += tabs_width(ui, items, TabStyle::bar) + ui.px(28);
}

void AppBar::draw_source(const PanelContext& context, float& x, float end) {
  Ui& ui = context.ui;
  const SessionState& session = context.session;
  const float y = context.area.mid_y() - ui.px(16);
  const float gap = ui.px(12);
  const auto place = [&](std::string_view id, const ButtonSpec& spec, Rect& anchor, float behind = 0) {
    const float width = std::min(button_width(ui, spec), std::max(0.0f, end - behind - x));
    if (width < ui.px(56)) return false;
    anchor = {x, y, width, ui.px(size::kControl)};
    x += width + gap;
    return button(ui, id, anchor, spec);
  };
  Rect ignored;
  ButtonSpec source{.label = session.source_name, .menu = true, .tooltip = "Choose a source or recording"};
  if (session.replaying)
    source.icon = Icon::file;
  else
    source.dot = true, source.dot_color = session.link.alive ? ui.colors().accent : ui.colors().tech;
  if (session.connecting) source.label = "Connecting";
  if (!ui.narrow()) source.detail = session.source_detail;
  if (source.label.empty()) source.label = "No source";
  // A long name gives way to what stands behind it.
  if (session.replaying) {
    const bool known = session.replay && !session.replay->integrity.empty();
    const bool fine = known && !session.replay->damaged;
    const ButtonSpec integrity{
        .label = known ? std::string_view(session.replay->integrity) : std::string_view(),
        .icon = fine ? Icon::done : Icon::technical,
        .kind = ButtonKind::outline,
        .tooltip = "What the recording lost, if anything"};
    const float behind = known ? button_width(ui, integrity) + gap : 0;
    if (place("source", source, ignored, behind)) context.actions.run("sources");
    if (known) place("integrity", integrity, ignored);
    return;
  }
  const ButtonSpec region{.label = session.region_label.empty() ? std::string_view("Region")
                                                                : std::string_view(session.region_label),
                          .menu = true,
                          .tooltip = "Body region: sets the pressure ceilings, kPa"};
  const std::string seconds =
      fmt::format("{}{:.0f} s", ui.narrow() ? "" : "Target ", session.observation.limits.target_s);
  const ButtonSpec target{.label = seconds, .menu = true, .tooltip = "Seconds a hold should last"};
  const float behind = button_width(ui, region) + button_width(ui, target) + 2 * gap;
  if (place("source", source, ignored, behind)) context.actions.run("sources");
  if (place("region", region, region_anchor_)) context.actions.run("region");
  if (place("target", target, target_anchor_)) context.actions.run("target");
}

void AppBar::draw_right(const PanelContext& context, float& end, bool live_behind) {
  Ui& ui = context.ui;
  const float y = context.area.mid_y();
  if (live_behind) {
    const std::string key = context.actions.key_text("stop");
    const ButtonSpec stop{.label = "Stop", .key = key, .kind = ButtonKind::stop, .tooltip = "Stop now"};
    const float width = std::max(ui.px(120), button_width(ui, stop));
    end -= width;
    if (button(ui, "stop", {end, y - ui.px(16), width, ui.px(size::kControl)}, stop))
      context.actions.run("stop");
    end -= ui.px(12);
  }
  const auto icon = [&](std::string_view action, Icon which, std::string_view tooltip) {
    end -= ui.px(36);
    const Rect box{end + ui.px(2), y - ui.px(16), ui.px(32), ui.px(32)};
    if (button(ui, action, box, {.icon = which, .kind = ButtonKind::quiet, .tooltip = tooltip}))
      context.actions.run(action);
    return box;
  };
  icon("help", Icon::help, "Keys");
  settings_anchor_ = icon("settings", Icon::settings, "Settings");
  icon("picture", Icon::camera, "Save a picture of the window");
  if (ui.narrow()) return;
  end -= ui.px(12) + ui.px(204);
  const Rect box{end, y - ui.px(16), ui.px(204), ui.px(size::kControl)};
  const Palette& c = ui.colors();
  const Interaction in = ui.interact("palette", box, true, "Find an action by a few letters");
  if (in.hover > 0) fill_rect(ui, box, with_alpha(c.hover, in.hover), ui.px(radius::kControl));
  frame_rect(ui, box, in.focused ? c.accent : c.hair, std::max(1.0f, ui.px(1)), ui.px(radius::kControl));
  draw_icon(ui, Icon::search, {box.x + ui.px(19), y}, 16, c.ink3);
  draw_text(ui, {box.x + ui.px(35), y}, "Find an action", {.em = 14, .color = c.ink3});
  const std::string key = context.actions.key_text("palette");
  key_cap(ui, {box.right() - ui.px(9) - key_cap_width(ui, key), y}, key);
  if (in.clicked) context.actions.run("palette");
}

void AppBar::draw_popups(const PanelContext& context, Settings& settings) {
  Ui& ui = context.ui;
  // In the studio the buttons may not have been drawn: the lists then hang from the middle of the top.
  const Rect fallback{ui.screen().mid_x() - ui.px(140), ui.px(48), ui.px(280), 0};
  if (region_anchor_.w <= 0) region_anchor_ = fallback;
  if (target_anchor_.w <= 0) target_anchor_ = fallback;
  if (settings_anchor_.w <= 0) settings_anchor_ = fallback;
  draw_region_menu(context);
  draw_target_menu(context);
  draw_settings_popup(context, settings_anchor_, settings);
}

void AppBar::draw_region_menu(const PanelContext& context) {
  std::vector<std::string> details;
  std::vector<MenuItem> items;
  details.reserve(regions().size());
  for (const Region& region : regions()) {
    details.push_back(region.no_go()
                          ? "keep off"
                          : fmt::format("{:.0f} / {:.0f} kPa", region.caution_kpa, region.stop_kpa));
    items.push_back({.label = region.label,
                     .detail = details.back(),
                     .checked = region.id == context.session.observation.region});
  }
  const int chosen = menu(context.ui, "region", region_anchor_, items, 400);
  if (chosen >= 0) context.ask(RegionCommand{std::string(regions()[static_cast<std::size_t>(chosen)].id)});
}

void AppBar::draw_target_menu(const PanelContext& context) {
  std::vector<std::string> labels;
  for (const double seconds : kTargets_s) labels.push_back(fmt::format("{:.0f} s", seconds));
  std::vector<MenuItem> items;
  for (std::size_t i = 0; i < labels.size(); ++i)
    items.push_back({.label = labels[i],
                     .checked = std::abs(kTargets_s[i] - context.session.observation.limits.target_s) < 0.5});
  const int chosen = menu(context.ui, "target", target_anchor_, items, 160);
  if (chosen >= 0) context.ask(TargetCommand{kTargets_s[static_cast<std::size_t>(chosen)]});
}

}  // namespace rollscope
