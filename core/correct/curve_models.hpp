// The curve models with few parameters, fitted to the points by least squares with weights 1/p^2: relative
// errors count alike (science.md 3.2). Points are checked by the caller: positive, strictly rising.
#pragma once

#include <array>
#include <span>

#include "core/base/result.hpp"
#include "core/correct/calibration.hpp"

namespace rollscope {

// kPa = factor * counts^exponent; exponent 1 is the linear model.
struct PowerLaw {
  double factor = 0.0;
  double exponent = 1.0;
};

// kPa = a S + b S^2 + c S^3, {a, b, c}.
using CubicLaw = std::array<double, 3>;

// Points a model needs: as many as it has parameters.
[[nodiscard]] std::size_t fewest_points(CurveModel model);

[[nodiscard]] PowerLaw fit_linear(std::span<const CurvePoint> points);
// 2 points or more.
[[nodiscard]] PowerLaw fit_power(std::span<const CurvePoint> points);
// 3 points or more. Fails (bad_argument) where the best cubic does not rise from the first point to the last.
[[nodiscard]] Result<CubicLaw> fit_cubic(std::span<const CurvePoint> points);

}  // namespace rollscope
