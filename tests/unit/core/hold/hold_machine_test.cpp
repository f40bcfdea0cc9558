// Every row of the table of science.md 2.5.
#include "core/hold/hold_machine.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <vector>

#include "track_player_support.hpp"

namespace rollscope {
namespace {

TEST(HoldMachine, AHoldOf30SecondsIsFull) {
  TrackPlayer p;
  p.run(1.0, [](HoldInput& in, double) { in.p1 = 10; });
  p.in = TrackPlayer::pressed();
  p.run(30.5);
  p.lift(2.0);
  ASSERT_EQ(p.records().size(), 1u);
  const HoldRecord hold = p.records()[0];
  EXPECT_NEAR(hold.start_s, 1.0, 1e-9);
  EXPECT_NEAR(hold.end_s, 31.5, 1e-9);
  EXPECT_NEAR(hold.dwell_s, 30.5, 1e-9);
  EXPECT_EQ(hold.outcome, HoldOutcome::full);
  EXPECT_EQ(hold.end_reason, EndReason::lift);
  EXPECT_EQ(hold.quality, HoldQuality::good);
  EXPECT_EQ(hold.gaps, 0);
  EXPECT_NEAR(hold.pti_kpa_s, 3050, 1e-6);
  EXPECT_FLOAT_EQ(hold.mean, 50);
  EXPECT_FLOAT_EQ(hold.p1_peak, 100);
  EXPECT_NEAR(hold.area_cm2, 10, 1e-9);
  EXPECT_NEAR(hold.force_n, 50, 1e-9);
  EXPECT_NEAR(hold.x_mm, 100, 1e-9);
  EXPECT_NEAR(hold.y_mm, 50, 1e-9);
  EXPECT_EQ(p.count(&HoldChange::started), 1);
  EXPECT_EQ(p.count(&HoldChange::target_reached), 1);
}

TEST(HoldMachine, StartedIsToldAtConfirmationAndBackDated) {
  TrackPlayer p;
  p.run(5.0);
  ASSERT_EQ(p.happened.size(), 1u);
  EXPECT_NEAR(p.happened[0].time_s, 2.0, 1e-9);
  EXPECT_EQ(p.machine.start_s(), 0.0);
  EXPECT_NEAR(p.machine.dwell_s(), 4.99, 1e-9);
}

TEST(HoldMachine, PhasesFollowTheTable) {
  TrackPlayer p;
  EXPECT_EQ(p.machine.phase(), HoldPhase::idle);
  p.run(0.25);  // frames 0 .. 0.24 s
  EXPECT_EQ(p.machine.phase(), HoldPhase::idle);
  p.run(0.01);
  EXPECT_EQ(p.machine.phase(), HoldPhase::candidate);
  p.run(1.74);
  EXPECT_EQ(p.machine.phase(), HoldPhase::candidate);
  p.run(0.01);
  EXPECT_EQ(p.machine.phase(), HoldPhase::holding);
  p.lift(0.1);
  EXPECT_EQ(p.machine.phase(), HoldPhase::gap);
  p.run(0.01);
  EXPECT_EQ(p.machine.phase(), HoldPhase::holding);
}

// Entry conditions: each alone keeps a contact from becoming a candidate.
TEST(HoldMachine, NothingStartsWhereAConditionFails) {
  const std::vector<std::function<void(HoldInput&)>> obstacles{[](HoldInput& in) { in.p1 = 29.9F; },
                                                               [](HoldInput& in) { in.speed_mm_s = 8.0; },
                                                               [](HoldInput& in) { in.may_start = false; },
                                                               [](HoldInput& in) { in.frame_valid = false; },
                                                               [](HoldInput& in) { in.present = false; },
                                                               [](HoldInput& in) { in.stop = AbortCause::over_pressure; }};
  for (std::size_t i = 0; i < obstacles.size(); ++i) {
    TrackPlayer p;
    obstacles[i](p.in);
    p.run(20.0);
    p.finish();
    EXPECT_TRUE(p.happened.empty()) << i;
    EXPECT_EQ(p.machine.phase(), HoldPhase::idle) << i;
  }
}

TEST(HoldMachine, SlowMustLastForSettle) {
  TrackPlayer p;
  for (int i = 0; i < 40; ++i) {  // slow for 0.24 s, a frame of speed, and again
    p.in.speed_mm_s = 0;
    p.run(0.24);
    p.in.speed_mm_s = 9;
    p.run(0.01);
  }
  EXPECT_TRUE(p.happened.empty());
  EXPECT_EQ(p.machine.phase(), HoldPhase::idle);
}

TEST(HoldMachine, AHoldGoesOnAtTheEdgeOrAsRestOnceItRuns) {
  TrackPlayer p;
  p.run(3.0);
  p.in.may_start = false;
  p.run(30.0);
  p.finish();
  ASSERT_EQ(p.records().size(), 1u);
  EXPECT_NEAR(p.records()[0].dwell_s, 32.99, 1e-9);
  EXPECT_EQ(p.records()[0].end_reason, EndReason::end_of_data);
}

TEST(HoldMachine, PauseShorterThanTMinIsNone) {
  TrackPlayer p;
  p.run(4.99);
  p.lift(2.0);
  EXPECT_TRUE(p.records().empty());
  EXPECT_EQ(p.count(&HoldChange::discarded), 1);
  TrackPlayer q;
  q.run(5.0);
  q.lift(2.0);
  ASSERT_EQ(q.records().size(), 1u);
  EXPECT_EQ(q.records()[0].outcome, HoldOutcome::partial);
}

TEST(HoldMachine, ACandidateThatMovesOnLeavesNothing) {
  TrackPlayer p;
  p.run(1.5);
  p.in.speed_mm_s = 25;
  p.run(0.45, [](HoldInput& in, double t) { in.x_mm = 100 + 25.0 * t; });
  EXPECT_TRUE(p.happened.empty());
  EXPECT_EQ(p.machine.phase(), HoldPhase::idle);
}

// Gaps: paused, counted, bridged up to t_grace.
TEST(HoldMachine, GapOf079SecondsIsBridgedAndOf081Not) {
  TrackPlayer p;
  p.run(10.0);
  p.lift(0.79);
  p.run(10.0);
  p.lift(2.0);
  ASSERT_EQ(p.records().size(), 1u);
  EXPECT_EQ(p.records()[0].gaps, 1);
  EXPECT_NEAR(p.records()[0].gap_s, 0.79, 1e-9);
  EXPECT_NEAR(p.records()[0].dwell_s, 20.0, 1e-9);
  EXPECT_NEAR(p.records()[0].end_s, 20.79, 1e-9);

  TrackPlayer q;
  q.run(10.0);
  q.lift(0.81);
  q.run(10.0);
  q.lift(2.0);
  ASSERT_EQ(q.records().size(), 2u);
  EXPECT_NEAR(q.records()[0].end_s, 10.0, 1e-9);
  EXPECT_NEAR(q.records()[0].dwell_s, 10.0, 1e-9);
  EXPECT_NEAR(q.records()[1].start_s, 10.81, 1e-9);
}

TEST(HoldMachine, ALowP1IsAGapAndAnUnreadFrameToo) {
  TrackPlayer p;
  p.run(5.0);
  p.run(0.5, [](HoldInput& in, double) { in.p1 = 19; });
  EXPECT_EQ(p.machine.phase(), HoldPhase::gap);
  p.run(5.0, [](HoldInput& in, double) { in.p1 = 100; });
  p.run(0.5, [](HoldInput& in, double) { in.frame_valid = false; });
  EXPECT_EQ(p.machine.phase(), HoldPhase::gap);
  p.run(5.0, [](HoldInput& in, double) { in.frame_valid = true; });
  p.finish();
  ASSERT_EQ(p.records().size(), 1u);
  EXPECT_EQ(p.records()[0].gaps, 2);
  EXPECT_NEAR(p.records()[0].dwell_s, 14.99, 1e-9);
}

TEST(HoldMachine, BackElsewhereIsNoWayBack) {
  TrackPlayer p;
  p.run(10.0);
  p.lift(0.3);
  p.in.x_mm += 25;
  p.run(10.0);
  p.lift(1.0);
  ASSERT_EQ(p.records().size(), 2u);
  EXPECT_NEAR(p.records()[0].end_s, 10.0, 1e-9);
  EXPECT_EQ(p.records()[0].end_reason, EndReason::lift);
  EXPECT_NEAR(p.records()[1].x_mm, 125, 1e-9);
}

TEST(HoldMachine, AMergedContactMayComeBackForLonger) {
  TrackPlayer p;
  p.run(10.0);
  p.in.merged = true;
  p.lift(1.4);
  p.in.merged = false;
  p.run(10.0);
  p.in.merged = true;
  p.lift(2.0);
  ASSERT_EQ(p.records().size(), 1u);
  EXPECT_EQ(p.records()[0].end_reason, EndReason::merged);
  EXPECT_EQ(p.records()[0].gaps, 1);
  EXPECT_NEAR(p.records()[0].end_s, 21.4, 1e-9);
}

TEST(HoldMachine, SensorFaultEndsAtTheGapsStart) {
  TrackPlayer p;
  p.run(10.0);
  p.run(2.0, [](HoldInput& in, double) { in.frame_valid = false; });
  ASSERT_EQ(p.records().size(), 1u);
  EXPECT_EQ(p.records()[0].end_reason, EndReason::abort);
  EXPECT_EQ(p.records()[0].abort_cause, AbortCause::sensor_fault);
  EXPECT_NEAR(p.records()[0].end_s, 10.0, 1e-9);
}

// Slides end when the contact was last near its anchor and slow.
TEST(HoldMachine, FastForTFastAndNoLongerNearIsASlide) {
  TrackPlayer p;
  p.run(10.0);
  p.run(0.5, [](HoldInput& in, double t) {
    in.x_mm = 100 + 20.0 * t;
    in.speed_mm_s = 20;
  });
  EXPECT_TRUE(p.records().empty()) << "10 mm away is still near";
  p.run(0.05, [](HoldInput& in, double t) { in.x_mm = 110 + 20.0 * t; });
  ASSERT_EQ(p.records().size(), 1u);
  EXPECT_EQ(p.records()[0].end_reason, EndReason::slide);
  EXPECT_NEAR(p.records()[0].end_s, 9.98, 0.05);
  EXPECT_NEAR(p.records()[0].dwell_s, p.records()[0].end_s - p.records()[0].start_s, 1e-9);
}

TEST(HoldMachine, WhatIsFastAndStaysNearIsSway) {
  TrackPlayer p;
  p.run(1.0);
  p.run(40.0, [](HoldInput& in, double t) {
    in.x_mm = 100 + 6.0 * std::sin(4.0 * t);
    in.speed_mm_s = std::abs(24.0 * std::cos(4.0 * t));
  });
  p.finish();
  ASSERT_EQ(p.records().size(), 1u);
  EXPECT_EQ(p.records()[0].end_reason, EndReason::end_of_data);
}

// A person who sways is faster than v_enter now and then: the hold begins when they came, not when they were
// calm for the first time.
TEST(HoldMachine, SwayAtTheBeginningDoesNotDelayTheStart) {
  TrackPlayer p;
  p.run(1.0, [](HoldInput& in, double t) {
    in.x_mm = 40 + 60.0 * t;
    in.speed_mm_s = 60;
  });
  p.run(1.0, [](HoldInput& in, double t) {
    in.x_mm = 100 + 3.0 * std::sin(4.0 * t);
    in.speed_mm_s = 12;
  });
  p.run(10.0, [](HoldInput& in, double) { in.speed_mm_s = 2; });
  p.finish();
  ASSERT_EQ(p.records().size(), 1u);
  EXPECT_NEAR(p.records()[0].start_s, 1.2, 0.25);
}

TEST(HoldMachine, WhatIsLighterThanAToolInUseStartsNothing) {
  TrackPlayer p;
  p.in.force_n = 12;
  p.run(20.0);
  p.finish();
  EXPECT_TRUE(p.records().empty());
}

TEST(HoldMachine, ABriefJerkIsNoSlide) {
  TrackPlayer p;
  p.run(1.0);
  for (int i = 0; i < 100; ++i) {
    p.in.speed_mm_s = 20;
    p.run(0.1);
    p.in.speed_mm_s = 0;
    p.run(0.3);
  }
  p.finish();
  ASSERT_EQ(p.records().size(), 1u);
  EXPECT_GT(p.records()[0].dwell_s, 40.0);
}

TEST(HoldMachine, DriftingSlowlyAwayIsASlideThatEndsNearTheAnchor) {
  TrackPlayer p;
  p.run(10.0);
  p.run(20.0, [](HoldInput& in, double t) { in.x_mm = 100 + 6.0 * t; });
  ASSERT_GE(p.records().size(), 1u);
  const HoldRecord hold = p.records()[0];
  EXPECT_EQ(hold.end_reason, EndReason::slide);
  EXPECT_GT(hold.end_s, 11.0);  // within r_drift / 2 of an anchor that follows a little
  EXPECT_LT(hold.end_s, 12.5);
  EXPECT_LE(hold.dwell_s, hold.end_s - hold.start_s + 1e-9);
}

TEST(HoldMachine, SwayAndSlowWanderAreStill) {
  TrackPlayer p;
  p.run(60.0, [](HoldInput& in, double t) {
    in.x_mm = 100 + 5.0 * std::sin(t) + 0.3 * t;
    in.y_mm = 50 + 4.0 * std::cos(0.7 * t);
    in.speed_mm_s = 5;
  });
  p.finish();
  ASSERT_EQ(p.records().size(), 1u);
  EXPECT_EQ(p.records()[0].end_reason, EndReason::end_of_data);
}

TEST(HoldMachine, TotalDriftBeyondRTotalIsASlide) {
  TrackPlayer p;
  p.run(100.0, [](HoldInput& in, double t) { in.x_mm = 100 + 0.6 * t; });
  ASSERT_GE(p.records().size(), 1u);
  EXPECT_EQ(p.records()[0].end_reason, EndReason::slide);
}

TEST(HoldMachine, RollingHasNoHoldFromTwiceTheLoggedSpeedUp) {
  for (const double speed : {16.0, 25.0, 60.0, 150.0}) {
    for (const double pause : {0.0, 0.3, 1.0}) {
      TrackPlayer p;
      double x = 100, direction = 1, wait = 0;
      p.run(300.0, [&](HoldInput& in, double) {
        if (wait > 0) {
          wait -= p.period_s;
          in.speed_mm_s *= 0.94;  // as the 1 Hz smoother forgets it
        } else {
          x += direction * speed * p.period_s;
          in.speed_mm_s += 0.06 * (speed - in.speed_mm_s);
          if (x > 200 || x < 100) direction = x > 200 ? -1 : 1, wait = pause;
        }
        in.x_mm = x;
      });
      p.finish();
      EXPECT_TRUE(p.records().empty()) << speed << " mm/s, pauses of " << pause << " s";
    }
  }
}

// Relative release.
TEST(HoldMachine, UnloadingToAShareOfThePlateauEndsIt) {
  TrackPlayer p;
  p.run(10.0);
  p.run(5.0, [](HoldInput& in, double) { in.p1 = 39; });
  ASSERT_EQ(p.records().size(), 1u);
  EXPECT_EQ(p.records()[0].end_reason, EndReason::lift);
  EXPECT_NEAR(p.records()[0].end_s, 10.0, 1e-9);
  EXPECT_NEAR(p.records()[0].dwell_s, 10.0, 1e-9);
}

TEST(HoldMachine, ABriefUnloadingAndASteadyRelaxationAreNone) {
  TrackPlayer p;
  p.run(10.0);
  p.run(0.7, [](HoldInput& in, double) { in.p1 = 39; });
  p.run(60.0, [](HoldInput& in, double t) { in.p1 = static_cast<float>(100.0 * std::pow(t + 1.0, -0.12)); });
  p.finish();
  ASSERT_EQ(p.records().size(), 1u);
  EXPECT_EQ(p.records()[0].end_reason, EndReason::end_of_data);
  EXPECT_EQ(p.records()[0].gaps, 0);
}

// Aborts.
TEST(HoldMachine, EachStopAbortsAndSaysWhy) {
  for (const AbortCause cause : {AbortCause::over_pressure, AbortCause::stop_command, AbortCause::pain}) {
    TrackPlayer p;
    p.run(10.0);
    p.in.stop = cause;
    p.run(1.0);
    ASSERT_EQ(p.records().size(), 1u);
    EXPECT_EQ(p.records()[0].end_reason, EndReason::abort);
    EXPECT_EQ(p.records()[0].abort_cause, cause);
    EXPECT_NEAR(p.records()[0].end_s, 10.0, 1e-9);
    EXPECT_NEAR(p.records()[0].dwell_s, 10.0, 1e-9);
  }
}

TEST(HoldMachine, AfterOverPressureAHoldMayStartOncePressureHasCleared) {
  TrackPlayer p;
  p.run(10.0);
  p.in.stop = AbortCause::over_pressure;
  p.run(1.0);
  p.in.stop = AbortCause::none;
  p.run(10.0);
  p.finish();
  ASSERT_EQ(p.records().size(), 2u);
  EXPECT_NEAR(p.records()[1].start_s, 11.0, 1e-9);
}

TEST(HoldMachine, AfterPainAHoldStartsOnlyOnceLiftedOff) {
  TrackPlayer p;
  p.run(10.0);
  p.in.stop = AbortCause::pain;
  p.run(1.0);
  p.in.stop = AbortCause::none;  // acknowledged, still pressing
  p.run(10.0);
  EXPECT_EQ(p.records().size(), 1u);
  p.lift(0.05);
  p.run(10.0);
  p.finish();
  ASSERT_EQ(p.records().size(), 2u);
  EXPECT_NEAR(p.records()[1].start_s, 21.05, 1e-9);
}

TEST(HoldMachine, HardLimitEndsItUntilLiftedOffOrMovedOn) {
  TrackPlayer p;
  p.rules.t_hard_s = 60;
  p.run(100.0);
  ASSERT_EQ(p.records().size(), 1u);
  EXPECT_EQ(p.records()[0].abort_cause, AbortCause::hard_limit);
  EXPECT_NEAR(p.records()[0].dwell_s, 60.0, 1e-9);
  EXPECT_EQ(p.records()[0].outcome, HoldOutcome::full);
  EXPECT_EQ(p.machine.phase(), HoldPhase::idle);
  p.in.x_mm += 25;
  p.run(20.0);
  p.finish();
  EXPECT_EQ(p.records().size(), 2u);
}

TEST(HoldMachine, AStallAbortsAtTheLastFrameAndAddsNothing) {
  TrackPlayer p;
  p.run(10.0);
  p.frame(0.51, 0.03, true);
  p.run(10.0);
  p.finish();
  ASSERT_EQ(p.records().size(), 2u);
  EXPECT_EQ(p.records()[0].abort_cause, AbortCause::frame_loss);
  EXPECT_NEAR(p.records()[0].end_s, 9.99, 1e-9);
  EXPECT_NEAR(p.records()[0].dwell_s, 9.99, 1e-9);
  EXPECT_NEAR(p.records()[1].start_s, 10.5, 1e-9);
}

// Quality and time.
TEST(HoldMachine, QualityTellsOfBadSenselsSaturationAndLoss) {
  const auto quality = [](const std::function<void(TrackPlayer&)>& play) {
    TrackPlayer p;
    play(p);
    p.finish();
    return p.records().at(0).quality;
  };
  const auto lossy = [](int every, double lost_s) {
    return [=](TrackPlayer& p) {
      for (int i = 0; i < 1000; ++i) {
        const double lost = i % every == 0 ? lost_s : 0.0;
        p.step({p.time_s + 0.01 + lost, 0.01 + lost, 0.01, lost, false});
      }
    };
  };
  EXPECT_EQ(quality([](TrackPlayer& p) { p.run(10.0); }), HoldQuality::good);
  EXPECT_EQ(quality([](TrackPlayer& p) { p.in.bad_share = 0.09, p.run(10.0); }), HoldQuality::good);
  EXPECT_EQ(quality([](TrackPlayer& p) { p.in.bad_share = 0.11, p.run(10.0); }), HoldQuality::degraded);
  EXPECT_EQ(quality(lossy(20, 0.01)), HoldQuality::good);     // 5 %
  EXPECT_EQ(quality(lossy(5, 0.01)), HoldQuality::degraded);  // 17 %
  EXPECT_EQ(quality([](TrackPlayer& p) {
              p.run(5.0);
              p.run(0.1, [](HoldInput& in, double) { in.saturated = true; });
              p.run(5.0, [](HoldInput& in, double) { in.saturated = false; });
            }),
            HoldQuality::degraded);
}

TEST(HoldMachine, DwellNeverExceedsTheTimeOnTheWall) {
  std::uint32_t seed = 7;
  const auto random = [&seed] {
    seed = seed * 1664525u + 1013904223u;
    return static_cast<double>(seed >> 8) / 16777216.0;
  };
  for (int run = 0; run < 50; ++run) {
    TrackPlayer p;
    TimeBase time(0.01);
    std::int64_t stamp = 0;
    for (int i = 0; i < 4000; ++i) {
      stamp += static_cast<std::int64_t>((random() < 0.01 ? 0.7 * random() : 0.02 * random() - 0.004) * 1e9);
      p.in.p1 = static_cast<float>(random() < 0.01 ? 0.0 : 90 + 20 * random());
      p.in.x_mm = 100 + (random() < 0.002 ? 30.0 : 2 * random());
      p.step(time.advance(stamp, 0.5));
      if (p.machine.running()) {
        ASSERT_LE(p.machine.dwell_s(), p.time_s - p.machine.start_s() + 1e-9);
      }
    }
    p.finish();
    for (const HoldRecord& hold : p.records()) {
      EXPECT_LE(hold.dwell_s + hold.gap_s, hold.end_s - hold.start_s + 1e-9);
      EXPECT_GE(hold.dwell_s, 5.0 - 1e-5);
      EXPECT_LE(hold.pti_kpa_s, 110.0 * hold.dwell_s);
    }
  }
}

TEST(HoldMachine, TargetInForceAtTheEndDecidesTheOutcome) {
  TrackPlayer p;
  p.run(20.0);
  p.rules.target_s = 15;
  p.run(1.0);
  EXPECT_EQ(p.count(&HoldChange::target_reached), 1);
  p.rules.target_s = 45;
  p.run(1.0);
  p.finish();
  ASSERT_EQ(p.records().size(), 1u);
  EXPECT_EQ(p.records()[0].outcome, HoldOutcome::partial);
  EXPECT_EQ(p.records()[0].target_s, 45);
}

TEST(HoldMachine, APlaceOnTheSeamOfACylinderIsOnePlace) {
  TrackPlayer p;
  p.rules.period_x_mm = 240;
  p.run(20.0, [](HoldInput& in, double t) {
    const double x = 240.0 + 4.0 * std::sin(t);
    in.x_mm = x >= 240 ? x - 240 : x;
  });
  p.finish();
  ASSERT_EQ(p.records().size(), 1u);
  const double x = p.records()[0].x_mm;
  EXPECT_LT(std::min(x, 240 - x), 1.0);
}

TEST(HoldMachine, ZerosNeverMakeAnything) {
  TrackPlayer p;
  p.in = HoldInput{};
  p.run(100.0);
  p.in.present = true;
  p.run(100.0);
  p.in.p1 = std::nanf("");
  p.run(100.0);
  p.finish();
  EXPECT_TRUE(p.happened.empty());
}

}  // namespace
}  // namespace rollscope
