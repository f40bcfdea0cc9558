// What the TOML files of rollscope share: reading text, and errors that name file, line and key.
#pragma once

#include <toml++/toml.h>
#include <filesystem>
#include <string>
#include <string_view>

#include "core/base/result.hpp"

namespace rollscope {

Result<std::string> read_text_file(const std::filesystem::path& path);
Result<toml::table> parse_toml(std::string_view text, std::string_view name);

// "file:line: detail"
[[nodiscard]] std::unexpected<Error> toml_error(std::string_view name, const toml::node& where,
                                                std::string_view detail);

// The shortest text that TOML reads back as the same number; always a float ("30.0"), inf and nan included.
[[nodiscard]] std::string toml_number(double value);
[[nodiscard]] std::string toml_string(std::string_view text);

}  // namespace rollscope
