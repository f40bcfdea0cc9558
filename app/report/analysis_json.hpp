// The analysis as JSON, schema `rollscope.analysis/1` (design.md 5).
#pragma once

#include <string>

#include "app/report/analysis.hpp"

namespace rollscope {

// Ends with a newline. Numbers are the shortest that read back to the same bits: equal analyses give equal
// text. Without calibration kPa and N are null, and `..._counts` stand beside them.
[[nodiscard]] std::string analysis_json(const Analysis& analysis);

}  // namespace rollscope
