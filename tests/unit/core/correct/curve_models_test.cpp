// The models of the pressure curve: known curves come back, whatever rises is followed, what does not is
// refused.
#include <gtest/gtest.h>

#include <cmath>
#include <random>

#include "core/correct/pressure_curve.hpp"

namespace rollscope {
namespace {

constexpr CurveModel kModels[] = {CurveModel::spline, CurveModel::linear, CurveModel::power,
                                  CurveModel::cubic};

template <class Curve>
std::vector<CurvePoint> points_of(std::span<const double> counts, Curve kpa, double noise = 0.0,
                                  unsigned seed = 1) {
  std::mt19937_64 random(seed);
  std::normal_distribution<double> error(0.0, 1.0);
  std::vector<CurvePoint> points;
  for (const double s : counts) points.push_back({s, kpa(s) * (1.0 + noise * error(random))});
  return points;
}

constexpr double kCounts[] = {80, 200, 420, 800, 1300, 1900, 2600, 3400};

TEST(CurveModels, TheCurveThePointsLieOnComesBack) {
  const auto line = [](double s) { return 0.13 * s; };
  const auto power = [](double s) { return 0.004 * std::pow(s, 1.37); };
  const auto cubic = [](double s) { return 0.05 * s + 1e-5 * s * s + 2e-9 * s * s * s; };
  const auto expect = [](CurveModel model, auto kpa) {
    const auto curve = PressureCurve::make(points_of(kCounts, kpa), 0.0, model);
    ASSERT_TRUE(curve) << curve.error().detail;
    for (double s = 80; s <= 3400; s += 37) EXPECT_NEAR(curve->kpa(s), kpa(s), 1e-8 * kpa(s)) << s;
  };
  expect(CurveModel::linear, line);
  expect(CurveModel::power, power);
  expect(CurveModel::power, line);
  expect(CurveModel::cubic, cubic);
  expect(CurveModel::cubic, line);
  expect(CurveModel::spline, power);
}

// Of 3 % noise on eight points the fitted curve keeps about 3 % / sqrt(8 / parameters).
TEST(CurveModels, NoiseOnThePointsIsAveraged) {
  const auto power = [](double s) { return 0.004 * std::pow(s, 1.37); };
  double worst = 0.0, sum = 0.0;
  for (unsigned seed = 1; seed <= 50; ++seed) {
    const auto curve = PressureCurve::make(points_of(kCounts, power, 0.03, seed), 0.0, CurveModel::power);
    ASSERT_TRUE(curve) << curve.error().detail;
    for (const double s : kCounts) {
      const double error = curve->kpa(s) / power(s) - 1.0;
      sum += error * error;
      worst = std::max(worst, std::abs(error));
    }
  }
  EXPECT_LT(std::sqrt(sum / (50.0 * std::size(kCounts))), 0.03 * std::sqrt(2.0 / 8.0) * 1.25);
  EXPECT_LT(worst, 0.08);
}

double cost(const std::vector<CurvePoint>& points, auto kpa) {
  double sum = 0.0;
  for (const CurvePoint& p : points) sum += std::pow(kpa(p.counts) / p.kpa - 1.0, 2.0);
  return sum;
}

// The definition itself: no neighbouring curve of the family has a smaller sum of squared relative errors.
TEST(CurveModels, TheFitIsTheLeastSumOfSquaredRelativeErrors) {
  for (unsigned seed = 1; seed <= 20; ++seed) {
    const auto points = points_of(kCounts, [](double s) { return 0.01 * std::pow(s, 1.2); }, 0.05, seed);
    const PowerLaw line = fit_linear(points), power = fit_power(points);
    const auto value = [](double factor, double exponent) {
      return [=](double s) { return factor * std::pow(s, exponent); };
    };
    for (const double off : {-1e-3, 1e-3}) {
      EXPECT_LT(cost(points, value(line.factor, 1.0)), cost(points, value(line.factor * (1 + off), 1.0)));
      EXPECT_LT(cost(points, value(power.factor, power.exponent)),
                cost(points, value(power.factor * (1 + off), power.exponent)));
      EXPECT_LT(cost(points, value(power.factor, power.exponent)),
                cost(points, value(power.factor, power.exponent + off * 0.1)));
    }
    const auto cubic = fit_cubic(points);
    if (!cubic) continue;
    const auto at = [](CubicLaw law) {
      return [law](double s) { return s * (law[0] + s * (law[1] + s * law[2])); };
    };
    for (std::size_t i = 0; i < 3; ++i) {
      for (const double off : {-1e-3, 1e-3}) {
        CubicLaw other = *cubic;
        other[i] *= 1 + off;
        EXPECT_LT(cost(points, at(*cubic)), cost(points, at(other)));
      }
    }
  }
}

std::vector<CurvePoint> random_points(std::mt19937_64& random) {
  std::uniform_real_distribution<double> factor(1.1, 3.0);
  std::vector<CurvePoint> points{{5.0 * factor(random), 2.0 * factor(random)}};
  const auto count = random() % 8;
  for (std::uint64_t i = 0; i < count; ++i)
    points.push_back({points.back().counts * factor(random), points.back().kpa * factor(random)});
  return points;
}

TEST(CurveModels, EveryCurveRisesIsStraightBelowAndEndsInTime) {
  std::mt19937_64 random(5);
  int refused = 0, made = 0;
  for (int round = 0; round < 400; ++round) {
    const auto points = random_points(random);
    const CurveModel model = kModels[round % 4];
    const auto curve = PressureCurve::make(points, 0.0, model);
    if (!curve) {
      EXPECT_TRUE(points.size() < fewest_points(model) || model == CurveModel::cubic);
      ++refused;
      continue;
    }
    ++made;
    double before = -1e9;
    for (double s = -0.5 * points.back().counts; s < 1.6 * points.back().counts;
         s += points.back().counts / 777.0) {
      const double kpa = curve->kpa(s);
      EXPECT_GE(kpa, before - 1e-9 * std::abs(kpa)) << word(model);
      before = kpa;
    }
    const double first = points.front().counts;
    for (const double share : {-1.0, 0.2, 0.9})
      EXPECT_NEAR(curve->kpa(share * first), share * curve->kpa(first), 1e-9 * curve->kpa(first));
    EXPECT_LE(curve->limit_kpa(), 1.1 * points.back().kpa * (1 + 1e-9));
    EXPECT_LE(curve->limit_counts(), 1.5 * points.back().counts * (1 + 1e-9));
    EXPECT_NEAR(curve->kpa(curve->limit_counts()), curve->limit_kpa(), 1e-6 * curve->limit_kpa());
    // Through the joints without a step.
    for (const double s : {first, points.back().counts})
      EXPECT_NEAR(curve->kpa(s * (1 + 1e-12)), curve->kpa(s * (1 - 1e-12)), 1e-6 * curve->kpa(s));
  }
  EXPECT_GT(made, 250);
  EXPECT_GT(refused, 20);
}

TEST(CurveModels, ACubicThatTurnsIsRefused) {
  // Steep, flat, steep: the best cubic falls in the middle.
  const std::vector<CurvePoint> points{{100, 50}, {200, 100}, {1000, 101}, {1800, 102}, {2000, 180}};
  const auto curve = PressureCurve::make(points, 0.0, CurveModel::cubic);
  ASSERT_FALSE(curve);
  EXPECT_EQ(curve.error().code, Errc::bad_argument);
  EXPECT_NE(curve.error().detail.find("does not rise"), std::string::npos);
  EXPECT_TRUE(PressureCurve::make(points, 0.0, CurveModel::spline));
}

TEST(CurveModels, TooFewPointsAreNamed) {
  const std::vector<CurvePoint> one{{100, 10}}, two{{100, 10}, {200, 30}};
  EXPECT_NE(PressureCurve::make(one, 0, CurveModel::power).error().detail.find("2 points"),
            std::string::npos);
  EXPECT_NE(PressureCurve::make(two, 0, CurveModel::cubic).error().detail.find("3 points"),
            std::string::npos);
  const auto line = PressureCurve::make(one, 0, CurveModel::linear);
  ASSERT_TRUE(line);
  EXPECT_NEAR(line->kpa(50), 5, 1e-12);
  EXPECT_NEAR(line->kpa(105), 10.5, 1e-12);
}

// A rescale after a load check moves pressure as a whole, at every load.
TEST(CurveModels, ThePressureScaleMultipliesTheWholeCurve) {
  for (const CurveModel model : kModels) {
    Calibration calibration;
    calibration.points = points_of(kCounts, [](double s) { return 0.02 * std::pow(s, 1.1); }, 0.01, 3);
    calibration.model = model;
    const auto plain = PressureCurve::make(calibration);
    calibration.pressure_scale = 1.07;
    const auto scaled = PressureCurve::make(calibration);
    ASSERT_TRUE(plain && scaled);
    for (double s = -100; s < 3500; s += 61)
      EXPECT_NEAR(scaled->kpa(s), 1.07 * plain->kpa(s), 1e-9 * std::abs(plain->kpa(s)) + 1e-12)
          << word(model);
    EXPECT_NEAR(scaled->limit_kpa(), 1.07 * plain->limit_kpa(), 1e-9 * plain->limit_kpa());
  }
}

}  // namespace
}  // namespace rollscope
