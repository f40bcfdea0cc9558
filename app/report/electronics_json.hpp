// What was done about the lines and the creep of the sensor: `quality.crosstalk` and `quality.creep` of the
// analysis JSON.
#pragma once

#include <nlohmann/json.hpp>

#include "app/report/analysis.hpp"

namespace rollscope {

// {"front_end", "correction", "ghost_ratio" (null: not tested), "lines_strained", "lines_overloaded"}.
// Treatment: "solved", "not solved" (class C), "estimated", "corrected by its maker", "not known", or "taken
// as in order" for a file in kPa.
[[nodiscard]] nlohmann::ordered_json crosstalk_json(const Analysis& analysis);

// {"correction": "corrected" or "not corrected", "per_decade" (null: not known), "uncertainty_per_decade"}:
// the last is what holds' creep_uncertainty is taken from, a typical bound where nothing is known.
[[nodiscard]] nlohmann::ordered_json creep_json(const Analysis& analysis);

}  // namespace rollscope
