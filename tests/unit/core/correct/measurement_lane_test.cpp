#include "core/correct/measurement_lane.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdlib>
#include <random>

namespace rollscope {
namespace {

StreamInfo stream_of(int rows, int cols) {
  StreamInfo stream;
  stream.layout.rows = rows;
  stream.layout.cols = cols;
  stream.format = SampleFormat::u16;
  stream.full_scale = 4095;
  stream.rate_hz = 100;
  return stream;
}

Calibration line() {
  Calibration calibration;
  calibration.points = {{4000, 400}};
  calibration.full_scale_kpa = 409.5;
  return calibration;
}

RawFrame frame_of(std::uint64_t sequence, std::vector<float> samples) {
  RawFrame frame;
  frame.sequence = sequence;
  frame.samples = std::move(samples);
  return frame;
}

TEST(MeasurementLane, GivesTheFrameDespikedAndAsItWas) {
  auto lane = MeasurementLane::make(stream_of(1, 2), line());
  ASSERT_TRUE(lane);
  for (std::uint64_t k = 0; k < 6; ++k) {
    const float sample = k == 3 ? 3000.0F : 100.0F;
    lane->process(frame_of(k, {sample, 4095}), 0.01 * static_cast<double>(k), k);
    EXPECT_NEAR(lane->measured().pressure[0], 10.0F, 1e-3);
    EXPECT_NEAR(lane->as_given().pressure[0], k == 3 ? 300.0F : 10.0F, 1e-2);
    EXPECT_EQ(lane->measured().index, k);
    EXPECT_EQ(lane->measured().time_s, 0.01 * static_cast<double>(k));
    EXPECT_EQ(lane->measured().validity[1], saturated);
    EXPECT_EQ(lane->sensels_saturated(), 1);
  }
  EXPECT_EQ(lane->spikes(), 1);
}

TEST(MeasurementLane, TakesANewZeroAndCalibration) {
  auto lane = MeasurementLane::make(stream_of(1, 2), line());
  lane->set_zero(std::vector<float>{100, 50});
  lane->process(frame_of(0, {100, 60}), 0.0, 0);
  EXPECT_NEAR(lane->measured().pressure[0], 0.0F, 1e-4);
  EXPECT_NEAR(lane->measured().pressure[1], 1.0F, 1e-4);
  EXPECT_TRUE(lane->set_calibration(std::nullopt));
  lane->process(frame_of(1, {100, 60}), 0.01, 1);
  EXPECT_EQ(lane->measured().unit, PressureUnit::counts);
  EXPECT_EQ(lane->measured().pressure[0], 100.0F);
  Calibration wrong = line();
  wrong.gain = {1};
  EXPECT_FALSE(lane->set_calibration(wrong));
  EXPECT_EQ(lane->converter().unit(), PressureUnit::counts) << "a refused calibration changes nothing";
}

TEST(MeasurementLane, ACopyGoesOnAlike) {
  std::mt19937_64 random(1);
  auto lane = MeasurementLane::make(stream_of(6, 6), line());
  std::vector<RawFrame> frames;
  for (std::uint64_t k = 0; k < 800; ++k) {
    std::vector<float> samples(36);
    for (float& sample : samples) sample = static_cast<float>(random() % 4096);
    samples[14] = 7;  // dead
    frames.push_back(frame_of(k, std::move(samples)));
  }
  for (std::uint64_t k = 0; k < 300; ++k) lane->process(frames[k], 0.01 * static_cast<double>(k), k);
  MeasurementLane copy = *lane;
  for (std::uint64_t k = 300; k < 800; ++k) {
    lane->process(frames[k], 0.01 * static_cast<double>(k), k);
    copy.process(frames[k], 0.01 * static_cast<double>(k), k);
    ASSERT_EQ(copy.measured().pressure, lane->measured().pressure);
    ASSERT_EQ(copy.measured().validity, lane->measured().validity);
  }
  EXPECT_EQ(copy.spikes(), lane->spikes());
  EXPECT_EQ(lane->sensels_dead(), 1);
  EXPECT_EQ(lane->measured().validity[14], dead | filled);
  EXPECT_EQ(lane->as_given().validity[14], valid) << "metrics take the file at its word";
}

}  // namespace
}  // namespace rollscope
