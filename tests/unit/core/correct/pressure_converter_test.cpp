#include "core/correct/pressure_converter.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <random>

#include "core/correct/pressure_curve.hpp"

namespace rollscope {
namespace {

StreamInfo stream_of(int rows, int cols, SampleFormat format = SampleFormat::u16, double full_scale = 4095) {
  StreamInfo stream;
  stream.layout.rows = rows;
  stream.layout.cols = cols;
  stream.format = format;
  stream.full_scale = full_scale;
  return stream;
}

Calibration calibration_of(std::vector<CurvePoint> points) {
  Calibration calibration;
  calibration.points = std::move(points);
  return calibration;
}

std::vector<CurvePoint> random_points(std::mt19937_64& random) {
  std::uniform_real_distribution<double> factor(1.1, 3.0);
  std::vector<CurvePoint> points{{5.0 * factor(random), 2.0 * factor(random)}};
  const auto count = random() % 8;
  for (std::uint64_t i = 0; i < count; ++i) {
    points.push_back({points.back().counts * factor(random), points.back().kpa * factor(random)});
  }
  return points;
}

TEST(PressureCurve, GoesThroughItsPointsAndNeverFalls) {
  std::mt19937_64 random(1);
  for (int round = 0; round < 200; ++round) {
    const auto points = random_points(random);
    const auto curve = PressureCurve::make(points, 0.0);
    ASSERT_TRUE(curve);
    for (const CurvePoint& p : points) EXPECT_NEAR(curve->kpa(p.counts), p.kpa, 1e-9 * p.kpa);
    double before = curve->kpa(-50.0);
    for (double counts = -50.0; counts < 1.5 * points.back().counts; counts += points.back().counts / 500.0) {
      const double kpa = curve->kpa(counts);
      EXPECT_GE(kpa, before - 1e-9 * std::abs(kpa));
      before = kpa;
    }
    for (double share = -0.5; share < 1.1; share += 0.013) {
      const double kpa = std::min(share * points.back().kpa, curve->limit_kpa());
      EXPECT_NEAR(curve->kpa(curve->counts(kpa)), kpa, 1e-6 * std::abs(kpa) + 1e-9);
    }
    EXPECT_GE(curve->limit_kpa(), points.back().kpa * (1 - 1e-12));
    EXPECT_LE(curve->limit_kpa(), 1.1 * points.back().kpa * (1 + 1e-12));
    EXPECT_LE(curve->limit_counts(), 1.5 * points.back().counts * (1 + 1e-9));
    EXPECT_EQ(curve->kpa(0.0), 0.0);
    EXPECT_DOUBLE_EQ(curve->kpa(-3.0), -curve->kpa(3.0)) << "straight through zero";
  }
}

TEST(PressureCurve, OnePointIsALineAndTwoAreAPowerLaw) {
  const auto line = PressureCurve::make(std::vector<CurvePoint>{{100, 50}}, 300.0);
  EXPECT_DOUBLE_EQ(line->kpa(40), 20);
  EXPECT_NEAR(line->kpa(500), 250, 1e-9);
  EXPECT_EQ(line->limit_kpa(), 300.0);
  const auto power =
      PressureCurve::make(std::vector<CurvePoint>{{100, 20}, {1000, 200 * std::sqrt(10)}}, 0.0);
  for (double counts = 100; counts < 1200; counts += 50) {
    EXPECT_NEAR(power->kpa(counts), 20 * std::pow(counts / 100, 1.5), 1e-6);
  }
  EXPECT_NEAR(power->limit_kpa(), 1.1 * 200 * std::sqrt(10), 1e-9);
}

// Values computed outside the program, with the cubic in Newton's form.
TEST(PressureCurve, IsTheCubicOfFritschAndCarlson) {
  const auto curve = PressureCurve::make(
      std::vector<CurvePoint>{{50, 10}, {120, 20}, {400, 80}, {900, 90}, {2000, 300}}, 0.0);
  ASSERT_TRUE(curve);
  const double counts[] = {60, 80, 200, 350, 600, 850, 1200, 1900};
  const double kpa[] = {11.307840767, 14.060544914, 38.83518836,   75.261388951,
                        84.681243216, 88.760633291, 114.719948263, 268.338795882};
  for (std::size_t i = 0; i < std::size(counts); ++i) EXPECT_NEAR(curve->kpa(counts[i]), kpa[i], 1e-6);
}

TEST(PressureCurve, RefusesWhatDoesNotRise) {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  for (const auto& points : std::vector<std::vector<CurvePoint>>{{},
                                                                 {{0, 1}},
                                                                 {{1, 0}},
                                                                 {{-1, 1}},
                                                                 {{nan, 1}},
                                                                 {{1, 1}, {1, 2}},
                                                                 {{1, 1}, {2, 1}},
                                                                 {{2, 1}, {1, 2}}}) {
    const auto curve = PressureCurve::make(points, 0.0);
    ASSERT_FALSE(curve);
    EXPECT_EQ(curve.error().code, Errc::bad_argument);
  }
  EXPECT_FALSE(PressureCurve::make(std::vector<CurvePoint>{{1, 1}}, -5.0));
}

TEST(PressureConverter, FollowsTheExactCurve) {
  std::mt19937_64 random(2);
  for (int round = 0; round < 30; ++round) {
    Calibration calibration = calibration_of(random_points(random));
    calibration.gain.assign(4096, 1.25F);
    calibration.zero.assign(4096, 7.0F);
    const auto curve = PressureCurve::make(calibration.points, 0.0);
    const auto converter = PressureConverter::make(stream_of(64, 64, SampleFormat::u16, 65535), calibration);
    ASSERT_TRUE(converter);
    std::vector<float> samples(4096);
    for (std::size_t i = 0; i < samples.size(); ++i) samples[i] = static_cast<float>(i);
    PressureFrame frame;
    converter->convert(samples, frame);
    for (std::size_t i = 0; i < samples.size(); ++i) {
      const double counts = 1.25 * (static_cast<double>(i) - 7.0);
      const double exact = std::min(curve->kpa(counts), curve->limit_kpa());
      ASSERT_NEAR(frame.pressure[i], exact, 5e-5 * std::abs(exact) + 1e-3) << i;
      ASSERT_EQ((frame.validity[i] & saturated) != 0, counts > curve->limit_counts() * (1 + 1e-6)) << i;
    }
  }
}

TEST(PressureConverter, WithoutCalibrationGivesCountsAboveZero) {
  auto converter = PressureConverter::make(stream_of(1, 3, SampleFormat::u8, 0), std::nullopt);
  ASSERT_TRUE(converter);
  converter->set_zero(std::vector<float>{10, 0, 0});
  PressureFrame frame;
  converter->convert(std::vector<float>{4, 100, 255}, frame);
  EXPECT_EQ(frame.unit, PressureUnit::counts);
  EXPECT_EQ(frame.pressure, (std::vector<float>{-6, 100, 255}));
  EXPECT_EQ(frame.validity, (std::vector<std::uint8_t>{valid, valid, saturated}));
  EXPECT_EQ(converter->full_scale(), 255.0);
}

TEST(PressureConverter, TakesTheDevicesOwnLine) {
  StreamInfo stream = stream_of(1, 2);
  stream.kpa_per_count = 0.25;
  const auto converter = PressureConverter::make(stream, std::nullopt);
  PressureFrame frame;
  converter->convert(std::vector<float>{-8, 4095}, frame);
  EXPECT_EQ(frame.unit, PressureUnit::kpa);
  EXPECT_EQ(frame.pressure, (std::vector<float>{-2, 1023.75F}));
  EXPECT_EQ(frame.validity[1], saturated);
  EXPECT_EQ(converter->full_scale(), 1023.75);
  EXPECT_EQ(converter->samples_at(10.0), 40.0);
}

TEST(PressureConverter, PassesKpaAndMarksWhatIsNotThere) {
  StreamInfo stream = stream_of(1, 3, SampleFormat::f32_kpa, 0);
  stream.layout.present = {1, 1, 0};
  const auto converter = PressureConverter::make(stream, std::nullopt);
  PressureFrame frame;
  converter->convert(std::vector<float>{12.5F, kNotGiven, 3}, frame);
  EXPECT_EQ(frame.unit, PressureUnit::kpa);
  EXPECT_EQ(frame.pressure, (std::vector<float>{12.5F, 0, 0}));
  EXPECT_EQ(frame.validity, (std::vector<std::uint8_t>{valid, missing, absent}));
}

TEST(PressureConverter, RefusesACalibrationThatDoesNotFit) {
  const StreamInfo stream = stream_of(2, 2);
  Calibration good = calibration_of({{10, 5}, {100, 50}});
  good.gain = {1, 1, 0.4F, 2.9F};
  good.zero = {0, 1, 2, 3};
  EXPECT_TRUE(PressureConverter::make(stream, good));
  const auto refused = [&](auto change) {
    Calibration bad = good;
    change(bad);
    const auto converter = PressureConverter::make(stream, bad);
    return !converter && !converter.error().detail.empty();
  };
  EXPECT_TRUE(refused([](Calibration& c) { c.gain.pop_back(); }));
  EXPECT_TRUE(refused([](Calibration& c) { c.zero.push_back(0); }));
  EXPECT_TRUE(refused([](Calibration& c) { c.gain[1] = 3.1F; }));
  EXPECT_TRUE(refused([](Calibration& c) { c.gain[1] = kNotGiven; }));
  EXPECT_TRUE(refused([](Calibration& c) { c.zero[1] = kNotGiven; }));
  EXPECT_TRUE(refused([](Calibration& c) { c.points.clear(); }));
  EXPECT_TRUE(refused([](Calibration& c) { c.points[1].kpa = 4; }));
}

}  // namespace
}  // namespace rollscope
