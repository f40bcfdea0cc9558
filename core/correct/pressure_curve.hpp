// The pressure curve of a calibration: counts after zero and gain to kPa, and back (science.md 3.2).
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "core/base/result.hpp"
#include "core/correct/calibration.hpp"
#include "core/correct/curve_models.hpp"

namespace rollscope {

// As the calibration's model says, by default a monotone cubic (Fritsch-Carlson) through the points in
// (ln counts, ln kPa). Below the first point straight to zero and on below it with the same slope, so signed
// values stay. Beyond the last point straight on in log-log up to limit_kpa(); what lies above is saturated.
// A spline through two points is a power law; one point is a straight line through zero.
class PressureCurve {
 public:
  // Fails (bad_argument) when there are no points, too few for the model, or they are not finite, positive
  // and strictly rising, when the best cubic does not rise, or full_scale_kpa is negative or not finite. The
  // limit is 1.1 x the last point's pressure, or what the curve gives at 1.5 x its counts, or full_scale_kpa,
  // whichever is lowest; with one point full_scale_kpa alone where given.
  static Result<PressureCurve> make(std::span<const CurvePoint> points, double full_scale_kpa,
                                    CurveModel model = CurveModel::spline);
  // The calibration's curve, its pressure_scale included. Fails likewise.
  static Result<PressureCurve> make(const Calibration& calibration);
  // kPa = kpa_per_count x counts without a limit of its own. kpa_per_count is positive and finite.
  static PressureCurve linear(double kpa_per_count);

  // Exact; for tables, tests and tools. Any finite counts; not limited.
  [[nodiscard]] double kpa(double counts) const;
  // The counts that give `kpa`.
  [[nodiscard]] double counts(double kpa) const;

  // Highest pressure and counts the curve vouches for; infinite for a linear curve.
  [[nodiscard]] double limit_kpa() const { return limit_kpa_; }
  [[nodiscard]] double limit_counts() const { return limit_counts_; }

 private:
  PressureCurve() = default;
  void set_spline(std::span<const CurvePoint> points);
  void set_power(std::span<const CurvePoint> points, const PowerLaw& law);
  void set_cubic(std::span<const CurvePoint> points, const CubicLaw& law);
  void set_limit(std::span<const CurvePoint> points, double full_scale_kpa);

  struct Knot {
    double ln_counts, ln_kpa, slope;
  };
  std::vector<Knot> knots_;        // empty: linear
  std::optional<CubicLaw> cubic_;  // between the first knot and the last, in place of the spline
  double start_slope_ = 0.0;       // kPa per count below the first point
  double start_counts_ = 0.0;      // the first point
  double limit_kpa_ = 0.0;
  double limit_counts_ = 0.0;
};

}  // namespace rollscope
