// How well a calibration's curve follows its points (science.md 3.2).
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "core/base/result.hpp"
#include "core/correct/calibration.hpp"

namespace rollscope {

// Of each point: the curve's pressure over the point's, less 1. A spline goes through every point, which says
// nothing: its inner points are compared with the curve through the others, its two ends are 0. Fails as
// PressureCurve::make does.
Result<std::vector<double>> curve_residuals(std::span<const CurvePoint> points, CurveModel model);

// Root of the mean square of the residuals that say something: all of them, of a spline the inner ones. None
// where there are no more points than the model has parameters, or no residuals are stated.
[[nodiscard]] std::optional<double> residual_rms(const Calibration& calibration);

}  // namespace rollscope
