// Play, step, loop, time and speed of the replay (look.md 6).
#pragma once

#include "app/panels/panel.hpp"

namespace rollscope {

// The row over the timeline. Needs context.session.replay.
void draw_replay_transport(const PanelContext& context, Rect row);

}  // namespace rollscope
