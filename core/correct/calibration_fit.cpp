#include "core/correct/calibration_fit.hpp"

#include <cmath>

#include "core/correct/pressure_curve.hpp"

namespace rollscope {

Result<std::vector<double>> curve_residuals(std::span<const CurvePoint> points, CurveModel model) {
  const auto curve = PressureCurve::make(points, 0.0, model);
  if (!curve) return std::unexpected(curve.error());
  std::vector<double> residuals;
  for (const CurvePoint& p : points) residuals.push_back(curve->kpa(p.counts) / p.kpa - 1.0);
  if (model != CurveModel::spline) return residuals;
  residuals.assign(points.size(), 0.0);
  for (std::size_t i = 1; i + 1 < points.size(); ++i) {
    std::vector<CurvePoint> others(points.begin(), points.end());
    others.erase(others.begin() + static_cast<std::ptrdiff_t>(i));
    const auto without = PressureCurve::make(others, 0.0, model);
    if (!without) return std::unexpected(without.error());
    residuals[i] = without->kpa(points[i].counts) / points[i].kpa - 1.0;
  }
  return residuals;
}

std::optional<double> residual_rms(const Calibration& calibration) {
  const std::size_t n = calibration.points.size();
  const bool spline = calibration.model == CurveModel::spline;
  const std::size_t fewest = spline ? 2 : fewest_points(calibration.model);
  if (n <= fewest || calibration.residuals.size() != n) return std::nullopt;
  double sum = 0.0;
  for (const double residual : calibration.residuals) sum += residual * residual;
  return std::sqrt(sum / static_cast<double>(spline ? n - 2 : n));
}

}  // namespace rollscope
