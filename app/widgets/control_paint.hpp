// What the controls' two source files share.
#pragma once

#include "app/widgets/ui.hpp"

namespace rollscope {

// The accent line 2 px outside of what has the keyboard focus. `corner` px at 100 %.
void draw_focus(Ui& ui, Rect box, float corner);

}  // namespace rollscope
