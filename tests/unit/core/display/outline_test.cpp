#include "core/display/outline.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

#include "tests/support/synthetic_map.hpp"

namespace rollscope {
namespace {

// A Gaussian bump of height 100 at (x, y) mm on a mat of 10 mm pitch; sensels of at least 10 get `label`.
void add_bump(SyntheticMap& map, std::vector<std::uint16_t>& label, double x, double y, double width_mm,
              std::uint16_t name) {
  const double round = map.layout.cols * 10.0;
  for (int r = 0; r < map.layout.rows; ++r) {
    for (int c = 0; c < map.layout.cols; ++c) {
      double dx = (c + 0.5) * 10 - x;
      if (map.layout.periodic()) dx = std::remainder(dx, round);
      const double dy = (r + 0.5) * 10 - y;
      const double p = 100 * std::exp(-(dx * dx + dy * dy) / (2 * width_mm * width_mm));
      const auto i = static_cast<std::size_t>(r * map.layout.cols + c);
      if (p >= 10 && p > static_cast<double>(map.pressure[i])) label[i] = name;
      map.pressure[i] = std::max(map.pressure[i], static_cast<float>(p));
    }
  }
}

double area(const Loop& loop) {
  double sum = 0;
  for (std::size_t i = 0; i < loop.size(); ++i) {
    const MapPoint p = loop[i], q = loop[(i + 1) % loop.size()];
    sum += static_cast<double>(p.x) * static_cast<double>(q.y) -
           static_cast<double>(q.x) * static_cast<double>(p.y);
  }
  return std::abs(sum) / 2;
}

struct Case {
  explicit Case(int rows, int cols, Surface surface = Surface::flat)
      : map(synthetic_map(rows, cols, 0, 0, 1, surface)), label(map.pressure.size(), 0) {
    map.pressure.assign(map.pressure.size(), 0.0F);
  }
  std::vector<Loop> trace(std::uint16_t own, float level) {
    std::vector<Loop> loops;
    OutlineTracer tracer;
    tracer.trace(map.layout, map.field(), label, own, level, loops);
    return loops;
  }
  SyntheticMap map;
  std::vector<std::uint16_t> label;
};

TEST(Outline, FollowsTheLevelOfARoundContact) {
  Case c(24, 40);
  add_bump(c.map, c.label, 150, 110, 20, 1);
  const auto loops = c.trace(1, 10);
  ASSERT_EQ(loops.size(), 1U);
  const double radius = 20 * std::sqrt(2 * std::log(10.0));
  for (const MapPoint& p : loops[0]) EXPECT_NEAR(std::hypot(p.x - 150, p.y - 110), radius, 1.5);
  EXPECT_NEAR(area(loops[0]), std::numbers::pi * radius * radius, 0.03 * std::numbers::pi * radius * radius);
  EXPECT_NEAR(hold_ring_radius_mm(loops, 150, 110), radius + 10, 1.5);
}

TEST(Outline, ALineOfTwoTouchingContactsRunsBetweenThem) {
  Case c(24, 40);
  add_bump(c.map, c.label, 150, 110, 20, 1);
  add_bump(c.map, c.label, 210, 110, 20, 2);
  const auto left = c.trace(1, 10), right = c.trace(2, 10);
  ASSERT_EQ(left.size(), 1U);
  ASSERT_EQ(right.size(), 1U);
  for (const MapPoint& p : left[0]) EXPECT_LT(p.x, 184);
  for (const MapPoint& p : right[0]) EXPECT_GT(p.x, 176);
}

TEST(Outline, ClosesAtTheBorderOfTheMat) {
  Case c(10, 10);
  add_bump(c.map, c.label, 0, 50, 15, 1);
  const auto loops = c.trace(1, 10);
  ASSERT_EQ(loops.size(), 1U);
  for (const MapPoint& p : loops[0]) EXPECT_GT(p.x, -2.5);
}

TEST(Outline, StaysInOnePieceOverTheSeamOfACylinder) {
  Case c(12, 30, Surface::cylinder);
  add_bump(c.map, c.label, 2, 60, 15, 1);
  const auto loops = c.trace(1, 10);
  ASSERT_EQ(loops.size(), 1U);
  const double radius = 15 * std::sqrt(2 * std::log(10.0));
  double low = 1e9, high = -1e9;
  for (const MapPoint& p : loops[0]) {
    low = std::min(low, static_cast<double>(p.x));
    high = std::max(high, static_cast<double>(p.x));
    EXPECT_NEAR(std::hypot(std::remainder(p.x - 2, 300), p.y - 60), radius, 1.5);
  }
  EXPECT_NEAR(high - low, 2 * radius, 3);
}

TEST(Outline, AContactAllTheWayRoundStillCloses) {
  Case c(12, 16, Surface::cylinder);
  for (int col = 0; col < 16; ++col) add_bump(c.map, c.label, (col + 0.5) * 10, 60, 12, 1);
  for (const Loop& loop : c.trace(1, 10)) EXPECT_GT(loop.size(), 3U);
  EXPECT_FALSE(c.trace(1, 10).empty());
}

TEST(Outline, ARingHasAnInnerAndAnOuterLine) {
  Case c(24, 24);
  for (int i = 0; i < 40; ++i) {
    const double a = i * std::numbers::pi / 20;
    add_bump(c.map, c.label, 120 + 70 * std::cos(a), 120 + 70 * std::sin(a), 10, 1);
  }
  EXPECT_EQ(c.trace(1, 10).size(), 2U);
}

TEST(Outline, NothingAboveTheLevelGivesNothing) {
  Case c(8, 8);
  add_bump(c.map, c.label, 40, 40, 12, 1);
  EXPECT_TRUE(c.trace(1, 120).empty());
  EXPECT_TRUE(c.trace(7, 10).empty());
  EXPECT_DOUBLE_EQ(hold_ring_radius_mm({}, 0, 0), 32.0);
}

TEST(Outline, ASingleSenselIsRoundAndClosed) {
  Case c(5, 5);
  c.map.pressure[12] = 100;
  c.label[12] = 1;
  const auto loops = c.trace(1, 10);
  ASSERT_EQ(loops.size(), 1U);
  EXPECT_LT(area(loops[0]), 20 * 20);
  EXPECT_GT(area(loops[0]), 6 * 6);
}

}  // namespace
}  // namespace rollscope
