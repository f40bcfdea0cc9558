// A hold as the desk views list and draw it, running or ended.
#pragma once

#include <string_view>
#include <vector>

#include "app/panels/panel.hpp"

namespace rollscope {

// How it ended, as people see it. Stopped: by a stop (pressure, pain, button), whatever its time was; a hold
// cut short by the sensor counts by its time.
enum class HoldEnding { running, full, partial, stopped };
[[nodiscard]] HoldEnding ending_of(const HoldRecord& hold);
[[nodiscard]] std::string_view ending_word(HoldEnding ending);

struct HoldRow {
  int id = 0;
  double start_s = 0, end_s = 0;  // of the running one: now
  double dwell_s = 0, target_s = 0;
  float p1 = 0;
  HoldEnding ending = HoldEnding::running;
};
[[nodiscard]] HoldRow row_of(const HoldRecord& hold);
// All ended holds and the running one, in order of start.
[[nodiscard]] std::vector<HoldRow> hold_rows(const SessionState& session);

// Disc, half disc, hold glyph or octagon, `size` px at 100 %.
void draw_ending(Ui& ui, HoldEnding ending, Point center, float size);
// Accent, grey or stop_fill, and the ink on it.
[[nodiscard]] Color block_color(const Ui& ui, HoldEnding ending);
[[nodiscard]] Color block_ink(const Ui& ui, HoldEnding ending);
// A block on a lane with the hold's number, if that fits.
void draw_hold_block(Ui& ui, Rect box, const HoldRow& hold);

}  // namespace rollscope
