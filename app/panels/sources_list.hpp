// The table of recordings in the source chooser.
#pragma once

#include <vector>

#include "app/panels/panel.hpp"
#include "app/panels/sources_recordings.hpp"

namespace rollscope {

class RecordingList {
 public:
  // A click on a row asks for that recording. `small`: fewer columns, lower rows. `busy`: more may come.
  void draw(const PanelContext& context, Rect area, const std::vector<RecordingRow>& rows, bool busy,
            bool small);

 private:
  std::size_t first_ = 0;  // row on top
};

}  // namespace rollscope
