#include "core/correct/pressure_curve.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>

namespace rollscope {
namespace {

constexpr double kFurthestShare = 1.1;   // beyond the last point by at most 10 % of pressure
constexpr double kFurthestCounts = 1.5;  // and half of the counts

// Slopes of Fritsch and Carlson's monotone cubic: harmonic mean of the neighbouring chords inside, a
// three-point formula held to the monotone region at the ends.
double inner_slope(double h0, double h1, double chord0, double chord1) {
  const double w0 = 2.0 * h1 + h0, w1 = h1 + 2.0 * h0;
  return (w0 + w1) / (w0 / chord0 + w1 / chord1);
}

double end_slope(double h0, double h1, double chord0, double chord1) {
  const double slope = ((2.0 * h0 + h1) * chord0 - h0 * chord1) / (h0 + h1);
  return std::clamp(slope, 0.0, 3.0 * chord0);
}

// Cubic Hermite between two values a and b with slopes, at share t of a step of width h.
double hermite(double a, double b, double slope_a, double slope_b, double h, double t) {
  const double t2 = t * t, t3 = t2 * t;
  return (2.0 * t3 - 3.0 * t2 + 1.0) * a + (t3 - 2.0 * t2 + t) * h * slope_a + (3.0 * t2 - 2.0 * t3) * b +
         (t3 - t2) * h * slope_b;
}

Result<void> check_points(std::span<const CurvePoint> points) {
  if (points.empty()) {
    return fail(Errc::bad_argument,
                "the calibration has no points; give at least one pair of counts and kPa");
  }
  for (std::size_t i = 0; i < points.size(); ++i) {
    const auto& [counts, kpa] = points[i];
    const std::string which = "calibration point " + std::to_string(i + 1);
    if (!std::isfinite(counts) || !std::isfinite(kpa) || counts <= 0.0 || kpa <= 0.0) {
      return fail(Errc::bad_argument, which + " is not a positive number of counts and kPa; correct it");
    }
    if (i > 0 && (counts <= points[i - 1].counts || kpa <= points[i - 1].kpa)) {
      return fail(Errc::bad_argument, which +
                                          " does not rise in counts and kPa over the one before; sort the " +
                                          "points, or measure the doubtful one again");
    }
  }
  return {};
}

}  // namespace

Result<PressureCurve> PressureCurve::make(std::span<const CurvePoint> points, double full_scale_kpa,
                                          CurveModel model) {
  if (auto checked = check_points(points); !checked) return std::unexpected(checked.error());
  if (points.size() < fewest_points(model)) {
    return fail(Errc::bad_argument, "a " + std::string(word(model)) + " curve wants " +
                                        std::to_string(fewest_points(model)) +
                                        " points or more; add points, or take another model");
  }
  if (!std::isfinite(full_scale_kpa) || full_scale_kpa < 0.0) {
    return fail(Errc::bad_argument,
                "the calibration's full scale is not a positive number of kPa; correct it");
  }
  PressureCurve curve;
  switch (model) {
    case CurveModel::spline:
      curve.set_spline(points);
      break;
    case CurveModel::linear:
      curve.set_power(points, fit_linear(points));
      break;
    case CurveModel::power:
      curve.set_power(points, fit_power(points));
      break;
    case CurveModel::cubic: {
      const auto law = fit_cubic(points);
      if (!law) return std::unexpected(law.error());
      curve.set_cubic(points, *law);
      break;
    }
  }
  curve.set_limit(points, full_scale_kpa);
  return curve;
}

Result<PressureCurve> PressureCurve::make(const Calibration& calibration) {
  std::vector<CurvePoint> points = calibration.points;
  // Every model passes a common factor of the points on to the whole curve.
  for (CurvePoint& p : points) p.kpa *= calibration.pressure_scale;
  return make(points, calibration.full_scale_kpa, calibration.model);
}

void PressureCurve::set_spline(std::span<const CurvePoint> points) {
  start_counts_ = points.front().counts;
  start_slope_ = points.front().kpa / points.front().counts;
  const std::size_t n = points.size();
  for (const CurvePoint& p : points) knots_.push_back({std::log(p.counts), std::log(p.kpa), 1.0});
  const auto width = [&](std::size_t i) { return knots_[i + 1].ln_counts - knots_[i].ln_counts; };
  const auto chord = [&](std::size_t i) { return (knots_[i + 1].ln_kpa - knots_[i].ln_kpa) / width(i); };
  if (n == 2) knots_[0].slope = knots_[1].slope = chord(0);
  if (n <= 2) return;
  knots_[0].slope = end_slope(width(0), width(1), chord(0), chord(1));
  knots_[n - 1].slope = end_slope(width(n - 2), width(n - 3), chord(n - 2), chord(n - 3));
  for (std::size_t i = 1; i + 1 < n; ++i)
    knots_[i].slope = inner_slope(width(i - 1), width(i), chord(i - 1), chord(i));
}

// A power law is straight in logarithms: two knots with its slope.
void PressureCurve::set_power(std::span<const CurvePoint> points, const PowerLaw& law) {
  start_counts_ = points.front().counts;
  for (const double counts : {points.front().counts, points.back().counts})
    knots_.push_back(
        {std::log(counts), std::log(law.factor) + law.exponent * std::log(counts), law.exponent});
  if (points.size() == 1) knots_.pop_back();
  start_slope_ = std::exp(knots_.front().ln_kpa) / start_counts_;
}

void PressureCurve::set_cubic(std::span<const CurvePoint> points, const CubicLaw& law) {
  cubic_ = law;
  start_counts_ = points.front().counts;
  for (const double counts : {points.front().counts, points.back().counts}) {
    const double kpa = counts * (law[0] + counts * (law[1] + counts * law[2]));
    const double slope = law[0] + counts * (2.0 * law[1] + counts * 3.0 * law[2]);
    knots_.push_back({std::log(counts), std::log(kpa), slope * counts / kpa});
  }
  start_slope_ = law[0] + start_counts_ * (law[1] + start_counts_ * law[2]);
}

void PressureCurve::set_limit(std::span<const CurvePoint> points, double full_scale_kpa) {
  // Why: where the curve levels off, more counts say hardly anything about pressure.
  const double furthest_kpa =
      std::min(kFurthestShare * points.back().kpa, kpa(kFurthestCounts * points.back().counts));
  const bool given = full_scale_kpa > 0.0;
  limit_kpa_ = given && (points.size() == 1 || full_scale_kpa < furthest_kpa) ? full_scale_kpa : furthest_kpa;
  limit_counts_ = counts(limit_kpa_);
}

PressureCurve PressureCurve::linear(double kpa_per_count) {
  PressureCurve curve;
  curve.start_slope_ = kpa_per_count;
  curve.start_counts_ = curve.limit_kpa_ = curve.limit_counts_ = std::numeric_limits<double>::infinity();
  return curve;
}

double PressureCurve::kpa(double counts) const {
  if (counts <= start_counts_) return counts * start_slope_;
  const double x = std::log(counts);
  const Knot& last = knots_.back();
  if (x >= last.ln_counts) return std::exp(last.ln_kpa + last.slope * (x - last.ln_counts));
  if (cubic_) return counts * ((*cubic_)[0] + counts * ((*cubic_)[1] + counts * (*cubic_)[2]));
  const auto above = std::upper_bound(knots_.begin(), knots_.end(), x,
                                      [](double value, const Knot& knot) { return value < knot.ln_counts; });
  if (above == knots_.begin())
    return counts * start_slope_;  // Why: log may round a hair under the first point.
  const Knot& a = *(above - 1);
  const Knot& b = *above;
  const double h = b.ln_counts - a.ln_counts;
  return std::exp(hermite(a.ln_kpa, b.ln_kpa, a.slope, b.slope, h, (x - a.ln_counts) / h));
}

double PressureCurve::counts(double kpa) const {
  if (kpa <= start_slope_ * start_counts_) return kpa / start_slope_;
  const double y = std::log(kpa);
  const Knot& last = knots_.back();
  if (y >= last.ln_kpa) {
    // Why: a last slope of 0 (a curve that levels off) never gets further up.
    return last.slope > 0.0 ? std::exp(last.ln_counts + (y - last.ln_kpa) / last.slope)
                            : std::exp(last.ln_counts);
  }
  double low = knots_.front().ln_counts, high = last.ln_counts;
  for (int i = 0; i < 60; ++i) {
    const double middle = 0.5 * (low + high);
    (this->kpa(std::exp(middle)) < kpa ? low : high) = middle;
  }
  return std::exp(0.5 * (low + high));
}

}  // namespace rollscope
