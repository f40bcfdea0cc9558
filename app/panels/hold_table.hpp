// The list of holds: number, start, dwell against its target, P1, outcome (look.md 5).
#pragma once

#include <span>

#include "app/panels/hold_row.hpp"
#include "app/widgets/row_scroll.hpp"

namespace rollscope {

struct HoldTableSpec {
  bool compact = false;  // rows of 28, no start times
  const char* unit = "kPa";
};

class HoldTable {
 public:
  // Header and as many rows as the box holds; the newest are in view until somebody scrolls. Returns the row
  // clicked, or -1, when `pressable`.
  int draw(Ui& ui, Rect box, std::span<const HoldRow> rows, const HoldTableSpec& spec,
           bool pressable = false);

 private:
  RowScroll scroll_;
};

}  // namespace rollscope
