// The tools over the map of a desk view: which values, how they are shaded, what is drawn on them.
#pragma once

#include "app/panels/panel.hpp"

namespace rollscope {

// In a row 28 high from `at`. Narrow windows show the switches as icons.
void draw_desk_tools(const PanelContext& context, Point at);

}  // namespace rollscope
