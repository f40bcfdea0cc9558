// The timeline of the replay: ruler, lanes of holds, alerts and markers, P1 below, the view cursor over all
// (look.md 6).
#pragma once

#include "app/panels/panel.hpp"

namespace rollscope {

struct ReplayTimelineSpec {
  float lane = 32;  // height of a lane, px at 100 %
};

// Dragging anywhere moves the view cursor, dragging the handles A and B the loop. Needs
// context.session.replay.
void draw_replay_timeline(const PanelContext& context, Rect box, const ReplayTimelineSpec& spec);

// Seconds between two numbers of a ruler on which `px_per_s` device pixels are a second, so that numbers
// stand at least `apart_px` apart.
[[nodiscard]] double ruler_step_s(double px_per_s, double apart_px);

}  // namespace rollscope
