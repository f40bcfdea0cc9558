// The right column of the research view: values, curves, holds, link (look.md 5).
#pragma once

#include "app/panels/hold_table.hpp"
#include "app/panels/panel.hpp"

namespace rollscope {

class ResearchColumn {
 public:
  void draw(const PanelContext& context, Rect column);

 private:
  HoldTable holds_;
};

}  // namespace rollscope
