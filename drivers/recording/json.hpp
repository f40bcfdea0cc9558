// Calibrations, profiles and commands as JSON text, the way a recording holds them. Every value comes back
// bit for bit (NaN as null).
#pragma once

#include <string>
#include <string_view>

#include "core/base/result.hpp"
#include "core/command.hpp"

namespace rollscope {

[[nodiscard]] std::string calibration_json(const Calibration& calibration);
Result<Calibration> parse_calibration_json(std::string_view text);

// Parameters stand under their names of profile_parameters(); names this program does not know are an error
// when parsed, since the analysis would differ. A missing one keeps its default.
[[nodiscard]] std::string profile_json(const Profile& profile);
Result<Profile> parse_profile_json(std::string_view text);

// {"kind":"target","target_s":45}. Kinds: zero, region, target, profile, calibration, acknowledge, stop,
// pain, mark.
[[nodiscard]] std::string_view command_kind(const Command& command);
[[nodiscard]] std::string command_json(const Command& command);
Result<Command> parse_command_json(std::string_view text);

}  // namespace rollscope
