// Where settings and recordings live: the XDG folders.
#pragma once

#include <string>

#include "core/base/result.hpp"

namespace rollscope {

// $XDG_CONFIG_HOME/rollscope/settings.toml, or below ~/.config.
[[nodiscard]] std::string settings_path();
// $XDG_DATA_HOME/rollscope/recordings, or below ~/.local/share.
[[nodiscard]] std::string recordings_folder();
// "YYYY-MM-DD_HHMMSS_<station>.rsr" in the folder, which is made when it is missing; a name that is taken
// gets
// "-2" and so on.
[[nodiscard]] Result<std::string> new_recording_path(const std::string& folder, const std::string& station);
// The same for a picture, ".png".
[[nodiscard]] Result<std::string> new_picture_path(const std::string& folder, const std::string& station);

}  // namespace rollscope
