// A list that shows some of its rows: the wheel over it moves by whole rows, a thumb shows where it is.
#pragma once

#include "app/widgets/ui.hpp"

namespace rollscope {

class RowScroll {
 public:
  // Which row is shown first. Stays at the last rows while they are in view, so that what is new is seen.
  // `box` is the place of all rows; the thumb stands at its right edge.
  int update(Ui& ui, Rect box, int rows, int shown);

 private:
  int below_ = 0;  // rows hidden behind the lower edge
};

}  // namespace rollscope
