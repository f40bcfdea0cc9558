#include "core/correct/curve_models.hpp"

#include <Eigen/Dense>
#include <algorithm>
#include <cmath>
#include <vector>

namespace rollscope {
namespace {

constexpr int kMostSteps = 50;
constexpr int kMostHalvings = 20;

// In (ln counts - centre, ln kPa).
struct LogPoint {
  double x, y;
};

std::vector<LogPoint> logs(std::span<const CurvePoint> points, double centre) {
  std::vector<LogPoint> all;
  for (const CurvePoint& p : points) all.push_back({std::log(p.counts) - centre, std::log(p.kpa)});
  return all;
}

double mean_ln_counts(std::span<const CurvePoint> points) {
  double sum = 0.0;
  for (const CurvePoint& p : points) sum += std::log(p.counts);
  return sum / static_cast<double>(points.size());
}

// Sum of squared relative errors of kPa = exp(ln_factor + exponent x).
double cost(const std::vector<LogPoint>& points, double ln_factor, double exponent) {
  double sum = 0.0;
  for (const LogPoint& p : points) {
    const double error = std::exp(ln_factor + exponent * p.x - p.y) - 1.0;
    sum += error * error;
  }
  return sum;
}

// Derivative of the cubic where it is least between `low` and `high`.
double least_slope(const CubicLaw& law, double low, double high) {
  const auto slope = [&](double s) { return law[0] + s * (2.0 * law[1] + s * 3.0 * law[2]); };
  double least = std::min(slope(low), slope(high));
  const double turn = law[2] != 0.0 ? -law[1] / (3.0 * law[2]) : low;
  if (turn > low && turn < high) least = std::min(least, slope(turn));
  return least;
}

}  // namespace

std::size_t fewest_points(CurveModel model) {
  switch (model) {
    case CurveModel::spline:
    case CurveModel::linear:
      return 1;
    case CurveModel::power:
      return 2;
    case CurveModel::cubic:
      return 3;
  }
  return 1;
}

PowerLaw fit_linear(std::span<const CurvePoint> points) {
  double first = 0.0, second = 0.0;
  for (const CurvePoint& p : points) {
    const double ratio = p.counts / p.kpa;
    first += ratio;
    second += ratio * ratio;
  }
  return {.factor = first / second, .exponent = 1.0};
}

// A straight line in logarithms to start with, then Gauss-Newton on the relative errors themselves.
PowerLaw fit_power(std::span<const CurvePoint> points) {
  const double centre = mean_ln_counts(points);
  const std::vector<LogPoint> in = logs(points, centre);
  double sum_y = 0.0, sum_xx = 0.0, sum_xy = 0.0;
  for (const LogPoint& p : in) {
    sum_y += p.y;
    sum_xx += p.x * p.x;
    sum_xy += p.x * p.y;
  }
  double ln_factor = sum_y / static_cast<double>(in.size()), exponent = sum_xy / sum_xx;
  double now = cost(in, ln_factor, exponent);
  for (int step = 0; step < kMostSteps; ++step) {
    Eigen::Matrix2d normal = Eigen::Matrix2d::Zero();
    Eigen::Vector2d right = Eigen::Vector2d::Zero();
    for (const LogPoint& p : in) {
      const double share = std::exp(ln_factor + exponent * p.x - p.y);
      const Eigen::Vector2d row(share, share * p.x);
      normal += row * row.transpose();
      right += row * (1.0 - share);
    }
    Eigen::Vector2d move = normal.ldlt().solve(right);
    int halved = 0;
    for (; halved < kMostHalvings; ++halved, move *= 0.5)
      if (cost(in, ln_factor + move[0], exponent + move[1]) < now) break;
    if (halved == kMostHalvings) break;
    ln_factor += move[0];
    exponent += move[1];
    now = cost(in, ln_factor, exponent);
  }
  return {.factor = std::exp(ln_factor - exponent * centre), .exponent = exponent};
}

Result<CubicLaw> fit_cubic(std::span<const CurvePoint> points) {
  // Why: in shares of the last point the columns are of one size.
  const double top = points.back().counts;
  Eigen::Matrix<double, Eigen::Dynamic, 3> rows(static_cast<Eigen::Index>(points.size()), 3);
  for (std::size_t i = 0; i < points.size(); ++i) {
    const double s = points[i].counts / top;
    rows.row(static_cast<Eigen::Index>(i)) = Eigen::RowVector3d(s, s * s, s * s * s) / points[i].kpa;
  }
  const Eigen::Vector3d fitted = rows.colPivHouseholderQr().solve(Eigen::VectorXd::Ones(rows.rows()));
  const CubicLaw law{fitted[0] / top, fitted[1] / (top * top), fitted[2] / (top * top * top)};
  const double first = points.front().counts;
  const double at_first = first * (law[0] + first * (law[1] + first * law[2]));
  if (!(at_first > 0.0) || !(least_slope(law, first, top) > 0.0))
    return fail(Errc::bad_argument,
                "the cubic that fits the points best does not rise all the way; take the spline or the power "
                "law, or more points");
  return law;
}

}  // namespace rollscope
