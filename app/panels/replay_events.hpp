// The replay's right column: the holds and alerts of the file, each a way to its moment.
#pragma once

#include "app/panels/hold_table.hpp"
#include "app/panels/panel.hpp"

namespace rollscope {

class ReplayEvents {
 public:
  // Needs context.session.replay.
  void draw(const PanelContext& context, Rect column);

 private:
  void draw_alerts(const PanelContext& context, Rect box);

  HoldTable holds_{RowsFirst::oldest};
  RowScroll alerts_{RowsFirst::oldest};
};

}  // namespace rollscope
