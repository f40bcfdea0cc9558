#include "app/widgets/row_scroll.hpp"

#include <imgui.h>

#include <algorithm>

#include "app/widgets/paint.hpp"

namespace rollscope {

int RowScroll::update(Ui& ui, Rect box, int rows, int shown) {
  constexpr float kRowsANotch = 2;
  const int hidden = std::max(0, rows - shown);
  const bool newest = first_ == RowsFirst::newest;
  if (box.contains(ui.pointer()) && !ui.popup_open()) {
    const int rows_up = static_cast<int>(ImGui::GetIO().MouseWheel * kRowsANotch);
    moved_ += newest ? rows_up : -rows_up;
  }
  moved_ = std::clamp(moved_, 0, hidden);
  if (wanted_ >= 0) {
    const int now = newest ? hidden - moved_ : moved_;
    const int to =
        std::clamp(now, std::clamp(wanted_ - shown + 1, 0, hidden), std::clamp(wanted_, 0, hidden));
    moved_ = newest ? hidden - to : to;
    wanted_ = -1;
  }
  const int first = newest ? hidden - moved_ : moved_;
  if (hidden > 0) {
    const auto all = static_cast<float>(rows);
    const float top = static_cast<float>(first) / all, share = static_cast<float>(shown) / all;
    fill_rect(ui, {box.right() - ui.px(3), box.y + box.h * top, ui.px(3), box.h * share}, ui.colors().track,
              ui.px(1.5f));
  }
  return first;
}

}  // namespace rollscope
