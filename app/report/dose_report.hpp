// The dose in analysis JSON and as a table (core/metric/dose.hpp, science.md 2.8).
#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "app/report/analysis.hpp"

namespace rollscope {

// Sums, times in zones and the sensel with the most. null without calibration: counts are no pressure.
[[nodiscard]] nlohmann::ordered_json dose_json(const Analysis& analysis);

// One row a sensel that exists: row, col, x_mm, y_mm, dose_kpa_s (empty without calibration).
[[nodiscard]] std::string dose_csv(const Analysis& analysis);

}  // namespace rollscope
