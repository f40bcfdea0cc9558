#include "core/correct/equilibration.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "tests/unit/core/correct/synthetic_array.hpp"

namespace rollscope {
namespace {

using test::SyntheticArray;

TEST(Equilibration, OneLoadRecoversTheGainsUnderNoise) {
  SyntheticArray array(16, 20, 0.25, 0.0, 11);
  array.noise = 2.0;
  const auto made = level_sensels({{100.0, array.uniform(100.0)}}, array.stream.layout);
  ASSERT_TRUE(made) << made.error().detail;
  EXPECT_TRUE(made->exponent.empty());
  EXPECT_TRUE(made->masked.empty());
  EXPECT_NEAR(made->facts.spread_before, 0.25, 0.05);
  EXPECT_LT(made->facts.spread_after, 1e-6) << "of the load itself, by construction";
  // A load the sensels were not levelled under.
  const auto other = array.uniform(220.0);
  double low = 1e9, high = 0.0;
  for (std::size_t i = 0; i < other.size(); ++i) {
    const double counts = levelled(*made, i, static_cast<double>(other[i]));
    low = std::min(low, counts);
    high = std::max(high, counts);
  }
  EXPECT_LT(high / low, 1.01);
}

TEST(Equilibration, ThreeLoadsRecoverEachSenselsPowerUnderNoise) {
  SyntheticArray array(16, 20, 0.2, 0.12, 12);
  array.noise = 1.0;
  std::vector<UniformReading> readings;
  for (const double kpa : {300.0, 20.0, 90.0}) readings.push_back({kpa, array.uniform(kpa)});
  const auto made = level_sensels(readings, array.stream.layout);
  ASSERT_TRUE(made) << made.error().detail;
  ASSERT_EQ(made->facts.loads.size(), 3U);
  EXPECT_EQ(made->facts.loads.front().kpa, 20.0) << "sorted";
  EXPECT_GT(made->facts.spread_before, 0.2);
  EXPECT_LT(made->facts.spread_after, 0.01);
  // Exponents are relative to the mean's, which is not 1 exactly: their ratios are what is known.
  double mean = 0.0;
  for (std::size_t i = 0; i < array.exponent.size(); ++i)
    mean += std::log(static_cast<double>(made->exponent[i]) / array.exponent[i]) /
            static_cast<double>(array.exponent.size());
  for (std::size_t i = 0; i < array.exponent.size(); ++i)
    EXPECT_NEAR(std::log(static_cast<double>(made->exponent[i]) / array.exponent[i]), mean, 0.01) << i;
  for (const double kpa : {40.0, 150.0, 260.0}) {
    const auto other = array.uniform(kpa);
    double sum = 0.0, squares = 0.0;
    for (std::size_t i = 0; i < other.size(); ++i) {
      const double counts = levelled(*made, i, static_cast<double>(other[i]));
      sum += counts;
      squares += counts * counts;
    }
    const double n = static_cast<double>(other.size());
    EXPECT_LT(std::sqrt(squares / n - sum * sum / n / n) / (sum / n), 0.01) << kpa;
  }
}

TEST(Equilibration, WhatIsOutOfBoundsIsMaskedAndMovesNobodyElse) {
  SyntheticArray array(10, 10, 0.1, 0.0, 13);
  auto counts = array.uniform(100.0);
  const auto clean = level_sensels({{100.0, counts}}, array.stream.layout);
  counts[7] *= 5.0F;
  counts[21] *= 0.2F;
  counts[60] = 0.0F;
  counts[61] = std::nanf("");
  const auto made = level_sensels({{100.0, counts}}, array.stream.layout);
  ASSERT_TRUE(clean && made);
  EXPECT_EQ(made->masked, (std::vector<std::int32_t>{7, 21, 60, 61}));
  EXPECT_EQ(made->gain[7], 1.0F);
  for (std::size_t i = 0; i < 7; ++i) EXPECT_NEAR(made->gain[i], clean->gain[i], 0.01F);
}

TEST(Equilibration, AbsentSenselsAreNotMasked) {
  SyntheticArray array(4, 4, 0.05, 0.0, 14);
  array.stream.layout.present.assign(16, 1);
  array.stream.layout.present[3] = 0;
  auto counts = array.uniform(100.0);
  counts[3] = std::nanf("");
  const auto made = level_sensels({{100.0, counts}}, array.stream.layout);
  ASSERT_TRUE(made);
  EXPECT_TRUE(made->masked.empty());
}

TEST(Equilibration, RefusesWhatSaysNothing) {
  SyntheticArray array(10, 10, 0.1, 0.0, 15);
  const auto detail = [&](std::vector<UniformReading> readings) {
    const auto made = level_sensels(std::move(readings), array.stream.layout);
    EXPECT_FALSE(made);
    if (made) return std::string();
    EXPECT_EQ(made.error().code, Errc::refused);
    return made.error().detail;
  };
  EXPECT_NE(detail({{100, array.uniform(100)}, {105, array.uniform(105)}}).find("too alike"),
            std::string::npos);
  EXPECT_NE(detail({{200, array.uniform(100)}, {100, array.uniform(250)}}).find("less pressure"),
            std::string::npos);
  EXPECT_NE(detail({{100, array.read(array.indenter(50, 50, 30, 90))}}).find("reach all"), std::string::npos);
  EXPECT_NE(detail({{100, std::vector<float>(100, 0.0F)}}).find("only 0 of 100"), std::string::npos);
}

}  // namespace
}  // namespace rollscope
