// The list of holds: number, start, dwell against its target, P1, outcome (look.md 5).
#pragma once

#include <span>

#include "app/panels/hold_row.hpp"
#include "app/widgets/row_scroll.hpp"

namespace rollscope {

struct HoldTableSpec {
  bool compact = false;  // rows of 28, no start times
  const char* unit = "kPa";
  bool pressable = false;
  int current_id = 0;  // its row is lit; 0: none
};

class HoldTable {
 public:
  explicit HoldTable(RowsFirst first = RowsFirst::newest) : scroll_(first) {}

  // Header and as many rows as the box holds. Returns the row clicked when they are pressable, else -1.
  int draw(Ui& ui, Rect box, std::span<const HoldRow> rows, const HoldTableSpec& spec);

 private:
  RowScroll scroll_;
  int seen_id_ = 0;  // current at the last draw: a new one is brought into sight
};

}  // namespace rollscope
