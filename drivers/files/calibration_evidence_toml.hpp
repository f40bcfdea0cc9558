// What vouches for a calibration, as TOML: model, residuals, conditions, equilibration, load checks.
#pragma once

#include <toml++/toml.h>

#include <string>
#include <string_view>

#include "core/base/result.hpp"
#include "core/correct/calibration.hpp"

namespace rollscope {

// Keys that are missing leave what `calibration` holds; errors name file, line, key and what is expected.
Result<void> read_evidence(const toml::table& table, std::string_view name, Calibration& calibration);

// The keys of the file's top level, and the tables that stand at its end. Only what is there.
[[nodiscard]] std::string evidence_keys_text(const Calibration& calibration);
[[nodiscard]] std::string evidence_tables_text(const Calibration& calibration);

}  // namespace rollscope
