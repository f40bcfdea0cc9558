// A Calibration as a TOML file, for people and for exchange.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "core/base/result.hpp"
#include "core/correct/calibration.hpp"

namespace rollscope {

// Points may be left out with quality_class "C". Unknown keys are left alone; a wrong value is an error that
// names file, line, key and what is expected.
Result<Calibration> read_calibration(const std::filesystem::path& path);
Result<Calibration> parse_calibration(std::string_view text, std::string_view name);

// Reads back to an equal Calibration. write_ refuses to overwrite (Errc::exists).
[[nodiscard]] std::string calibration_text(const Calibration& calibration);
Result<void> write_calibration(const std::filesystem::path& path, const Calibration& calibration);

}  // namespace rollscope
