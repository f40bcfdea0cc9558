#include "app/panels/sources_list.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <string>

namespace rollscope {
namespace {

struct Columns {
  Rect icon, name, when, length, holds, size, file;
};

Columns columns_of(const Ui& ui, Rect line, bool small) {
  Columns c;
  c.icon = line.cut_left(ui.px(small ? 40 : 48));
  c.file = line.cut_right(ui.px(small ? 32 : 104));
  c.size = line.cut_right(ui.px(small ? 76 : 84)).inset(ui.px(12), 0);
  c.holds = line.cut_right(ui.px(small ? 108 : 152));
  c.length = line.cut_right(ui.px(small ? 76 : 88)).inset(ui.px(small ? 12 : 14), 0);
  if (!small) c.when = line.cut_right(ui.px(150));
  c.name = line;
  return c;
}

void draw_titles(Ui& ui, const Columns& at, bool small) {
  const TextStyle label{.em = 12, .weight = Weight::medium, .color = ui.colors().ink3};
  draw_text_in(ui, at.name, "Name", label);
  if (!small) draw_text_in(ui, at.when, "When", label);
  draw_text_in(ui, at.length, "Length", label, Align::right);
  draw_text_in(ui, at.holds, "Holds", label);
  draw_text_in(ui, at.size, "Size", label, Align::right);
  if (!small) draw_text_in(ui, at.file, "File", label);
}

void draw_integrity(Ui& ui, Rect cell, const RecordingRow& row, bool small) {
  const Palette& c = ui.colors();
  const Point mark{cell.x + ui.px(8), cell.mid_y()};
  if (row.readable && !row.integrity) return;
  const bool whole = row.readable && row.integrity->whole;
  draw_icon(ui, whole ? Icon::done : Icon::technical, mark, 18, whole ? c.ink2 : c.tech);
  if (small) return;
  const double lost_s = row.readable ? row.integrity->lost_s : 0;
  const std::string words = whole           ? "verified"
                            : !row.readable ? "unreadable"
                            : lost_s > 0    ? fmt::format("{:.1f} s lost", lost_s)
                                            : "damaged";
  draw_text_in(ui, {cell.x + ui.px(24), cell.y, cell.w - ui.px(24), cell.h}, words,
               {.em = 14, .color = whole ? c.ink3 : c.tech});
}

void draw_holds(Ui& ui, Rect cell, const RecordingRow::Holds& holds, bool small) {
  const Palette& c = ui.colors();
  const TextStyle style{.em = 14, .weight = Weight::medium, .color = c.ink1};
  const float y = cell.mid_y();
  float x = cell.x;
  if (holds.full + holds.partial == 0) {
    x += draw_text_in(ui, cell, "none", {.em = 14, .color = c.ink3}) + ui.px(16);
  } else {
    fill_circle(ui, {x + ui.px(6), y}, ui.px(5), c.accent);
    draw_text(ui, {x + ui.px(20), y}, std::to_string(holds.full) + (small ? "" : " full"), style);
    x += ui.px(small ? 40 : 74);
    if (holds.partial > 0) {
      draw_icon(ui, Icon::partial, {x + ui.px(6), y}, 14, c.ink2);
      draw_text(ui, {x + ui.px(20), y}, std::to_string(holds.partial), style);
    }
    x += ui.px(38);
  }
  if (holds.stopped) draw_glyph(ui, LiveState::stop, {x + ui.px(10), y}, ui.px(18));
}

void draw_row(const PanelContext& context, Rect line, const RecordingRow& row, bool small) {
  Ui& ui = context.ui;
  const Palette& c = ui.colors();
  const Interaction in =
      ui.interact(row.path, line, row.readable,
                  row.readable ? std::string_view(row.path)
                               : std::string_view("This file cannot be read as a recording"));
  if (in.hover > 0) fill_rect(ui, line, with_alpha(c.panel, in.hover));
  if (in.focused) frame_rect(ui, line, c.accent, ui.px(2), ui.px(radius::kLabel));
  const Columns at = columns_of(ui, line, small);
  draw_icon(ui, Icon::file, {at.icon.x + ui.px(21), line.mid_y()}, 18, c.ink2);
  draw_text_in(ui, at.name, row.name, {.em = 14, .weight = Weight::semibold});
  if (!small) draw_text_in(ui, at.when, row.when, {.em = 14, .color = c.ink2});
  if (row.length_s > 0)
    draw_text_in(ui, at.length, format_length(row.length_s),
                 {.em = 14, .weight = Weight::medium, .cells = true}, Align::right);
  if (row.holds) draw_holds(ui, at.holds, *row.holds, small);
  draw_text_in(ui, at.size, format_size(row.size_bytes), {.em = 14, .color = c.ink2}, Align::right);
  draw_integrity(ui, at.file, row, small);
  if (in.clicked) context.ask(OpenSource{row.path});
}

}  // namespace

void RecordingList::draw(const PanelContext& context, Rect area, const std::vector<RecordingRow>& rows,
                         bool busy, bool small) {
  Ui& ui = context.ui;
  const float height = ui.px(small ? 36 : 44);
  const Rect titles = area.cut_top(ui.px(26));
  draw_titles(ui, columns_of(ui, titles, small), small);
  if (rows.empty()) {
    const std::string key = context.actions.key_text("record");
    Rect line = area.cut_top(height);
    line.x = columns_of(ui, line, small).name.x;
    line.w = area.right() - line.x;
    draw_text_in(ui, line, busy ? "Looking" : "None yet: record one with " + key,
                 {.em = 14, .color = ui.colors().ink3});
    return;
  }
  const auto shown = static_cast<std::size_t>(std::max(1.0f, std::floor(area.h / height)));
  const std::size_t hidden = rows.size() > shown ? rows.size() - shown : 0;
  const float wheel = area.contains(ui.pointer()) ? ui.wheel() : 0;
  if (wheel < 0) first_ += 2;
  if (wheel > 0) first_ -= std::min<std::size_t>(first_, 2);
  first_ = std::min(first_, hidden);
  const Rect track{area.right() - ui.px(3), area.y, ui.px(3), area.h};
  for (std::size_t i = first_; i < std::min(rows.size(), first_ + shown); ++i) {
    const Rect line = area.cut_top(height);
    hair(ui, line.min(), line.w);
    draw_row(context, line, rows[i], small);
  }
  if (hidden == 0) return;
  const auto share = [&](std::size_t n) { return static_cast<float>(n) / static_cast<float>(rows.size()); };
  fill_rect(ui, {track.x, track.y + track.h * share(first_), track.w, track.h * share(shown)},
            ui.colors().track, ui.px(1.5f));
}

}  // namespace rollscope
