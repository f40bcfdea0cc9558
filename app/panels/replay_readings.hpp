// What was shown and measured at the replay's view cursor (look.md 6).
#pragma once

#include "app/panels/panel.hpp"
#include "app/widgets/map_legend.hpp"

namespace rollscope {

// On the glass. Needs an observation and context.session.replay.
void draw_replay_readings(const PanelContext& context, Rect box);

// The map's colours across the box, with their pressures below.
void draw_replay_ramp(Ui& ui, Rect box, const LegendSpec& legend);

}  // namespace rollscope
