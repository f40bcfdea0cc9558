// A calibration in words and tables, for the command line.
#pragma once

#include <string>

#include "core/correct/calibration.hpp"

namespace rollscope {

// Equilibration, the table of points with residuals, load checks, class and why. Lines end in '\n'.
[[nodiscard]] std::string calibration_summary(const Calibration& calibration);

}  // namespace rollscope
