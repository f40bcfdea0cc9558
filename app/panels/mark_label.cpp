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

float draw_mark(Ui& ui, Point at, const MarkRow& mark, float end, bool words, bool at_edge) {
  const Palette& c = ui.colors();
  const bool pain = mark.kind == MarkRow::Kind::pain;
  const Icon icon = pain ? Icon::pain : mark.kind == MarkRow::Kind::note ? Icon::note : Icon::marker;
  draw_icon(ui, icon, at, 14, c.ink2);
  const float icon_left = at.x - ui.px(8);
  if (!words && !pain) return icon_left;
  const std::string text = pain ? std::to_string(mark.nrs) : mark.text;
  const TextStyle style{.em = 12, .weight = Weight::medium, .color = c.ink2};
  const float x = at.x + ui.px(12), width = text_width(ui, text, style);
  if (at_edge && x + width > end)
    return icon_left - ui.px(4) - draw_text(ui, {icon_left - ui.px(4), at.y}, text, style, Align::right);
  if (end - x >= ui.px(10)) draw_text_in(ui, {x, at.y - ui.px(8), end - x, ui.px(16)}, text, style);
  return icon_left;
}

}  // namespace rollscope
