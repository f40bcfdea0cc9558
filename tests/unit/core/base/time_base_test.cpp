#include "core/base/time_base.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

namespace rollscope {
namespace {

std::int64_t ns(double seconds) {
  return std::llround(seconds * 1e9);
}

TEST(TimeBase, StartsAtZeroWhereverTheClockStands) {
  for (const double origin : {0.0, 5.0, 1e9}) {
    TimeBase time;
    EXPECT_EQ(time.advance(ns(origin), 0.5).time_s, 0.0);
    EXPECT_EQ(time.advance(ns(origin) + ns(0.01), 0.5).time_s, 0.01);
  }
}

TEST(TimeBase, RepeatedAndEarlierStampsAddNothing) {
  TimeBase time;
  time.advance(0, 0.5);
  time.advance(ns(0.10), 0.5);
  for (const double stamp : {0.10, 0.09, 0.0, 0.10}) {
    const Tick tick = time.advance(ns(stamp), 0.5);
    EXPECT_EQ(tick.time_s, 0.10);
    EXPECT_EQ(tick.step_s, 0.0);
    EXPECT_EQ(tick.counted_s, 0.0);
  }
  EXPECT_NEAR(time.advance(ns(0.12), 0.5).step_s, 0.02, 1e-12);
}

TEST(TimeBase, AClockThatStartsAgainGoesOn) {
  TimeBase time;
  time.advance(ns(100), 0.5);
  time.advance(ns(100.2), 0.5);
  const Tick restarted = time.advance(ns(0.0), 0.5);
  EXPECT_EQ(restarted.time_s, 0.2);
  EXPECT_FALSE(restarted.stalled);
  EXPECT_NEAR(time.advance(ns(0.1), 0.5).time_s, 0.3, 1e-8);
}

TEST(TimeBase, DwellCountsAtMostThreeNominalPeriods) {
  TimeBase declared(0.01);
  declared.advance(0, 0.5);
  EXPECT_NEAR(declared.advance(ns(0.03), 0.5).counted_s, 0.03, 1e-12);
  EXPECT_NEAR(declared.advance(ns(0.13), 0.5).counted_s, 0.03, 1e-12);

  TimeBase learnt;
  for (int i = 0; i < 50; ++i) learnt.advance(ns(0.02 * i), 0.5);
  const Tick late = learnt.advance(ns(0.02 * 49 + 0.3), 0.5);
  EXPECT_NEAR(late.counted_s, 0.06, 1e-9);
  EXPECT_NEAR(late.lost_s, 0.28, 1e-9);
  EXPECT_FALSE(late.stalled);
}

TEST(TimeBase, ASlowerStreamThanDeclaredStillCountsInFull) {
  TimeBase time(0.01);
  double counted = 0;
  for (int i = 0; i <= 200; ++i) counted += time.advance(ns(0.05 * i), 0.5).counted_s;
  EXPECT_NEAR(counted, 10.0, 0.1);
}

TEST(TimeBase, StallsBeginBeyondTheLimitAndNotAtIt) {
  TimeBase time(0.01);
  time.advance(0, 0.5);
  EXPECT_FALSE(time.advance(ns(0.5), 0.5).stalled);
  EXPECT_TRUE(time.advance(ns(1.01), 0.5).stalled);
}

TEST(TimeBase, ADeviceOfOneFrameASecondDoesNotStallAllTheTime) {
  TimeBase time(1.0);
  for (int i = 0; i < 10; ++i) EXPECT_FALSE(time.advance(ns(i), 0.5).stalled);
  EXPECT_TRUE(time.advance(ns(11), 0.5).stalled);
  TimeBase undeclared;
  int stalls = 0;
  for (int i = 0; i < 20; ++i) stalls += undeclared.advance(ns(i), 0.5).stalled ? 1 : 0;
  EXPECT_LE(stalls, 5);
}

TEST(TimeBase, CountedNeverExceedsTheStep) {
  TimeBase time;
  std::int64_t stamp = 0;
  std::uint32_t random = 1;
  for (int i = 0; i < 5000; ++i) {
    random = random * 1664525u + 1013904223u;
    stamp += static_cast<std::int64_t>(random >> 6) - 3'000'000;
    const Tick tick = time.advance(stamp, 0.5);
    ASSERT_GE(tick.step_s, 0.0);
    ASSERT_LE(tick.counted_s, tick.step_s + 1e-15);
  }
}

}  // namespace
}  // namespace rollscope
