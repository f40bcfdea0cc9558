// A mark, note or pain rating on a lane: icon and words.
#pragma once

#include <span>
#include <vector>

#include "app/panels/panel.hpp"

namespace rollscope {

// What stands on a recording's timeline.
[[nodiscard]] std::vector<MarkRow> mark_rows(const ReplayTimeline& timeline);

// Icons centred at y where x(time) says, each with its words as far as the next one leaves room. `end`: no
// word goes beyond it. `words` false: icons and pain ratings only.
template <class X>
void draw_marks(Ui& ui, std::span<const MarkRow> marks, float y, float end, bool words, X x);

// One of them: its words right of the icon as far as `end`, or, at the lane's edge, left of it. Returns its
// left edge.
float draw_mark(Ui& ui, Point at, const MarkRow& mark, float end, bool words, bool at_edge);

template <class X>
void draw_marks(Ui& ui, std::span<const MarkRow> marks, float y, float end, bool words, X x) {
  // From the newest backwards, so that the newest is always read whole.
  const float edge = end;
  for (auto mark = marks.rbegin(); mark != marks.rend(); ++mark) {
    const float at = std::min(static_cast<float>(x(mark->time_s)), edge - ui.px(8));
    if (end < edge && at > end - ui.px(4)) continue;  // no room beside its neighbour
    end = draw_mark(ui, {at, y}, *mark, end, words, end == edge) - ui.px(6);
  }
}

}  // namespace rollscope
