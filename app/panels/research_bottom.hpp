// The foot of the research view: recording, the session's lane, marks (look.md 5).
#pragma once

#include "app/panels/panel.hpp"

namespace rollscope {

void draw_research_bottom(const PanelContext& context, Rect bar);

}  // namespace rollscope
