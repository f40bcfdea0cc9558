// Crosstalk and creep where they sit in the measurement lane.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "core/correct/measurement_lane.hpp"
#include "core/correct/uncertainty_class.hpp"
#include "core/scene/sensor_model.hpp"
#include "tests/unit/core/mat_support.hpp"

namespace rollscope {
namespace {

constexpr double kRate_hz = 50.0;

StreamInfo stream_of(int rows, int cols) {
  StreamInfo stream;
  stream.layout.rows = rows;
  stream.layout.cols = cols;
  stream.full_scale = 4095;
  stream.rate_hz = kRate_hz;
  return stream;
}

// A patch of 12 x 5 sensels: twelve of them share each column.
std::vector<float> patch(const SensorLayout& layout, float kpa) {
  std::vector<float> pressure(layout.sensels(), 0.0F);
  for (int row = 3; row < 15; ++row)
    for (int col = 4; col < 9; ++col) pressure[static_cast<std::size_t>(row * layout.cols + col)] = kpa;
  return pressure;
}

SensorOptions sensor_of(FrontEnd front_end) {
  SensorOptions options;
  options.lines = usual_lines(front_end);
  options.noise_share = 0.5 / 4095.0;
  options.creep_per_decade = 0.0;
  return options;
}

// Plays a pressure for some seconds; the frame that comes last.
class Bench {
 public:
  Bench(const StreamInfo& stream, const SensorOptions& options, const Calibration& calibration)
      : sensor_(stream.layout, kRate_hz, options, {}, 3), lane_(*MeasurementLane::make(stream, calibration)) {
    frame_.samples.resize(stream.layout.sensels());
  }

  const PressureFrame& play(const std::vector<float>& kpa, double seconds) {
    for (int k = 0; k < static_cast<int>(seconds * kRate_hz); ++k) {
      sensor_.sample(kpa, frame_.samples);
      frame_.sequence = number_;
      lane_.process(frame_, static_cast<double>(number_) / kRate_hz, number_);
      ++number_;
    }
    return lane_.measured();
  }
  MeasurementLane& lane() { return lane_; }
  const RawFrame& frame() const { return frame_; }

 private:
  SensorModel sensor_;
  MeasurementLane lane_;
  RawFrame frame_;
  std::uint64_t number_ = 0;
};

Calibration told(const StreamInfo& stream, const SensorOptions& options) {
  return SensorModel(stream.layout, kRate_hz, options, {}, 3).calibration();
}

// Mean over the patch, in kPa.
double mean_of(const PressureFrame& frame, const std::vector<float>& truth) {
  double sum = 0.0, count = 0.0;
  for (std::size_t i = 0; i < truth.size(); ++i) {
    if (truth[i] > 0.0F) {
      sum += static_cast<double>(frame.pressure[i]);
      count += 1.0;
    }
  }
  return sum / count;
}

// The drivers are 30 % off what the calibration says, both ways (science.md 4.1).
TEST(LaneElectronics, SolvesCrosstalkWithWrongDrivers) {
  const StreamInfo stream = stream_of(18, 14);
  const std::vector<float> truth = patch(stream.layout, 200.0F);
  for (const FrontEnd front_end : {FrontEnd::grounded, FrontEnd::zero_potential}) {
    for (const double share : {0.7, 1.0, 1.3}) {
      SensorOptions options = sensor_of(front_end);
      options.told_driver_share = share;
      Bench bench(stream, options, told(stream, options));
      const PressureFrame& frame = bench.play(truth, 0.5);
      EXPECT_EQ(frame.unit, PressureUnit::kpa);
      EXPECT_NEAR(mean_of(frame, truth), 200.0, share == 1.0 ? 2.0 : 10.0) << share;
      for (std::size_t i = 0; i < truth.size(); ++i) {
        EXPECT_EQ(frame.validity[i], valid);
        if (truth[i] == 0.0F) {
          EXPECT_NEAR(frame.pressure[i], 0.0F, 4.0F);
        }
      }
    }
  }
}

// What it is all for: the same counts taken as if each sensel were alone.
TEST(LaneElectronics, WithoutTheSolverTheLoadIsHalved) {
  const StreamInfo stream = stream_of(18, 14);
  const std::vector<float> truth = patch(stream.layout, 200.0F);
  const SensorOptions options = sensor_of(FrontEnd::grounded);
  Calibration alone = told(stream, options);
  for (CurvePoint& point : alone.points) point.counts = 4095.0 * lone_reading(options.lines, point.counts);
  for (float& zero : alone.zero)
    zero = static_cast<float>(4095.0 * lone_reading(options.lines, static_cast<double>(zero)));
  alone.crosstalk = {};
  Bench bench(stream, options, alone);
  EXPECT_LT(mean_of(bench.play(truth, 0.5), truth), 110.0);
}

TEST(LaneElectronics, AZeroIsTakenFromTheSolvedSignal) {
  const StreamInfo stream = stream_of(18, 14);
  const SensorOptions options = sensor_of(FrontEnd::grounded);
  Calibration calibration = told(stream, options);
  const std::vector<float> zero_us = calibration.zero;
  calibration.zero.clear();
  Bench bench(stream, options, calibration);
  const std::vector<float> nothing(stream.layout.sensels(), 0.0F);
  bench.play(nothing, 0.2);
  const std::span<const float> signal = bench.lane().signal(bench.frame());
  // A count is 0.24 uS here.
  for (std::size_t i = 0; i < signal.size(); ++i) EXPECT_NEAR(signal[i], zero_us[i], 0.8F);
  bench.lane().set_zero(zero_us);
  const std::vector<float> truth = patch(stream.layout, 150.0F);
  EXPECT_NEAR(mean_of(bench.play(truth, 0.3), truth), 150.0, 2.0);
}

TEST(LaneElectronics, AnOverloadedLineIsMissingAndCounted) {
  const StreamInfo stream = stream_of(18, 14);
  SensorOptions options = sensor_of(FrontEnd::grounded);
  options.lines.driver_ohm = 0.0;
  options.span_us = 4000.0;  // 12 sensels of them are 48 times the pull-down
  Bench bench(stream, options, told(stream, options));
  const std::vector<float> truth = patch(stream.layout, 700.0F);
  const PressureFrame& frame = bench.play(truth, 0.2);
  EXPECT_EQ(bench.lane().lines_overloaded(), 5);
  for (std::size_t i = 0; i < truth.size(); ++i) {
    const bool in_line = i % 14 >= 4 && i % 14 < 9;  // pressed or not: the line as a whole cannot be told
    EXPECT_EQ(frame.validity[i] & missing, in_line ? missing : 0);
  }
}

TEST(LaneElectronics, FloatingLinesAreEstimatedAndNeverKpa) {
  const StreamInfo stream = stream_of(18, 14);
  const SensorOptions options = sensor_of(FrontEnd::floating);
  const Calibration calibration = told(stream, options);
  EXPECT_EQ(calibration_class(calibration).letter, 'C');
  EXPECT_NE(calibration_class(calibration).why.find("estimated"), std::string::npos);
  Bench bench(stream, options, calibration);
  EXPECT_EQ(bench.play(patch(stream.layout, 200.0F), 0.2).unit, PressureUnit::counts);
}

// Class C shows counts: nothing is solved, and a zero in uS does not shift them.
TEST(LaneElectronics, ClassCKeepsTheCountsAsTheyCame) {
  const StreamInfo stream = stream_of(18, 14);
  const SensorOptions options = sensor_of(FrontEnd::grounded);
  Calibration calibration = told(stream, options);
  calibration.quality_class = 'C';
  Bench bench(stream, options, calibration);
  const PressureFrame& frame = bench.play(patch(stream.layout, 200.0F), 0.2);
  EXPECT_EQ(frame.unit, PressureUnit::counts);
  EXPECT_EQ(bench.lane().as_given().pressure, bench.frame().samples);
}

TEST(LaneElectronics, NeedsToKnowWhichCountIsFullScale) {
  StreamInfo stream = stream_of(18, 14);
  const Calibration calibration = told(stream, sensor_of(FrontEnd::grounded));
  stream.full_scale = 0.0;
  const auto lane = MeasurementLane::make(stream, calibration);
  ASSERT_FALSE(lane);
  EXPECT_NE(lane.error().detail.find("full_scale_counts"), std::string::npos);
}

// Creep is taken out of the measured frame only; share and time constants are 30 % off.
TEST(LaneElectronics, CorrectsMostOfAWrongCreepAndLeavesWhatWasGiven) {
  const StreamInfo stream = stream_of(6, 6);
  const std::vector<float> truth(stream.layout.sensels(), 100.0F);
  SensorOptions options;
  options.creep_per_decade = 0.04;
  options.creep_tau_share = 1.3;
  options.noise_share = 0.0;
  for (const double share : {0.7, 1.0, 1.3}) {
    options.told_creep_share = share;
    Bench bench(stream, options, told(stream, options));
    bench.play(std::vector<float>(stream.layout.sensels(), 0.0F), 1.0);
    bench.play(truth, 0.5);
    const double early = mean_of(bench.lane().measured(), truth),
                 given_early = mean_of(bench.lane().as_given(), truth);
    bench.play(truth, 60.0);
    const double late = mean_of(bench.lane().measured(), truth),
                 given_late = mean_of(bench.lane().as_given(), truth);
    const double uncorrected = given_late / given_early - 1.0;
    EXPECT_GT(uncorrected, 0.05);
    EXPECT_LT(std::abs(late / early - 1.0), 0.45 * uncorrected) << share;
    EXPECT_EQ(bench.lane().creep().per_decade, share * 0.04);
  }
}

TEST(LaneElectronics, DoesNotAllocate) {
  const StreamInfo stream = stream_of(18, 14);
  SensorOptions options = sensor_of(FrontEnd::grounded);
  options.creep_per_decade = 0.03;
  options.told_creep_share = 1.0;
  Bench bench(stream, options, told(stream, options));
  const std::vector<float> truth = patch(stream.layout, 120.0F);
  bench.play(truth, 0.2);
  const long before = allocations();
  bench.play(truth, 0.5);
  EXPECT_EQ(allocations(), before);
}

TEST(LaneElectronics, CopiesGoOnAlike) {
  const StreamInfo stream = stream_of(18, 14);
  SensorOptions options = sensor_of(FrontEnd::grounded);
  options.creep_per_decade = 0.03;
  options.told_creep_share = 1.0;
  const Calibration calibration = told(stream, options);
  Bench bench(stream, options, calibration);
  bench.play(patch(stream.layout, 120.0F), 0.5);
  MeasurementLane copy = bench.lane();
  RawFrame next = bench.frame();
  next.sequence += 1;
  copy.process(next, 10.0, 99);
  bench.lane().process(next, 10.0, 99);
  EXPECT_EQ(copy.measured().pressure, bench.lane().measured().pressure);
  EXPECT_EQ(copy.as_given().pressure, bench.lane().as_given().pressure);
}

}  // namespace
}  // namespace rollscope
