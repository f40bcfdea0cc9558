// The window: opens, draws until it is closed, and can be driven by a script for pictures and tests.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "core/base/result.hpp"

namespace rollscope {

struct WindowOptions {
  std::string source;               // URI or file; empty: the last one used, at first start demo:two-holds
  std::vector<std::string> beside;  // further ones that run beside it, at most LiveStations::kMost - 1
  std::function<bool()> stop;       // true: close as if the person had; asked after every event and signal
  // ---- for pictures and tests; all optional
  std::string size;        // "1280x720"
  std::string theme;       // "dark", "light"; wins over the settings
  std::string view;        // "studio", "research", "replay", "sources"
  std::string screenshot;  // PNG written at `at_s`, then the window closes unless exit_after_s is set
  double at_s = -1;        // analysis time of the moment to show; -1: as soon as there is a picture
  std::string keys;        // "R 2.0:K 5:Esc": key, or seconds of analysis time and key
  double wait_s = 0;  // hold the source still this long before the picture: shows what a stall looks like
  double exit_after_s = -1;      // close after this many seconds of the session; -1: never
  bool ignore_settings = false;  // neither read nor write them
};

// Blocks until the window is closed. Fails when there is no display or no OpenGL 3.3; the detail says what
// helps. Returns the exit code.
Result<int> run_window(const WindowOptions& options);

}  // namespace rollscope
