#include "app/panels/research_bottom.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <string>

#include "app/panels/desk_text.hpp"
#include "app/panels/hold_row.hpp"
#include "app/panels/mark_label.hpp"

namespace rollscope {
namespace {

constexpr double kLane_min_s = 60;

// Returns the right edge of what it took.
float draw_recording(const PanelContext& context, Rect bar) {
  Ui& ui = context.ui;
  const Palette& c = ui.colors();
  const SessionState& session = context.session;
  const RecordingStatus& recording = session.recording;
  const bool narrow = ui.narrow();
  const std::string key = context.actions.key_text("record");
  const ButtonSpec spec{.label = recording.active ? "End recording" : "Record",
                        .icon = recording.active ? Icon::end : Icon::record,
                        .key = key,
                        .kind = recording.active ? ButtonKind::solid : ButtonKind::raised,
                        .enabled = context.actions.enabled("record"),
                        .tooltip = recording.active ? "Ends the recording and closes its file"
                                                    : "Writes every frame to a file from now on"};
  const float height = ui.px(size::kLargeControl);
  // As wide in both states, so that nothing jumps when it is pressed.
  const Rect box{bar.x, bar.mid_y() - height / 2, std::max(ui.px(185), button_width(ui, spec)), height};
  if (button(ui, "record", box, spec)) context.actions.run("record");

  const float x = box.right() + ui.px(narrow ? 12 : 20);
  const float upper = bar.mid_y() - ui.px(8), lower = bar.mid_y() + ui.px(13);
  const float room = ui.px(narrow ? 122 : 134);
  const TextStyle small{.em = 12, .weight = Weight::medium, .color = c.ink3};
  if (recording.active) {
    const float used = draw_text(ui, {x, upper}, clock_text(recording.duration_s),
                                 {.em = 18, .weight = Weight::semibold, .cells = true});
    draw_text_in(ui, {x + used + ui.px(8), upper - ui.px(10), room - used - ui.px(8), ui.px(20)},
                 size_text(recording.bytes), {.em = 14, .color = c.ink3});
    const Rect line{x, lower - ui.px(10), room, ui.px(20)};
    if (recording.drops > 0) {
      TextStyle warning = small;
      warning.color = c.tech;
      draw_text_in(ui, line, count_text(recording.drops) + " frames not written", warning);
    } else if (recording.room_left_s >= 0) {
      const std::string left = span_text(recording.room_left_s);
      draw_text_in(ui, line, narrow ? left + " left" : "room for " + left + " more", small);
    }
  } else {
    draw_text(ui, {x, bar.mid_y()}, session.recorder_finishing ? "Finishing the file" : "Not recording",
              {.em = 14, .color = c.ink3});
  }
  return x + room;
}

// Returns the left edge of what it took.
float draw_mark_buttons(const PanelContext& context, Rect bar) {
  Ui& ui = context.ui;
  const bool narrow = ui.narrow();
  struct Entry {
    const char* action;
    const char* label;
    Icon icon;
    std::string key;
    const char* tooltip;
  };
  const std::array<Entry, 3> entries{
      Entry{"note", "Note", Icon::note, context.actions.key_text("note"), "Write a note at this moment"},
      Entry{"pain", "Pain", Icon::pain, "0\u20139", "Rate the pain now, 0 to 10"},
      Entry{"mark", "Mark", Icon::marker, context.actions.key_text("mark"), "Mark a sore spot now"}};
  float x = bar.right();
  for (const Entry& entry : entries) {
    ButtonSpec spec{.icon = entry.icon,
                    .key = entry.key,
                    .enabled = context.actions.enabled(entry.action),
                    .tooltip = entry.tooltip};
    if (!narrow) spec.label = entry.label;
    const float width = button_width(ui, spec);
    x -= width;
    if (button(ui, entry.action, {x, bar.mid_y() - ui.px(18), width, ui.px(36)}, spec))
      context.actions.run(entry.action);
    x -= ui.px(narrow ? 12 : 20);
  }
  return x;
}

// Holds and marks since the recording (without one: the source) began.
void draw_lane(const PanelContext& context, Rect lane) {
  Ui& ui = context.ui;
  const SessionState& session = context.session;
  const double now = session.observation.frame.time_s;
  const double from = session.recording.active ? session.recording_from_s : 0;
  const double span = std::max(kLane_min_s, now - from);
  const auto x = [&](double time_s) {
    return lane.x + lane.w * static_cast<float>(std::clamp((time_s - from) / span, 0.0, 1.0));
  };
  const Rect track{lane.x, lane.mid_y() + ui.px(1), lane.w, ui.px(18)};
  fill_rect(ui, track, ui.colors().raised, ui.px(radius::kBlock));
  for (const HoldRow& hold : hold_rows(session)) {
    if (hold.end_s <= from) continue;
    const float left = x(hold.start_s);
    draw_hold_block(ui, {left, track.y, x(hold.end_s) - left, track.h}, hold);
  }
  const auto first = std::ranges::lower_bound(session.marks, from, {}, &MarkRow::time_s);
  draw_marks(ui, {first, session.marks.end()}, lane.mid_y() - ui.px(11), lane.right(), !ui.narrow(), x);
  const float cursor = x(now);
  fill_rect(ui, {std::round(cursor) - ui.px(3), track.y - ui.px(4), ui.px(3), track.h + ui.px(8)},
            ui.colors().ink1);
}

}  // namespace

void draw_research_bottom(const PanelContext& context, Rect bar) {
  Ui& ui = context.ui;
  ui.lay_ground(bar, ui.colors().panel);
  hair(ui, bar.min(), bar.w);
  const Rect inside = bar.inset(ui.px(ui.narrow() ? 16 : 24), 0);
  const float left = draw_recording(context, inside) + ui.px(8);
  const float right = draw_mark_buttons(context, inside);
  if (right - left > ui.px(120)) draw_lane(context, {left, bar.y, right - left, bar.h});
}

}  // namespace rollscope
