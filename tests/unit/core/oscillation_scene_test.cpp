// Rubbing, holding, swaying and rolling as a mat sees them: which is told as what, over rates, swings,
// pitches and frame rates.
#include <gtest/gtest.h>

#include <vector>

#include "core/analyzer.hpp"
#include "core/scene/scene_player.hpp"

namespace rollscope {
namespace {

struct Found {
  std::vector<HoldRecord> holds;
  std::vector<OscillationRecord> oscillations;
};

struct Mat {
  double pitch_mm = 10.0, rate_hz = 100.0;
  std::uint64_t seed = 1;
};

Found analyze(const Actor& actor, const Mat& mat) {
  const Scene scene{
      .id = "test", .title = {}, .text = {}, .duration_s = actor.duration_s() + 1.0, .actors = {actor}};
  SensorLayout layout;
  layout.rows = static_cast<int>(160.0 / mat.pitch_mm);
  layout.cols = static_cast<int>(240.0 / mat.pitch_mm);
  layout.pitch_row_mm = layout.pitch_col_mm = mat.pitch_mm;
  PlayerOptions options;
  options.rate_hz = mat.rate_hz;
  options.seed = mat.seed;
  ScenePlayer player(scene, layout, options);
  AnalyzerSetup setup;
  setup.stream = player.info();
  setup.calibration = player.calibration();
  Analyzer analyzer(setup);
  Found found;
  const auto take = [&](const Observation& o) {
    for (const Event& event : o.events) {
      if (const auto* hold = std::get_if<HoldEnded>(&event.what)) found.holds.push_back(hold->hold);
      if (const auto* rub = std::get_if<OscillationEnded>(&event.what))
        found.oscillations.push_back(rub->oscillation);
    }
  };
  RawFrame frame;
  while (player.next(frame)) take(analyzer.process(frame));
  take(analyzer.finish());
  return found;
}

Tool firm_ball() {
  return {.radius_mm = 32.0, .modulus_kpa = 350.0};
}

// Half a second of pressing, rubbing from 1.0 s on for `rub_s`, then eight seconds still.
Actor rubbed(double swing_mm, double rate_hz, double rub_s) {
  Actor actor(firm_ball(), {10.0, -12.0});
  actor.wait(0.5).press(150.0).oscillate(0.5 * swing_mm, 1.0 / rate_hz, rub_s).hold(8.0).release();
  return actor;
}

struct Rub {
  Mat mat;
  double swing_mm, rate_hz;
};

TEST(OscillationScene, RubbingIsListedByItselfAndTheHoldAfterItIsAHold) {
  for (const Rub& rub :
       {Rub{{5, 50, 1}, 16, 0.3}, Rub{{5, 20, 2}, 38, 2.0}, Rub{{5, 100, 3}, 25, 0.7},
        Rub{{10, 20, 4}, 18, 1.0}, Rub{{10, 20, 5}, 30, 2.0}, Rub{{10, 50, 6}, 38, 0.3},
        Rub{{10, 100, 7}, 17, 2.0}, Rub{{10, 200, 8}, 24, 0.5}, Rub{{10, 200, 9}, 37, 1.3},
        Rub{{15, 20, 10}, 25, 0.4}, Rub{{15, 50, 11}, 17, 1.5}, Rub{{15, 100, 12}, 38, 0.8}}) {
    SCOPED_TRACE(testing::Message() << rub.mat.pitch_mm << " mm, " << rub.mat.rate_hz
                                    << " frames/s, swings of " << rub.swing_mm << " mm at " << rub.rate_hz
                                    << " Hz");
    const Found found = analyze(rubbed(rub.swing_mm, rub.rate_hz, 10.0), rub.mat);
    ASSERT_EQ(found.oscillations.size(), 1u);
    const OscillationRecord& one = found.oscillations[0];
    EXPECT_NEAR(one.start_s, 1.0, 0.15 + 0.25 / rub.rate_hz);
    EXPECT_NEAR(one.end_s, 11.0, 0.15 + 0.25 / rub.rate_hz);
    EXPECT_NEAR(one.rate_hz, rub.rate_hz, 0.05 * rub.rate_hz);
    EXPECT_NEAR(one.swing_mm, rub.swing_mm, 1.5);
    EXPECT_NEAR(one.reversals, 20.0 * rub.rate_hz, 1.0);
    EXPECT_NEAR(one.x_mm, 130.0, 2.5);
    EXPECT_NEAR(one.y_mm, rub.mat.pitch_mm == 15.0 ? 63.0 : 68.0, 2.5);  // 150 mm of rows, or 160
    ASSERT_EQ(found.holds.size(), 1u);
    EXPECT_NEAR(found.holds[0].start_s, 11.0, 0.3);
    EXPECT_NEAR(found.holds[0].dwell_s, 8.3, 0.4);
  }
}

TEST(OscillationScene, SmallerAndLargerSwingsAreNone) {
  for (const Rub& rub : {Rub{{5, 50, 21}, 10, 0.5}, Rub{{10, 100, 22}, 10, 1.0}, Rub{{15, 20, 23}, 12, 1.0},
                         Rub{{10, 20, 24}, 12, 0.4}, Rub{{10, 200, 25}, 46, 0.5}, Rub{{15, 50, 26}, 46, 1.0},
                         Rub{{5, 50, 27}, 60, 0.7}, Rub{{10, 100, 28}, 25, 0.15}}) {
    SCOPED_TRACE(testing::Message() << rub.mat.pitch_mm << " mm, " << rub.mat.rate_hz
                                    << " frames/s, swings of " << rub.swing_mm << " mm at " << rub.rate_hz
                                    << " Hz");
    EXPECT_TRUE(analyze(rubbed(rub.swing_mm, rub.rate_hz, 10.0), rub.mat).oscillations.empty());
  }
}

TEST(OscillationScene, SwayInsideAHoldStaysAHold) {
  for (const double sway_mm : {1.0, 3.0, 5.0}) {
    for (const std::uint64_t seed : {31u, 32u, 33u}) {
      SCOPED_TRACE(testing::Message() << sway_mm << " mm, seed " << seed);
      Actor actor(firm_ball(), {0.0, 0.0});
      actor.wait(0.5).press(150.0).hold(60.0).release().sway(sway_mm, 3.0);
      const Found found = analyze(actor, {10.0, 50.0, seed});
      EXPECT_TRUE(found.oscillations.empty());
      EXPECT_FALSE(found.holds.empty());
    }
  }
}

TEST(OscillationScene, AHoldThatTurnsIntoRubbingEndsWhereItBegins) {
  for (const double rate_hz : {0.25, 0.5, 1.5}) {
    SCOPED_TRACE(rate_hz);
    Actor actor(firm_ball(), {0.0, 0.0});
    actor.wait(0.5).press(150.0).hold(12.0).oscillate(9.0, 1.0 / rate_hz, 12.0).release();
    const Found found = analyze(actor, {10.0, 100.0, 41});
    ASSERT_EQ(found.holds.size(), 1u);
    EXPECT_EQ(found.holds[0].end_reason, EndReason::slide);
    // Until the first turn nothing tells rubbing from sway: the hold may last up to it.
    const double first_turn_s = 0.25 / rate_hz;
    EXPECT_GE(found.holds[0].end_s, 12.5);
    EXPECT_LE(found.holds[0].end_s, 13.2 + first_turn_s);
    ASSERT_EQ(found.oscillations.size(), 1u);
    EXPECT_NEAR(found.oscillations[0].start_s, 13.0, 0.5);
    EXPECT_LE(found.holds[0].end_s, found.oscillations[0].start_s + 0.2 + first_turn_s);
  }
}

TEST(OscillationScene, RollingIsNone) {
  for (const double speed_mm_s : {30.0, 90.0, 180.0}) {
    Actor actor(firm_ball(), {-50.0, 0.0});
    actor.wait(0.5).press(150.0).strokes(8, {50.0, 10.0}, speed_mm_s, 0.2).release();
    EXPECT_TRUE(analyze(actor, {10.0, 50.0, 51}).oscillations.empty()) << speed_mm_s;
  }
}

}  // namespace
}  // namespace rollscope
