#include "app/panels/hold_table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <string>

#include "app/panels/desk_text.hpp"

namespace rollscope {
namespace {

// Places from the left edge, px at 100 %; `*_end`: right-aligned there.
struct Columns {
  float start, dwell_end, bar, bar_w, p1_end, ending;
};
constexpr Columns kWide{28, 152, 164, 84, 312, 332};
constexpr Columns kCompact{-1, 80, 92, 44, 196, 216};
constexpr float kHeader = 19;

void draw_header(Ui& ui, Rect row, const Columns& at, const HoldTableSpec& spec) {
  const TextStyle style{.em = 12, .weight = Weight::medium, .color = ui.colors().ink3};
  const float y = row.y + ui.px(8);
  draw_text(ui, {row.x, y}, "#", style);
  if (at.start >= 0) draw_text(ui, {row.x + ui.px(at.start), y}, "Start", style);
  draw_text(ui, {row.x + ui.px(at.dwell_end), y}, "Dwell, s", style, Align::right);
  draw_text(ui, {row.x + ui.px(at.p1_end), y}, std::string("P1, ") + spec.unit, style, Align::right);
  draw_text(ui, {row.x + ui.px(at.ending), y}, "Outcome", style);
}

void draw_row(Ui& ui, Rect row, const Columns& at, const HoldRow& hold) {
  constexpr double kFull = 4.0 / 3.0;  // of the target: the bar's end
  const Palette& c = ui.colors();
  const bool live = hold.ending == HoldEnding::running;
  const float y = row.mid_y();
  const TextStyle quiet{.em = 14, .weight = Weight::medium, .color = live ? c.accent : c.ink3, .cells = true};
  const TextStyle second{.em = 14, .color = c.ink2, .cells = true};
  const TextStyle value{.em = 14, .weight = Weight::medium, .cells = true};
  draw_text(ui, {row.x, y}, std::to_string(hold.id), quiet);
  if (at.start >= 0) draw_text(ui, {row.x + ui.px(at.start), y}, clock_text(hold.start_s, 1), second);
  draw_text(ui, {row.x + ui.px(at.dwell_end), y}, fmt::format("{:.1f}", hold.dwell_s), value, Align::right);
  const Rect bar{row.x + ui.px(at.bar), std::round(y - ui.px(4)), ui.px(at.bar_w), ui.px(8)};
  const double share = hold.target_s > 0 ? hold.dwell_s / (kFull * hold.target_s) : 0;
  progress_bar(ui, bar, share, block_color(ui, hold.ending), hold.target_s > 0 ? 1 / kFull : -1);
  draw_text(ui, {row.x + ui.px(at.p1_end), y}, fmt::format("{:.0f}", hold.p1), value, Align::right);
  draw_ending(ui, hold.ending, {row.x + ui.px(at.ending + 8), y}, 16);
  const float word = row.x + ui.px(at.ending + 24);
  draw_text_in(ui, {word, row.y, row.right() - ui.px(6) - word, row.h}, ending_word(hold.ending),
               {.em = 14, .weight = Weight::medium, .color = live ? c.accent : c.ink1});
}

}  // namespace

int HoldTable::draw(Ui& ui, Rect box, std::span<const HoldRow> rows, const HoldTableSpec& spec) {
  const Columns& at = spec.compact ? kCompact : kWide;
  draw_header(ui, box.cut_top(ui.px(kHeader)), at, spec);
  const float height = ui.px(spec.compact ? 28 : 36);
  const int shown = std::max(1, static_cast<int>((box.h + 1) / height));
  if (rows.empty()) {
    draw_text_in(ui, {box.x, box.y, box.w, height}, "No holds yet", {.em = 14, .color = ui.colors().ink3});
    return -1;
  }
  const auto count = static_cast<int>(rows.size());
  const int visible = std::min(shown, count);
  const auto current = std::ranges::find(rows, spec.current_id, &HoldRow::id);
  if (spec.current_id != seen_id_ && current != rows.end())
    scroll_.show(static_cast<int>(current - rows.begin()));
  seen_id_ = spec.current_id;
  const int first =
      scroll_.update(ui, {box.x, box.y, box.w, height * static_cast<float>(visible)}, count, shown);
  int pressed = -1;
  for (int i = first; i < first + visible; ++i) {
    const HoldRow& hold = rows[static_cast<std::size_t>(i)];
    const Rect row{box.x, box.y + height * static_cast<float>(i - first), box.w, height};
    const Rect lit = row.inset(-ui.px(6), 0);
    if (hold.id == spec.current_id) fill_rect(ui, lit, ui.colors().raised, ui.px(radius::kControl));
    if (spec.pressable) {
      const Interaction in = ui.interact(fmt::format("hold {}", hold.id), row, true, "Go to this hold");
      if (in.hover > 0) fill_rect(ui, lit, with_alpha(ui.colors().hover, in.hover), ui.px(radius::kControl));
      if (in.clicked) pressed = i;
    }
    draw_row(ui, row, at, hold);
  }
  return pressed;
}

}  // namespace rollscope
