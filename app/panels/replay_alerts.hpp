// The alerts of a recording: on the timeline's lane and as text.
#pragma once

#include <string>

#include "app/panels/panel.hpp"

namespace rollscope {

// "392 > 385 kPa", "pain 8", or the cause in words.
[[nodiscard]] std::string alert_text(const AlertRecord& alert, const char* unit);
// The state whose glyph and word stand for it.
[[nodiscard]] LiveState alert_state(const AlertRecord& alert);

// The lane shows 0 .. duration_s. Needs context.session.replay.
void draw_alert_lane(const PanelContext& context, Rect lane, double duration_s);

}  // namespace rollscope
