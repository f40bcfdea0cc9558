// The four causes of science.md 2.7 through the whole chain: counts of a sensor with noise and creep,
// contacts, tracks, holds. The person sways, breathes and trembles.
#include <gtest/gtest.h>

#include <optional>

#include "core/analyzer.hpp"
#include "core/scene/scene_player.hpp"

namespace rollscope {
namespace {

struct Held {
  Actor actor;
  std::vector<BonySpot> bone{};
  double creep_per_decade = 0.005;
};

// The longest hold's trend.
HoldTrend trend_of(const Held& setup, double rate_hz, std::uint64_t seed) {
  const Scene scene{.id = "test",
                    .title = {},
                    .text = {},
                    .duration_s = setup.actor.duration_s() + 0.5,
                    .actors = {setup.actor},
                    .bony_spots = setup.bone};
  SensorLayout layout;
  layout.rows = 16;
  layout.cols = 20;
  PlayerOptions options;
  options.rate_hz = rate_hz;
  options.seed = seed;
  options.sensor.creep_per_decade = setup.creep_per_decade;
  ScenePlayer player(scene, layout, options);
  AnalyzerSetup analysis;
  analysis.stream = player.info();
  analysis.calibration = player.calibration();
  Analyzer analyzer(analysis);
  HoldRecord longest;
  const auto take = [&](const Observation& o) {
    for (const Event& event : o.events) {
      const auto* ended = std::get_if<HoldEnded>(&event.what);
      if (ended != nullptr && ended->hold.dwell_s > longest.dwell_s) longest = ended->hold;
    }
  };
  RawFrame frame;
  while (player.next(frame)) take(analyzer.process(frame));
  take(analyzer.finish());
  EXPECT_GT(longest.dwell_s, 30.0);
  return longest.trend;
}

Tool ball(double relaxation = 0.0) {
  return {.radius_mm = 32.0, .modulus_kpa = 260.0, .relaxation_beta = relaxation};
}

TEST(TrendScene, TheFourCausesAreToldApart) {
  std::uint64_t seed = 60;
  for (const double rate_hz : {20.0, 50.0, 100.0}) {
    for (int run = 0; run < 2; ++run) {
      ++seed;
      SCOPED_TRACE(testing::Message() << rate_hz << " Hz, seed " << seed);
      Held steady{Actor(ball(), {3.0, -4.0})};
      steady.actor.press(170.0).hold(40.0).release();
      EXPECT_EQ(trend_of(steady, rate_hz, seed).cause, TrendCause::steady);

      Held yields{Actor(ball(0.11), {3.0, -4.0})};
      yields.actor.press(170.0).hold(40.0).release();
      EXPECT_EQ(trend_of(yields, rate_hz, seed).cause, TrendCause::yields);

      Held unloads{Actor(ball(), {3.0, -4.0})};
      unloads.actor.press(220.0).hold(6.0).press(130.0, 20.0).hold(12.0).release();
      EXPECT_EQ(trend_of(unloads, rate_hz, seed).cause, TrendCause::unloads);

      Held creeps{Actor(ball(), {3.0, -4.0}), {}, 0.09};
      creeps.actor.press(170.0).hold(50.0).release();
      EXPECT_EQ(trend_of(creeps, rate_hz, seed).cause, TrendCause::sensor_creep);

      Held bone{Actor(ball(), {-6.0, -4.0}), {{.at = {10.0, -4.0}, .radius_mm = 10.0, .factor = 3.0}}};
      bone.actor.press(170.0).hold(8.0).drift({6.0, -4.0}, 16.0).hold(14.0).release();
      EXPECT_EQ(trend_of(bone, rate_hz, seed).cause, TrendCause::guarding);
    }
  }
}

TEST(TrendScene, NothingIsFlaggedWhileTheCreepIsNotKnown) {
  Held yields{Actor(ball(0.2), {3.0, -4.0})};
  yields.actor.press(170.0).hold(60.0).release();
  const HoldTrend trend = trend_of(yields, 50.0, 71);
  EXPECT_EQ(trend.cause, TrendCause::yields);
  EXPECT_GT(trend.drop, 0.15);
  EXPECT_NEAR(trend.slope, -0.2 * 2.0 / 3.0, 0.04);
  EXPECT_FALSE(trend.flagged);
}

}  // namespace
}  // namespace rollscope
