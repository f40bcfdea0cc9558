// Commands written on the command line, `TIME:NAME[=VALUE]`: "12.5:region=calf", "20:acknowledge".
#pragma once

#include <string>
#include <string_view>

#include "app/station/station.hpp"
#include "core/base/result.hpp"

namespace rollscope {

// TIME in seconds from the first frame. Values are checked; an error says what is expected.
Result<ScheduledCommand> parse_scheduled_command(std::string_view text);

// For --help: every name with its value and meaning.
[[nodiscard]] std::string scheduled_command_help();

}  // namespace rollscope
