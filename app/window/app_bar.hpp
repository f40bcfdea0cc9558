// The bar on top of every desk view (look.md 5): mark, views, source, region, target; picture, settings,
// help, Stop.
#pragma once

#include "app/panels/panel.hpp"
#include "app/window/settings.hpp"

namespace rollscope {

class AppBar {
 public:
  // `live_behind`: a station runs, so Stop is there whatever the view.
  void draw(const PanelContext& context, bool live_behind);
  // The lists and the settings popup; drawn last, over everything.
  void draw_popups(const PanelContext& context, Settings& settings);

 private:
  void draw_views(const PanelContext& context, float& x);
  void draw_source(const PanelContext& context, float& x, float end);
  void draw_right(const PanelContext& context, float& end, bool live_behind);
  void draw_region_menu(const PanelContext& context);
  void draw_target_menu(const PanelContext& context);

  Rect region_anchor_, target_anchor_, settings_anchor_;
};

// Popup "settings": theme, size, map, sound, station. settings_popup.cpp.
void draw_settings_popup(const PanelContext& context, Rect anchor, Settings& settings);

}  // namespace rollscope
