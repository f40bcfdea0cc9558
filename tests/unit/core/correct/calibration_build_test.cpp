// From measured loads to a calibration: the curve that made the counts comes back, and forces are right.
#include "core/correct/calibration_build.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "core/correct/calibration_fit.hpp"
#include "core/correct/load_reading.hpp"
#include "core/correct/pressure_curve.hpp"
#include "core/correct/uncertainty_class.hpp"
#include "tests/unit/core/correct/synthetic_array.hpp"

namespace rollscope {
namespace {

using test::SyntheticArray;

KnownPress press_of(SyntheticArray& array, double force_n, double side_mm, double x_mm, double y_mm) {
  return {.kpa = 1000.0 * force_n / (side_mm * side_mm),
          .force_n = force_n,
          .counts = array.read(array.indenter(x_mm, y_mm, side_mm, force_n)),
          .name = std::to_string(static_cast<int>(force_n)) + " N"};
}

// The whole chain on an uneven, noisy array with an indenter across sensel borders.
TEST(CalibrationBuild, IndentersOnAnUnevenArrayGiveTheTrueCurve) {
  for (const std::uint64_t seed : {1U, 2U, 3U}) {
    SyntheticArray array(16, 16, 0.2, 0.1, seed);
    array.noise = 1.5;
    const auto level =
        level_sensels({{30, array.uniform(30)}, {120, array.uniform(120)}}, array.stream.layout);
    ASSERT_TRUE(level) << level.error().detail;
    Calibration calibration;
    calibration.gain = level->gain;
    calibration.exponent = level->exponent;
    calibration.equilibration = level->facts;
    std::vector<KnownPress> presses;
    for (const double force_n : {15.0, 30.0, 60.0, 120.0, 240.0, 400.0})
      presses.push_back(press_of(array, force_n, 36.0, 73.0, 88.0));
    const auto points = curve_points(presses, calibration, array.stream, CurveModel::spline);
    ASSERT_TRUE(points) << points.error().detail;
    calibration.points = *points;
    calibration.residuals = *curve_residuals(*points, CurveModel::spline);
    EXPECT_LT(*residual_rms(calibration), 0.05);
    // Against loads the points do not hold, of another size, elsewhere.
    for (const double force_n : {40.0, 150.0, 500.0}) {
      const double side_mm = 45.0;
      const auto check = check_load(calibration, array.stream,
                                    {force_n, array.read(array.indenter(60, 100, side_mm, force_n)), ""});
      ASSERT_TRUE(check);
      EXPECT_NEAR(load_ratio(*check), 1.0, 0.05) << seed << ": " << force_n << " N";
    }
    calibration.checks.push_back(
        *check_load(calibration, array.stream, {150, array.read(array.indenter(60, 100, 45, 150)), ""}));
    EXPECT_EQ(evidence_class(calibration).letter, 'B');
  }
}

TEST(CalibrationBuild, UniformPressuresArePointsAsTheyStand) {
  SyntheticArray array(8, 8, 0.0, 0.0, 4);
  std::vector<KnownPress> presses;
  for (const double kpa : {200.0, 20.0, 60.0})
    presses.push_back({.kpa = kpa, .counts = array.uniform(kpa), .name = "bladder"});
  const auto points = curve_points(presses, {}, array.stream, CurveModel::power);
  ASSERT_TRUE(points) << points.error().detail;
  for (const CurvePoint& p : *points) EXPECT_NEAR(p.counts, array.common(p.kpa), 1e-3 * p.counts);
}

// Where lines are solved, loads come as the solved signal, and levelling applies to that.
TEST(CalibrationBuild, SolvedLinesAreLevelledLikeCounts) {
  SyntheticArray array(12, 12, 0.2, 0.1, 9);
  const auto level = level_sensels({{30, array.uniform(30)}, {120, array.uniform(120)}}, array.stream.layout);
  ASSERT_TRUE(level);
  Calibration plain;
  plain.gain = level->gain;
  plain.exponent = level->exponent;
  plain.equilibration = level->facts;
  Calibration solved = plain;
  solved.crosstalk.front_end = FrontEnd::grounded;
  solved.crosstalk.pulldown_ohm = 1000.0;
  const std::vector<KnownPress> presses{press_of(array, 30, 36, 60, 60), press_of(array, 120, 36, 60, 60)};
  const auto counts = curve_points(presses, plain, array.stream, CurveModel::spline);
  const auto signal = curve_points(presses, solved, array.stream, CurveModel::spline);
  ASSERT_TRUE(counts && signal);
  EXPECT_EQ(*signal, *counts);
}

TEST(CalibrationBuild, AnArrayThatCannotBeMeasuredIsNotChecked) {
  SyntheticArray array(12, 12, 0.0, 0.0, 10);
  Calibration calibration;
  calibration.points = {{100, 10}, {1000, 200}};
  calibration.crosstalk.front_end = FrontEnd::floating;
  const auto check = check_load(calibration, array.stream, {90, array.uniform(20), ""});
  ASSERT_FALSE(check);
  EXPECT_NE(check.error().detail.find("floating"), std::string::npos) << check.error().detail;
}

TEST(CalibrationBuild, PointsThatDoNotRiseAreRefusedByName) {
  SyntheticArray array(12, 12, 0.0, 0.0, 5);
  std::vector<KnownPress> presses{press_of(array, 50, 30, 60, 60), press_of(array, 100, 30, 60, 60)};
  std::swap(presses[0].counts, presses[1].counts);
  const auto points = curve_points(presses, {}, array.stream, CurveModel::spline);
  ASSERT_FALSE(points);
  EXPECT_EQ(points.error().code, Errc::refused);
  EXPECT_NE(points.error().detail.find("100 N"), std::string::npos) << points.error().detail;
  EXPECT_NE(points.error().detail.find("measure the doubtful one again"), std::string::npos);
}

TEST(CalibrationBuild, AWrongScaleIsToldAndRescaledOnceWithinReason) {
  SyntheticArray array(12, 12, 0.0, 0.0, 6);
  Calibration calibration;
  for (const double kpa : {5.0, 20.0, 80.0, 300.0})
    calibration.points.push_back({.counts = array.common(kpa), .kpa = 0.85 * kpa});  // read 15 % too low
  const KnownLoad load{90.0, array.read(array.indenter(60, 60, 40, 90)), "9.18 kg"};
  const auto check = check_load(calibration, array.stream, load);
  ASSERT_TRUE(check);
  EXPECT_NEAR(load_ratio(*check), 0.85, 0.01);
  EXPECT_EQ(load_check_verdict(load_ratio(*check)), Verdict::warn);
  ASSERT_TRUE(rescale(calibration, *check));
  EXPECT_NEAR(calibration.pressure_scale, 1 / 0.85, 0.02);
  const auto again = check_load(calibration, array.stream, load);
  EXPECT_NEAR(load_ratio(*again), 1.0, 1e-3);
  for (CurvePoint& p : calibration.points) p.kpa *= 0.5;
  const auto far = check_load(calibration, array.stream, load);
  EXPECT_EQ(rescale(calibration, *far).error().code, Errc::refused);
}

struct Feed {
  SyntheticArray array{8, 8, 0.1, 0.0, 7};
  double time_s = 0.0;
  LoadReader reader{array.stream, std::vector<float>(64, 12.0F)};
  // True when the reader became ready within.
  bool play(double seconds, double from_kpa, double to_kpa) {
    bool ready = false;
    const double start_s = time_s;
    for (; time_s < start_s + seconds; time_s += 0.02) {
      const double kpa = from_kpa + (to_kpa - from_kpa) * (time_s - start_s) / seconds;
      ready = reader.add(array.frame(std::vector<double>(64, kpa), time_s), time_s) || ready;
    }
    return ready;
  }
};

TEST(LoadReader, WaitsForALoadThatStandsStill) {
  Feed feed;
  EXPECT_FALSE(feed.play(3.0, 0, 0));
  EXPECT_NE(feed.reader.reading().error().detail.find("nothing presses"), std::string::npos);
  EXPECT_FALSE(feed.play(3.0, 10, 60));
  EXPECT_NE(feed.reader.reading().error().detail.find("stand still"), std::string::npos);
  EXPECT_TRUE(feed.play(3.0, 60, 60));
  const auto reading = feed.reader.reading();
  ASSERT_TRUE(reading) << reading.error().detail;
  EXPECT_EQ(reading->saturated, 0);
  for (std::size_t i = 0; i < 64; ++i)
    EXPECT_NEAR(reading->counts[i], feed.array.counts(i, 60), 0.6) << "half a count of rounding";
}

TEST(LoadReader, TellsTooShortAndSaturated) {
  Feed feed;
  EXPECT_FALSE(feed.play(1.5, 60, 60));
  EXPECT_NE(feed.reader.reading().error().detail.find("two seconds"), std::string::npos);
  EXPECT_TRUE(feed.play(3.0, 2000, 2000));
  EXPECT_EQ(feed.reader.reading()->saturated, 64);
}

TEST(LoadReader, ALoadThatRollsKeepsItsSumAndIsRefused) {
  SyntheticArray array(16, 16, 0.0, 0.0, 11);
  array.noise = 1.5;
  LoadReader reader(array.stream, std::vector<float>(256, 12.0F));
  double time_s = 0.0;
  bool ready = false;
  for (; time_s < 4.0; time_s += 0.02)
    ready = reader.add(array.frame(array.indenter(40 + 20 * time_s, 80, 40, 60), time_s), time_s) || ready;
  EXPECT_TRUE(ready);
  ASSERT_FALSE(reader.reading());
  EXPECT_NE(reader.reading().error().detail.find("moves"), std::string::npos);
  for (; time_s < 7.0; time_s += 0.02)
    reader.add(array.frame(array.indenter(120, 80, 40, 60), time_s), time_s);
  EXPECT_TRUE(reader.reading()) << reader.reading().error().detail;
}

TEST(LoadReader, FastStreamsAreThinned) {
  for (const double rate_hz : {20.0, 100.0, 128.0, 142.0, 500.0, 1000.0}) {
    SyntheticArray array(4, 4, 0.0, 0.0, 8);
    LoadReader reader(array.stream, std::vector<float>(16, 12.0F));
    bool ready = false;
    for (double time_s = 0.0; time_s < 5.0; time_s += 1.0 / rate_hz)
      ready = reader.add(array.frame(std::vector<double>(16, 50.0), time_s), time_s) || ready;
    EXPECT_TRUE(ready) << rate_hz;
    ASSERT_TRUE(reader.reading()) << rate_hz;
    EXPECT_LE(reader.reading()->frames, LoadReader::kMostFrames + 1);
    EXPECT_GE(reader.reading()->frames, 40);
  }
}

}  // namespace
}  // namespace rollscope
