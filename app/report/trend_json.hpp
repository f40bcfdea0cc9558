// The `trend` of a hold in analysis JSON (core/hold/hold_trend.hpp).
#pragma once

#include <nlohmann/json.hpp>

#include "core/hold/hold_trend.hpp"

namespace rollscope {

// null where the hold was too short for one; what was not measured is null. Percentages: 18.0 is 18 %.
[[nodiscard]] nlohmann::ordered_json trend_json(const HoldTrend& trend, bool in_kpa);

}  // namespace rollscope
