// The curves of the research view: P1 and force of the last 30 s.
#pragma once

#include "app/panels/panel.hpp"

namespace rollscope {

// `low`: for a column without much height.
void draw_p1_plot(const PanelContext& context, Rect section, bool low);
void draw_force_plot(const PanelContext& context, Rect section, bool low);

}  // namespace rollscope
