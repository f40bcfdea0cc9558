// What the window remembers between two runs, as TOML in the XDG config folder.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "app/widgets/theme.hpp"
#include "app/window/view_state.hpp"
#include "core/base/result.hpp"

namespace rollscope {

struct Settings {
  ThemeName theme = ThemeName::dark;
  double interface_scale = 0;  // 0: fitted to screen and window
  bool reduced_motion = false;
  bool sound = true;
  std::string station = "station";
  std::string last_source;
  std::string last_view = "research";
  int window_width = 1440, window_height = 900;
  bool maximized = false;
  Orientation orientation;
  Shading shading = Shading::smooth;
  double reading_distance_m = 4;
  std::map<std::string, std::string> keys;  // action id -> "Ctrl P"; only those that differ from the defaults
  bool operator==(const Settings&) const = default;
};

// What cannot be read keeps its default and is named in `problems`: a bad file never stops the program.
[[nodiscard]] Settings parse_settings(const std::string& toml, std::vector<std::string>& problems);
[[nodiscard]] std::string format_settings(const Settings& settings);

// No file: the defaults.
[[nodiscard]] Settings load_settings(const std::string& path, std::vector<std::string>& problems);
// Writes beside it and renames: a crash leaves the old file.
Result<void> save_settings(const std::string& path, const Settings& settings);

}  // namespace rollscope
