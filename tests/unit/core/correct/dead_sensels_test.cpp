#include "core/correct/dead_sensels.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <vector>

namespace rollscope {
namespace {

constexpr int kSide = 8;

SensorLayout layout() {
  return {.rows = kSide, .cols = kSide};
}

// Feeds `seconds` of a load that comes and goes; value(row, col, load) is what a sensel reads, load 0..100.
void feed(DeadSensels& sensels, double from_s, double seconds,
          const std::function<float(int, int, float)>& value) {
  PressureFrame frame;
  frame.validity.assign(kSide * kSide, valid);
  frame.pressure.resize(kSide * kSide);
  for (int k = 0; k < static_cast<int>(seconds * 50); ++k) {
    const double time_s = from_s + k / 50.0;
    const auto load = static_cast<float>(50.0 + 50.0 * std::sin(time_s * 3.0));
    for (int i = 0; i < kSide * kSide; ++i) {
      frame.pressure[static_cast<std::size_t>(i)] = value(i / kSide, i % kSide, load);
    }
    sensels.add(frame.pressure, frame, time_s);
  }
}

TEST(DeadSensels, FindsOneThatStandsStillAmongMovingOnes) {
  DeadSensels sensels(layout(), 20.0F);
  const auto stuck = [](int row, int col, float load) { return row == 3 && col == 4 ? 17.0F : load; };
  feed(sensels, 0.0, 4.9, stuck);
  EXPECT_EQ(sensels.count(), 0) << "five seconds are not over";
  feed(sensels, 4.9, 1.2, stuck);
  EXPECT_EQ(sensels.count(), 1);
  EXPECT_EQ(sensels.mask()[3 * kSide + 4], 1);
  feed(sensels, 6.1, 7.0, [](int row, int col, float) { return row == 3 && col == 4 ? 17.0F : 5.0F; });
  EXPECT_EQ(sensels.count(), 1) << "without load around nothing shows that it works again";
  feed(sensels, 13.1, 1.5, [](int, int, float load) { return load; });
  EXPECT_EQ(sensels.count(), 0) << "it moves";
}

TEST(DeadSensels, LeavesQuietSenselsBesideAnEdgeAlone) {
  DeadSensels sensels(layout(), 20.0F);
  feed(sensels, 0.0, 8.0, [](int, int col, float load) { return col < 4 ? load : 0.0F; });
  EXPECT_EQ(sensels.count(), 0);
}

TEST(DeadSensels, LeavesEverythingAloneWithoutLoad) {
  DeadSensels sensels(layout(), 20.0F);
  feed(sensels, 0.0, 8.0, [](int, int col, float load) { return col == 3 ? 0.0F : load * 0.1F; });
  EXPECT_EQ(sensels.count(), 0);
}

TEST(DeadSensels, StartsAnewAfterAGap) {
  DeadSensels sensels(layout(), 20.0F);
  const auto stuck = [](int row, int col, float load) { return row == 3 && col == 4 ? 17.0F : load; };
  feed(sensels, 0.0, 4.0, stuck);
  feed(sensels, 20.0, 4.0, stuck);
  EXPECT_EQ(sensels.count(), 0);
}

}  // namespace
}  // namespace rollscope
