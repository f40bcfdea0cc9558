#include <gtest/gtest.h>

#include <cmath>

#include "core/base/fixed_vector.hpp"
#include "core/base/periodic.hpp"

namespace rollscope {
namespace {

TEST(Periodic, WrapsIntoItsPeriod) {
  for (double value = -1000.0; value < 1000.0; value += 0.37) {
    const double wrapped = wrap(value, 36.0);
    EXPECT_GE(wrapped, 0.0);
    EXPECT_LT(wrapped, 36.0);
    EXPECT_NEAR(std::remainder(wrapped - value, 36.0), 0.0, 1e-9);
    EXPECT_EQ(wrap(value, 0.0), value);
  }
  EXPECT_LT(wrap(-1e-18, 36.0), 36.0);
}

TEST(Periodic, TakesTheShorterWay) {
  for (double from = -50.0; from < 50.0; from += 1.3) {
    for (double way = -17.9; way < 18.0; way += 0.7) {
      EXPECT_NEAR(wrapped_difference(from + way + 36.0, from, 36.0), way, 1e-9);
    }
  }
  EXPECT_EQ(wrapped_difference(100.0, 1.0, 0.0), 99.0);
}

TEST(FixedVector, HoldsUpToItsCapacity) {
  FixedVector<int, 3> list;
  EXPECT_TRUE(list.empty());
  for (int i = 0; i < 3; ++i) list.push_back(i);
  EXPECT_TRUE(list.full());
  EXPECT_DEATH(list.push_back(3), "room");
  list.resize(1);
  list.resize(2);
  EXPECT_EQ(list[1], 0) << "what was cut off does not come back";
}

}  // namespace
}  // namespace rollscope
