#include "core/hold/turning_points.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>
#include <vector>

namespace rollscope {
namespace {

std::vector<TurningPoint> turns_of(double seconds, auto way, double back_mm = 5.0) {
  TurningPoints points;
  std::vector<TurningPoint> found;
  for (int i = 0; i <= static_cast<int>(seconds * 100); ++i) {
    const auto [x, y] = way(i * 0.01);
    if (const auto at = points.step(i * 0.01, x, y, back_mm)) found.push_back(*at);
  }
  return found;
}

struct Place {
  double x, y;
};

TEST(TurningPoints, ASineTurnsAtItsEndsWhateverItsDirection) {
  for (const double angle : {0.0, 0.7, 1.5, 2.9}) {
    const auto turns = turns_of(5.0, [&](double t) {
      const double s = 12.0 * std::sin(2.0 * std::numbers::pi * t);
      return Place{40.0 + s * std::cos(angle), 60.0 + s * std::sin(angle)};
    });
    ASSERT_EQ(turns.size(), 10u) << angle;
    for (std::size_t i = 0; i < turns.size(); ++i)
      EXPECT_NEAR(turns[i].time_s, 0.25 + 0.5 * static_cast<double>(i), 0.011);
    for (std::size_t i = 1; i < turns.size(); ++i) EXPECT_NEAR(turns[i].distance_mm(turns[i - 1]), 24.0, 0.1);
  }
}

TEST(TurningPoints, WhatComesBackLessThanTheHysteresisTurnsNothing) {
  EXPECT_TRUE(
      turns_of(20.0, [](double t) { return Place{2.0 * std::sin(5 * t), 1.5 * std::cos(7 * t)}; }).empty());
  // A drift with trembling on it.
  EXPECT_TRUE(turns_of(20.0, [](double t) { return Place{3.0 * t + 2.0 * std::sin(9 * t), 0.0}; }).empty());
}

TEST(TurningPoints, AChangeOfDirectionCountsFromItsFirstWay) {
  const auto turns = turns_of(8.0, [](double t) {
    const double s = 15.0 * std::sin(2.0 * std::numbers::pi * t);
    return t < 4.0 ? Place{s, 0.0} : Place{0.0, s};
  });
  for (std::size_t i = 1; i < turns.size(); ++i) {
    if (turns[i].time_s > 4.0 && turns[i - 1].time_s < 4.3) continue;
    EXPECT_NEAR(turns[i].distance_mm(turns[i - 1]), 30.0, 0.1);
  }
  EXPECT_GE(turns.size(), 15u);
}

}  // namespace
}  // namespace rollscope
