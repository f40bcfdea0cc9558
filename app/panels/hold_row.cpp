#include "app/panels/hold_row.hpp"

#include <algorithm>
#include <string>
#include <utility>

namespace rollscope {

HoldEnding ending_of(const HoldRecord& hold) {
  if (hold.end_reason == EndReason::abort) {
    switch (hold.abort_cause) {
      case AbortCause::over_pressure:
      case AbortCause::stop_command:
      case AbortCause::pain:
      case AbortCause::hard_limit:
        return HoldEnding::stopped;
      case AbortCause::none:
      case AbortCause::sensor_fault:
      case AbortCause::frame_loss:
        break;
    }
  }
  return hold.outcome == HoldOutcome::full ? HoldEnding::full : HoldEnding::partial;
}

std::string_view ending_word(HoldEnding ending) {
  switch (ending) {
    case HoldEnding::running:
      return "Holding";
    case HoldEnding::full:
      return "Full";
    case HoldEnding::partial:
      return "Partial";
    case HoldEnding::stopped:
      break;
  }
  return "Stopped";
}

HoldRow row_of(const HoldRecord& hold) {
  return {hold.id, hold.start_s, hold.end_s, hold.dwell_s, hold.target_s, hold.p1_peak, ending_of(hold)};
}

std::vector<HoldRow> hold_rows(const SessionState& session) {
  std::vector<HoldRow> rows;
  rows.reserve(session.holds.size() + 1);
  for (const HoldRecord& hold : session.holds) rows.push_back(row_of(hold));
  const LiveHold& live = session.observation.hold;
  if (live.running && live.id > 0)
    rows.push_back({live.id, live.start_s, session.observation.frame.time_s, live.dwell_s, live.target_s,
                    live.p1, HoldEnding::running});
  std::ranges::sort(rows, {}, [](const HoldRow& row) { return std::pair(row.start_s, row.id); });
  return rows;
}

void draw_ending(Ui& ui, HoldEnding ending, Point center, float size) {
  const Palette& c = ui.colors();
  switch (ending) {
    case HoldEnding::running:
      return draw_icon(ui, Icon::hold, center, size * 1.2f, c.accent);
    case HoldEnding::full:
      return fill_circle(ui, center, ui.px(size) * 0.36f, c.accent);
    case HoldEnding::partial:
      return draw_icon(ui, Icon::partial, center, size, c.ink2);
    case HoldEnding::stopped:
      return draw_glyph(ui, LiveState::stop, center, ui.px(size));
  }
}

Color block_color(const Ui& ui, HoldEnding ending) {
  const Palette& c = ui.colors();
  switch (ending) {
    case HoldEnding::running:
    case HoldEnding::full:
      return c.accent;
    case HoldEnding::partial:
      return c.ink3;
    case HoldEnding::stopped:
      break;
  }
  return c.stop_fill;
}

Color block_ink(const Ui& ui, HoldEnding ending) {
  return ending == HoldEnding::stopped ? ui.colors().on_stop : ui.colors().on_accent;
}

void draw_hold_block(Ui& ui, Rect box, const HoldRow& hold) {
  box.w = std::max(box.w, ui.px(2));
  fill_rect(ui, box, block_color(ui, hold.ending), std::min(ui.px(radius::kBlock), box.w / 2));
  const std::string number = std::to_string(hold.id);
  const TextStyle style{.em = 12, .weight = Weight::semibold, .color = block_ink(ui, hold.ending)};
  if (text_width(ui, number, style) + ui.px(12) > box.w) return;
  draw_text(ui, {box.x + ui.px(7), box.mid_y()}, number, style);
}

}  // namespace rollscope
