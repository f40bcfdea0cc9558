// A Profile as a TOML file: region, target_s, [hold] and [alert], named as science.md 2.5 and 1.9 name them.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "core/base/result.hpp"
#include "core/profile.hpp"

namespace rollscope {

// Starts from the defaults. An unknown key is an error with the nearest known name; a value outside its range
// names the range. Errors say "file:line: ...".
Result<Profile> read_profile(const std::filesystem::path& path);
Result<Profile> parse_profile(std::string_view text, std::string_view name);

// Every parameter with unit, range and reason as a comment; reads back to an equal Profile.
[[nodiscard]] std::string profile_text(const Profile& profile);

}  // namespace rollscope
