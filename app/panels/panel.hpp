// A panel is one file `<name>_panel.cpp` with a function `PanelInfo <name>_panel()`; the build finds it. Its
// state is members of its class. Panels read the session, ask for changes, and never name each other.
#pragma once

#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "app/widgets/control.hpp"
#include "app/widgets/geometry.hpp"
#include "app/widgets/glyph.hpp"
#include "app/widgets/icon.hpp"
#include "app/widgets/paint.hpp"
#include "app/widgets/ui.hpp"
#include "app/window/action.hpp"
#include "app/window/request.hpp"
#include "app/window/session_state.hpp"
#include "app/window/view_state.hpp"

namespace rollscope {

class HeatmapRenderer;

struct PanelContext {
  Ui& ui;
  const SessionState& session;
  ViewState& view;
  const Actions& actions;
  const Ask& ask;            // ask(Seek{12.5}), ask(MarkCommand{"sore spot"})
  HeatmapRenderer* heatmap;  // nullptr where there is no OpenGL (tests): draw everything but the map
  Rect area;                 // to fill, device pixels
};

class Panel {
 public:
  virtual ~Panel() = default;
  // Once a frame while it is shown. Main thread.
  virtual void draw(const PanelContext& context) = 0;
};

struct PanelInfo {
  std::string_view id;     // "research"; a view of ViewId shows the panel of its name
  std::string_view title;  // "Research"
  std::unique_ptr<Panel> (*make)();
  bool full_screen = false;  // draws without the app bar (studio)
  bool overlay = false;      // drawn over every view; shows itself while the popup of its id is open
};

// Every panel the build found, in the order of their files' names.
[[nodiscard]] std::span<const PanelInfo> all_panels();

}  // namespace rollscope
