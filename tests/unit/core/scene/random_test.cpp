#include "core/scene/random.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace rollscope {
namespace {

TEST(Random, GivesTheSameBitsOnEveryMachine) {
  // Computed independently from the published xoshiro256** and splitmix64 definitions.
  Random random(42);
  EXPECT_EQ(random.next(), 0x15780b2e0c2ec716ULL);
  EXPECT_EQ(random.next(), 0x6104d9866d113a7eULL);
}

TEST(Random, NormalHasMeanZeroAndDeviationOne) {
  Random random(7);
  constexpr int kDraws = 200000;
  double sum = 0.0, squares = 0.0;
  int beyond_two = 0;
  for (int i = 0; i < kDraws; ++i) {
    const double value = random.normal();
    sum += value;
    squares += value * value;
    beyond_two += std::abs(value) > 2.0 ? 1 : 0;
  }
  EXPECT_NEAR(sum / kDraws, 0.0, 0.01);
  EXPECT_NEAR(squares / kDraws, 1.0, 0.01);
  EXPECT_NEAR(static_cast<double>(beyond_two) / kDraws, 0.0455, 0.004);
}

TEST(Random, RangesHold) {
  Random random(9);
  for (int i = 0; i < 10000; ++i) {
    const double even = random.uniform(-3.0, 5.0);
    EXPECT_TRUE(even >= -3.0 && even < 5.0);
    const double spread = random.log_uniform(0.5, 120.0);
    EXPECT_TRUE(spread >= 0.49999 && spread <= 120.0001);
    const int whole = random.integer(2, 4);
    EXPECT_TRUE(whole >= 2 && whole <= 4);
  }
}

}  // namespace
}  // namespace rollscope
