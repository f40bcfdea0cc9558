#include "app/panels/mark_label.hpp"

#include <string>
#include <variant>

#include "app/window/session_log.hpp"

namespace rollscope {

std::vector<MarkRow> mark_rows(const ReplayTimeline& timeline) {
  SessionState gathered;
  for (const Event& event : timeline.markers) apply_event(event, 0, gathered);
  return std::move(gathered.marks);
}

void draw_mark(Ui& ui, Point at, const MarkRow& mark, float end, bool words) {
  const Palette& c = ui.colors();
  const bool pain = mark.kind == MarkRow::Kind::pain;
  const Icon icon = pain ? Icon::pain : mark.kind == MarkRow::Kind::note ? Icon::note : Icon::marker;
  draw_icon(ui, icon, at, 14, c.ink2);
  if (!words && !pain) return;
  const std::string text = pain ? std::to_string(mark.nrs) : mark.text;
  const float x = at.x + ui.px(12);
  if (end - x < ui.px(10)) return;
  draw_text_in(ui, {x, at.y - ui.px(8), end - x, ui.px(16)}, text,
               {.em = 12, .weight = Weight::medium, .color = c.ink2});
}

}  // namespace rollscope
