// The picture of a calibration: points and curve, and below them the residuals.
#pragma once

#include <string>

#include "core/base/result.hpp"
#include "core/correct/calibration.hpp"

namespace rollscope {

// Writes a PNG, or an SVG where `path` ends in .svg; an existing file is not overwritten. The calibration has
// points; both axes are logarithmic.
Result<void> write_calibration_plot(const Calibration& calibration, const std::string& path);

}  // namespace rollscope
