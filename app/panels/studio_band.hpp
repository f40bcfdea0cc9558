// The band under the studio's map: more, enough, not too much, less, stop; and the pointer that stands on it.
#pragma once

#include "app/panels/panel.hpp"
#include "app/panels/studio_layout.hpp"

namespace rollscope {

// Inside a ScaleScope of the studio.
void draw_studio_band(const PanelContext& context, const StudioLayout& layout);

// Where on the screen (x, device pixels) a pressure stands: linear inside each block.
[[nodiscard]] float studio_pointer_x(const StudioLayout& layout, const LiveLimits& limits, float p1);

}  // namespace rollscope
