// The alert banner every desk view shows in its tool row's place (look.md 5).
#pragma once

#include "app/panels/panel.hpp"

namespace rollscope {

// Draws the leading alert, if there is one: stop (latched ones too), no data, caution. True: the box is
// taken, so leave out the tools.
bool draw_alert_banner(const PanelContext& context, Rect box);

}  // namespace rollscope
