// How an array's lines are read and how it creeps, as the [crosstalk] and [creep] of a calibration file.
#pragma once

#include <toml++/toml.h>

#include <string>
#include <string_view>

#include "core/base/result.hpp"
#include "core/correct/calibration.hpp"

namespace rollscope {

// Keys that are missing leave what `calibration` holds; errors name file, line, key and what is expected.
Result<void> read_electronics(const toml::table& table, std::string_view name, Calibration& calibration);

// Tables for the end of the file. Only what is there.
[[nodiscard]] std::string electronics_text(const Calibration& calibration);

}  // namespace rollscope
