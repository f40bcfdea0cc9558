// The right half of the studio: the state's word and the ring that fills towards the target.
#pragma once

#include "app/panels/panel.hpp"
#include "app/panels/studio_layout.hpp"

namespace rollscope {

// Inside a ScaleScope of the studio.
void draw_studio_column(const PanelContext& context, Rect column);

// The leading alert's value against its limit: "398", "385", "kPa". Pain: "8", "8", "of 10".
struct StudioAlertText {
  std::string value, limit, unit;
};
[[nodiscard]] StudioAlertText studio_alert_text(const SessionState& session);

}  // namespace rollscope
