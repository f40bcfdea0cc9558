// A list that shows some of its rows: the wheel over it moves by whole rows, a thumb shows where it is.
#pragma once

#include "app/widgets/ui.hpp"

namespace rollscope {

// Which rows a list shows until somebody scrolls: newest stays at the last ones as they come.
enum class RowsFirst { oldest, newest };

class RowScroll {
 public:
  explicit RowScroll(RowsFirst first = RowsFirst::newest) : first_(first) {}

  // Which row is shown first.
  // `box` is the place of all rows; the thumb stands at its right edge.
  int update(Ui& ui, Rect box, int rows, int shown);
  // Moves as far as it takes to show `row` at the next update.
  void show(int row) { wanted_ = row; }

 private:
  RowsFirst first_;
  int moved_ = 0;    // rows away from where it began
  int wanted_ = -1;  // row to be brought into sight; -1: none
};

}  // namespace rollscope
