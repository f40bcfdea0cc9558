// The map of a desk view with its rulers: the session's pressures drawn as the tools say.
#pragma once

#include <vector>

#include "app/panels/panel.hpp"
#include "app/widgets/map_view.hpp"

namespace rollscope {

class DeskMap {
 public:
  // Draws it into `room`; a click on a contact selects it, beside all contacts the leading one.
  void draw(const PanelContext& context, Rect room);

  [[nodiscard]] const MapView& view() const { return map_; }
  // What the legend needs.
  [[nodiscard]] LegendSpec legend(const SessionState& session) const;

 private:
  void gather_trail(const SessionState& session);
  void take_click(const PanelContext& context);

  MapView map_;
  std::vector<TrailPoint> trail_;
  std::string source_;        // whose pressures the map shows
  std::uint64_t opened_ = 0;  // how many sources it has shown: no two share a revision
};

}  // namespace rollscope
