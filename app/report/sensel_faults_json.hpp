// The list `sensel_faults` of the analysis JSON: what was wrong with the sensor, by name.
#pragma once

#include <nlohmann/json.hpp>
#include <vector>

#include "core/correct/sensel_fault.hpp"

namespace rollscope {

// Each: kind, place ("sensel", "row", "col", "array"), row and col (null where the place has none), start_s,
// end_s (null: still there at the end).
[[nodiscard]] nlohmann::ordered_json sensel_faults_json(const std::vector<SenselFault>& faults);

}  // namespace rollscope
