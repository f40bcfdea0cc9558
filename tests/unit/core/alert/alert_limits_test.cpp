#include "core/alert/alert_limits.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <set>

namespace rollscope {
namespace {

TEST(Region, TableIsThatOfTheScienceBrief) {
  std::set<std::string_view> ids;
  for (const Region& region : regions()) {
    EXPECT_TRUE(ids.insert(region.id).second);
    EXPECT_EQ(find_region(region.id), &region);
    EXPECT_LT(region.caution_kpa, region.stop_kpa);
    if (region.no_go() || region.id == "lumbar") continue;  // both are policy, not the formula
    EXPECT_NEAR(region.caution_kpa, 0.40 * region.ppt_1_kpa, 1e-9) << region.id;
    EXPECT_NEAR(region.stop_kpa, 0.70 * region.ppt_1_kpa, 1e-9) << region.id;
    EXPECT_LT(region.hold_soft_s, region.hold_hard_s);
  }
  EXPECT_EQ(ids.size(), 13u);
  EXPECT_TRUE(find_region("no-go")->no_go());
  EXPECT_EQ(find_region("elbow"), nullptr);
}

TEST(AlertLimits, LateralThighByDefault) {
  const AlertLimits limits = alert_limits(*find_region("lateral-thigh"), AlertParameters{}, 1.0);
  EXPECT_EQ(limits.peak_caution_kpa, 220);
  EXPECT_EQ(limits.peak_stop_kpa, 385);
  EXPECT_EQ(limits.peak_caution_dwell_s, 1.0);
  EXPECT_NEAR(limits.mean_caution_kpa(60), 74, 0.5);  // the sanity figure of science.md 1.9
  EXPECT_EQ(limits.mean_caution_kpa(0.1), 550);       // the area is clamped to 1..200 cm2
  EXPECT_EQ(limits.mean_caution_kpa(1000), limits.mean_caution_kpa(200));
}

TEST(AlertLimits, OwnCeilingsWinAndTheFactorScalesAll) {
  AlertParameters own;
  own.peak_caution_kpa = 100;
  own.ppt_1_kpa = 300;
  own.ceiling_factor = 0.5;
  const AlertLimits limits = alert_limits(*find_region("calf"), own, 1.0);
  EXPECT_EQ(limits.peak_caution_kpa, 50);
  EXPECT_EQ(limits.peak_stop_kpa, 157.5);
  EXPECT_EQ(limits.ppt_1_kpa, 150);
}

TEST(AlertLimits, CoarseSenselsLowerThePeakCeilingsOnly) {
  const Region& calf = *find_region("calf");
  const AlertLimits fine = alert_limits(calf, AlertParameters{}, 0.25);
  const AlertLimits coarse = alert_limits(calf, AlertParameters{}, 4.0);
  EXPECT_EQ(fine.peak_stop_kpa, 315);
  EXPECT_NEAR(coarse.peak_stop_kpa, 315 * std::pow(4.0, -0.49), 1e-9);
  EXPECT_NEAR(coarse.peak_caution_kpa, 180 * std::pow(4.0, -0.49), 1e-9);
  EXPECT_EQ(coarse.ppt_1_kpa, fine.ppt_1_kpa);
}

TEST(AlertLimits, NoGoPromptsAfterTwoSecondsAndHasNoMeanLimit) {
  const AlertLimits limits = alert_limits(*find_region("no-go"), AlertParameters{}, 1.0);
  EXPECT_EQ(limits.peak_caution_kpa, 20);
  EXPECT_EQ(limits.peak_stop_kpa, 40);
  EXPECT_EQ(limits.peak_caution_dwell_s, 2.0);
  EXPECT_EQ(limits.ppt_1_kpa, 0);
}

TEST(AlertLimits, ASensorThatCannotShowTheStopIsNotArmed) {
  const AlertLimits limits = alert_limits(*find_region("lateral-thigh"), AlertParameters{}, 1.0);
  EXPECT_TRUE(can_show_stop(limits, AlertParameters{}, 600));
  EXPECT_TRUE(can_show_stop(limits, AlertParameters{}, 1.25 * 385));
  EXPECT_FALSE(can_show_stop(limits, AlertParameters{}, 1.24 * 385));
  EXPECT_TRUE(can_show_stop(limits, AlertParameters{}, 0));
}

}  // namespace
}  // namespace rollscope
