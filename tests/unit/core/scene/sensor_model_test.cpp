#include "core/scene/sensor_model.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "core/correct/pressure_curve.hpp"

namespace rollscope {
namespace {

SensorLayout small_layout() {
  SensorLayout layout;
  layout.rows = 8;
  layout.cols = 8;
  return layout;
}

SensorOptions ideal(int bits) {
  SensorOptions options;
  options.bits = bits;
  options.noise_share = 0.0;
  options.creep_per_decade = 0.0;
  return options;
}

std::vector<float> counts_of(SensorModel& sensor, float kpa) {
  const std::vector<float> pressure(64, kpa);
  std::vector<float> counts(64);
  sensor.sample(pressure, counts);
  return counts;
}

TEST(SensorModel, TheCalibrationTakesCountsBackToPressure) {
  for (const int bits : {8, 10, 12, 16}) {
    SensorModel sensor(small_layout(), 100.0, ideal(bits), {}, 3);
    const Calibration calibration = sensor.calibration();
    const auto curve = PressureCurve::make(calibration.points, calibration.full_scale_kpa);
    ASSERT_TRUE(curve.has_value()) << curve.error().detail;
    for (const float kpa : {0.0F, 3.0F, 12.0F, 33.0F, 77.0F, 148.0F, 222.0F, 390.0F, 560.0F}) {
      const std::vector<float> counts = counts_of(sensor, kpa);
      for (std::size_t i = 0; i < counts.size(); ++i) {
        const auto back = [&](float sample) {
          return curve->kpa(static_cast<double>((sample - calibration.zero[i]) * calibration.gain[i]));
        };
        // Half a count either way, and the curve's own error between its points.
        const double half_count = (back(counts[i] + 0.5F) - back(counts[i] - 0.5F)) / 2.0;
        EXPECT_NEAR(back(counts[i]), static_cast<double>(kpa),
                    1.05 * half_count + 0.003 * static_cast<double>(kpa) + 0.05)
            << bits << " bits, sensel " << i;
      }
    }
  }
}

TEST(SensorModel, CountsAreWholeAndStayInRange) {
  SensorOptions options;
  options.bits = 8;
  options.spike_probability = 0.05;
  SensorModel sensor(small_layout(), 100.0, options, {}, 5);
  for (const float kpa : {0.0F, 100.0F, 5000.0F}) {
    for (const float count : counts_of(sensor, kpa)) {
      EXPECT_EQ(count, std::floor(count));
      EXPECT_TRUE(count >= 0.0F && count <= 255.0F) << count;
    }
  }
  EXPECT_EQ(sensor.format(), SampleFormat::u8);
}

TEST(SensorModel, FullScaleLeavesRoomForGain) {
  SensorModel sensor(small_layout(), 100.0, ideal(12), {}, 8);
  for (const float count : counts_of(sensor, 590.0F)) EXPECT_LT(count, 4095.0F);
}

TEST(SensorModel, DeadSenselsReadOneValue) {
  const std::vector<std::size_t> dead = {9, 40};
  SensorModel sensor(small_layout(), 100.0, {}, dead, 5);
  for (const float kpa : {0.0F, 20.0F, 400.0F}) {
    const std::vector<float> counts = counts_of(sensor, kpa);
    EXPECT_EQ(counts[9], 0.0F);
    EXPECT_EQ(counts[40], 0.0F);
    EXPECT_TRUE(kpa < 100.0F || counts[10] > 1000.0F);
  }
  SensorOptions more;
  more.dead_sensels = 3;
  const SensorModel drawn(small_layout(), 100.0, more, dead, 5);
  EXPECT_GT(std::ranges::count(drawn.dead(), 1), 2);
  EXPECT_LE(std::ranges::count(drawn.dead(), 1), 5);
}

TEST(SensorModel, NoiseHasTheDeviationAsked) {
  SensorOptions options = ideal(16);
  options.noise_share = 0.002;
  SensorModel sensor(small_layout(), 100.0, options, {}, 5);
  double sum = 0.0, squares = 0.0;
  constexpr int kFrames = 4000;
  for (int i = 0; i < kFrames; ++i) {
    const auto count = static_cast<double>(counts_of(sensor, 100.0F)[20]);
    sum += count;
    squares += count * count;
  }
  const double mean = sum / kFrames;
  EXPECT_NEAR(std::sqrt(squares / kFrames - mean * mean), 0.002 * 65535.0, 0.05 * 0.002 * 65535.0);
}

TEST(SensorModel, CreepGrowsWithTheLogarithmOfTime) {
  SensorOptions options = ideal(16);
  options.creep_per_decade = 0.03;
  SensorModel sensor(small_layout(), 100.0, options, {}, 5);
  const Calibration calibration = sensor.calibration();
  const auto curve = PressureCurve::make(calibration.points, 0.0);
  ASSERT_TRUE(curve.has_value());
  std::vector<double> seen;  // kPa at 0.5 s, 5 s and 50 s
  for (int frame = 1; frame <= 5000; ++frame) {
    const float count = counts_of(sensor, 100.0F)[7];
    if (frame != 50 && frame != 500 && frame != 5000) continue;
    seen.push_back(curve->kpa(static_cast<double>((count - calibration.zero[7]) * calibration.gain[7])));
  }
  EXPECT_NEAR(seen[1] - seen[0], 3.0, 0.6);
  EXPECT_NEAR(seen[2] - seen[1], 3.0, 0.6);
}

TEST(SensorModel, SkippedFramesCreepAlike) {
  SensorModel seen(small_layout(), 100.0, ideal(16), {}, 5), unseen(small_layout(), 100.0, ideal(16), {}, 5);
  const std::vector<float> pressure(64, 200.0F);
  std::vector<float> a(64), b(64);
  for (int i = 0; i < 100; ++i) {
    seen.sample(pressure, a);
    unseen.skip(pressure);
  }
  seen.sample(pressure, a);
  unseen.sample(pressure, b);
  EXPECT_EQ(a, b);
}

TEST(SensorModel, HysteresisReadsTrueOnTheWayUpAndMoreOnTheWayDown) {
  SensorOptions options = ideal(16);
  options.hysteresis = 0.15;
  SensorModel sensor(small_layout(), 100.0, options, {}, 5), exact(small_layout(), 100.0, ideal(16), {}, 5);
  for (float kpa = 0.0F; kpa <= 200.0F; kpa += 10.0F) {
    EXPECT_EQ(counts_of(sensor, kpa), counts_of(exact, kpa)) << kpa;
  }
  const auto curve = PressureCurve::make(sensor.calibration().points, 0.0);
  ASSERT_TRUE(curve.has_value());
  const double zero = static_cast<double>(sensor.calibration().zero[7]);
  const double gain = static_cast<double>(sensor.calibration().gain[7]);
  const double down = curve->kpa((static_cast<double>(counts_of(sensor, 100.0F)[7]) - zero) * gain);
  EXPECT_NEAR(down, 108.0, 1.0);
}

TEST(SensorModel, DriftGrowsWithTime) {
  SensorOptions options = ideal(16);
  options.zero_drift_kpa_min = 2.0;
  SensorModel sensor(small_layout(), 100.0, options, {}, 5);
  const std::vector<float> nothing(64, 0.0F);
  for (int frame = 0; frame < 6000; ++frame) sensor.skip(nothing);
  const auto curve = PressureCurve::make(sensor.calibration().points, 0.0);
  ASSERT_TRUE(curve.has_value());
  const double counts = static_cast<double>(counts_of(sensor, 0.0F)[7] - sensor.calibration().zero[7]);
  EXPECT_NEAR(curve->kpa(counts * static_cast<double>(sensor.calibration().gain[7])), 2.0, 0.05);
}

}  // namespace
}  // namespace rollscope
