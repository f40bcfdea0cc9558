#include "core/correct/level_map.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <random>

#include "core/base/fast_power.hpp"
#include "core/correct/pressure_converter.hpp"

namespace rollscope {
namespace {

TEST(FastPower, IsCloseToTheExactPower) {
  std::mt19937_64 random(4);
  std::uniform_real_distribution<double> ln(-12.0, 12.0), exponent(-1.5, 1.5);
  for (int i = 0; i < 100000; ++i) {
    const auto x = static_cast<float>(std::exp(ln(random)));
    const auto e = static_cast<float>(exponent(random));
    const double exact = std::pow(static_cast<double>(x), static_cast<double>(e));
    ASSERT_NEAR(fast_exp2(e * fast_log2(x)), exact, 4e-6 * exact) << x << " to the power of " << e;
  }
  EXPECT_EQ(fast_log2(1.0F), 0.0F);
  EXPECT_EQ(fast_exp2(0.0F), 1.0F);
  EXPECT_EQ(fast_exp2(10.0F), 1024.0F);
  EXPECT_TRUE(std::isfinite(fast_exp2(1e30F)));
}

Calibration levelled(std::size_t sensels, std::uint64_t seed) {
  std::mt19937_64 random(seed);
  std::uniform_real_distribution<float> gain(0.4F, 2.5F), exponent(0.55F, 1.9F);
  Calibration calibration;
  calibration.equilibration.loads = {{50, 200}, {100, 800}};
  for (std::size_t i = 0; i < sensels; ++i) {
    calibration.gain.push_back(gain(random));
    calibration.exponent.push_back(exponent(random));
  }
  return calibration;
}

TEST(LevelMap, FollowsItsFormulaAndIsStraightBelowTheLowestLoad) {
  const Calibration calibration = levelled(64, 1);
  const LevelMap map(calibration);
  constexpr double kReference = 400.0, kLowest = 200.0;
  for (const float counts : {-50.0F, 0.0F, 10.0F, 199.0F, 201.0F, 400.0F, 900.0F, 4000.0F}) {
    std::vector<float> risen;
    for (const float gain : calibration.gain) risen.push_back(gain * counts);
    map.apply(risen);
    for (std::size_t i = 0; i < risen.size(); ++i) {
      const double s = std::max(static_cast<double>(counts), kLowest);
      const double exact = static_cast<double>(calibration.gain[i] * counts) *
                           std::pow(s / kReference, static_cast<double>(calibration.exponent[i]) - 1.0);
      EXPECT_NEAR(risen[i], exact, 1e-5 * std::abs(exact));
    }
  }
}

TEST(LevelMap, WhatIsNoNumberHarmsNobodyElse) {
  const Calibration calibration = levelled(3, 2);
  std::vector<float> risen{std::numeric_limits<float>::quiet_NaN(), 300.0F,
                           std::numeric_limits<float>::infinity()};
  LevelMap(calibration).apply(risen);
  EXPECT_TRUE(std::isfinite(risen[1]));
}

TEST(LevelMap, TheConverterAppliesItBeforeTheCurve) {
  Calibration calibration = levelled(16, 3);
  calibration.points = {{100, 10}, {5000, 500}};
  calibration.masked = {2, 5};
  StreamInfo stream;
  stream.layout.rows = stream.layout.cols = 4;
  stream.full_scale = 65535;
  const auto converter = PressureConverter::make(stream, calibration);
  ASSERT_TRUE(converter) << converter.error().detail;
  PressureFrame frame;
  converter->convert(std::vector<float>(16, 600.0F), frame);
  for (std::size_t i = 0; i < 16; ++i) {
    const bool masked = i == 2 || i == 5;
    const double levelled_counts = 600.0 * static_cast<double>(calibration.gain[i]) *
                                   std::pow(1.5, static_cast<double>(calibration.exponent[i]) - 1.0);
    EXPECT_NEAR(frame.pressure[i], masked ? 0.0 : 0.1 * levelled_counts, 1e-2) << i;
    EXPECT_EQ(frame.validity[i], masked ? dead : valid);
  }
}

TEST(LevelMap, WhatDoesNotFitIsRefused) {
  SensorLayout layout;
  layout.rows = layout.cols = 4;
  const auto refused = [&](auto change) {
    Calibration calibration = levelled(16, 3);
    calibration.points = {{100, 10}, {5000, 500}};
    EXPECT_TRUE(check_calibration(calibration, layout));
    change(calibration);
    const auto checked = check_calibration(calibration, layout);
    return checked ? std::string("fits") : checked.error().detail;
  };
  EXPECT_NE(refused([](Calibration& c) { c.exponent[3] = 2.1F; }).find("exponent of sensel 3"),
            std::string::npos);
  EXPECT_NE(refused([](Calibration& c) { c.exponent.pop_back(); }).find("15 exponents"), std::string::npos);
  EXPECT_NE(refused([](Calibration& c) { c.equilibration.loads.clear(); }).find("mean counts"),
            std::string::npos);
  EXPECT_NE(refused([](Calibration& c) { c.masked = {16}; }).find("masks sensel 16"), std::string::npos);
  EXPECT_NE(refused([](Calibration& c) { c.pressure_scale = 0; }).find("pressure_scale"), std::string::npos);
}

}  // namespace
}  // namespace rollscope
