// Angle, body coordinate, limb profile and weight of an instrumented roller (science.md 2.10).
#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <numbers>
#include <random>

#include "core/analyzer.hpp"
#include "core/roller/imu_angle.hpp"
#include "core/roller/limb_profile.hpp"
#include "core/roller/roller_motion.hpp"
#include "core/roller/weight_check.hpp"
#include "core/scene/scene_player.hpp"
#include "tests/unit/core/contact/field.hpp"

namespace rollscope {
namespace {

constexpr double kPi = std::numbers::pi, kG = 9.80665;

Tick tick_at(int frame, double step_s) {
  return {
      .time_s = frame * step_s, .step_s = frame > 0 ? step_s : 0.0, .counted_s = frame > 0 ? step_s : 0.0};
}

// What a sensor in the roller reads at this angle while it turns at this rate.
std::array<float, 6> imu_at(double angle, double rate, double bias, double tilt = 0.0) {
  const double up = angle + kPi / 2.0, across = kG * std::cos(tilt);
  const double values[] = {
      kG * std::sin(tilt), across * std::cos(up), across * std::sin(up), bias - rate, 0.0, 0.0};
  std::array<float, 6> imu{};
  for (std::size_t i = 0; i < imu.size(); ++i) imu[i] = static_cast<float>(values[i]);
  return imu;
}

double away(double a, double b) {
  return std::abs(std::remainder(a - b, 2.0 * kPi));
}

TEST(ImuAngle, FollowsARollerThereAndBackWithABiasedNoisyGyroscope) {
  std::mt19937_64 random(7);
  std::normal_distribution<double> noise(0.0, 1.0);
  for (const double rate_hz : {50.0, 100.0, 200.0}) {
    ImuAngle imu;
    double worst = 0.0;
    for (int i = 0; i < 60 * static_cast<int>(rate_hz); ++i) {
      const double t = i / rate_hz;
      const bool still = t < 8.0;
      const double angle = 0.4 + (still ? 0.0 : 3.0 * std::sin(1.3 * (t - 8.0)));
      const double rate = still ? 0.0 : 3.9 * std::cos(1.3 * (t - 8.0));
      auto reading = imu_at(angle, rate, 0.02);
      for (std::size_t k = 0; k < 3; ++k) reading[k] += static_cast<float>(0.1 * noise(random));
      reading[3] += static_cast<float>(0.01 * noise(random));
      const double found = imu.step(tick_at(i, 1.0 / rate_hz), reading);
      if (t > 5.0) worst = std::max(worst, away(found, angle));
    }
    EXPECT_LT(worst, 3.0 * kPi / 180.0) << rate_hz;
    EXPECT_NEAR(imu.bias_rad_s(), -0.02, 0.01);
  }
}

TEST(ImuAngle, IsNotKnownWhileTheAxisStandsUprightOrNothingIsRead) {
  ImuAngle imu;
  EXPECT_FALSE(std::isnan(imu.step(tick_at(0, 0.01), imu_at(1.0, 0, 0, 69 * kPi / 180))));
  EXPECT_TRUE(std::isnan(imu.step(tick_at(1, 0.01), imu_at(1.0, 0, 0, 71 * kPi / 180))));
  std::array<float, 6> none{};
  none.fill(kNotGiven);
  EXPECT_TRUE(std::isnan(imu.step(tick_at(2, 0.01), none)));
  EXPECT_NEAR(away(imu.step(tick_at(3, 0.01), imu_at(-2.0, 0, 0)), -2.0), 0.0, 1e-6);
}

TEST(RollerMotion, UnrollsAnEncoderThatWrapsAndOneThatDoesNot) {
  for (const bool wraps : {false, true}) {
    RollerMotion motion(75.0);
    RawFrame frame;
    for (int i = 0; i <= 1000; ++i) {
      const double angle = 1.0 + 0.02 * i;
      frame.angle_rad = static_cast<float>(wraps ? std::remainder(angle, 2.0 * kPi) : angle);
      motion.step(tick_at(i, 0.01), frame);
    }
    EXPECT_NEAR(motion.now().body_mm, 75.0 * 20.0, 0.1);
    EXPECT_NEAR(motion.now().speed_mm_s, 150.0, 0.1);
  }
}

TEST(RollerMotion, TakesTheImuWhereThereIsNoEncoderAndNeitherOnAFlatMat) {
  RollerMotion roller(60.0), flat(0.0);
  RawFrame frame;
  for (int i = 0; i <= 500; ++i) {
    frame.imu = imu_at(0.01 * i, 1.0, 0.0);
    roller.step(tick_at(i, 0.01), frame);
    flat.step(tick_at(i, 0.01), frame);
  }
  EXPECT_NEAR(roller.now().body_mm, 300.0, 6.0);
  EXPECT_FALSE(flat.now().known);
}

TEST(RollerMotion, WhatWasTurnedInAStallIsNotMadeUp) {
  RollerMotion motion(75.0);
  RawFrame frame;
  frame.angle_rad = 0.0F;
  motion.step(tick_at(0, 0.01), frame);
  frame.angle_rad = 1.0F;
  Tick stall = tick_at(1, 0.01);
  stall.stalled = true;
  EXPECT_DOUBLE_EQ(motion.step(stall, frame).body_mm, 0.0);
  frame.angle_rad = 1.2F;
  EXPECT_NEAR(motion.step(tick_at(2, 0.01), frame).body_mm, 15.0, 1e-3);
}

TEST(LimbProfile, ForceAndTimeStandWhereTheRollerStood) {
  LimbProfile limb;
  RollerMoment at{.known = true};
  const auto force_at = [](double mm) { return 200.0 + 0.5 * mm; };
  double time_s = 0.0;
  for (int i = 0; i < 4000; ++i) {
    at.body_mm = 150.0 * std::sin(i * 0.01);
    limb.step(tick_at(i, 0.01), at, {.body = true, .body_n = force_at(at.body_mm), .body_p1 = 50.0}, true);
    if (i > 0) time_s += 0.01;
  }
  double dwell_s = 0.0, in_bins_s = 0.0;
  for (int i = limb.first(); i <= limb.last(); ++i) {
    dwell_s += limb.at(i).dwell_s;
    if (limb.at(i).dwell_s == 0.0) continue;
    EXPECT_NEAR(limb.at(i).force_n_s / limb.at(i).dwell_s, force_at(10.0 * i + 5.0), 3.0);
  }
  for (int i = -400; i < 400; i += 2) in_bins_s += limb.bin_of_two(i).dwell_s;
  EXPECT_NEAR(dwell_s, time_s, 1e-9);
  EXPECT_NEAR(in_bins_s, time_s, 1e-9);
  EXPECT_NEAR(limb.pressed_s(), time_s, 1e-9);
  EXPECT_EQ(limb.first(), -15);
  EXPECT_EQ(limb.last(), 14);
  EXPECT_NEAR(limb.rolled_mm(), 150.0 * 40.0 * 2.0 / kPi, 100.0);
}

TEST(LimbProfile, CountsNothingUnpressedUnreadStalledOrOutOfReach) {
  LimbProfile limb;
  RollerMoment at{.known = true};
  const PatchForces pressed{.body = true, .body_n = 100.0};
  limb.step(tick_at(0, 0.01), at, pressed, false);
  limb.step(tick_at(1, 0.01), at, {}, true);
  limb.step(tick_at(2, 0.01), at, pressed, true);
  Tick stall = tick_at(3, 0.01);
  stall.stalled = true;
  limb.step(stall, at, pressed, true);
  EXPECT_GT(limb.first(), limb.last());
  at.body_mm = 1e7;
  limb.step(tick_at(4, 0.01), at, pressed, true);
  limb.step(tick_at(5, 0.01), at, pressed, true);
  EXPECT_NEAR(limb.outside_s(), 0.01, 1e-12);
}

WeightCheck weighed(double roller_kg, double difference_n, double speed_mm_s, bool seam = false) {
  WeightCheck check(roller_kg);
  const RollerMoment at{.known = true, .speed_mm_s = speed_mm_s};
  for (int i = 0; i < 500; ++i)
    check.step(tick_at(i, 0.01), at,
               {.body = true, .floor = true, .seam = seam, .body_n = 240.0, .floor_n = 240.0 + difference_n},
               8.0);
  return check;
}

TEST(WeightCheck, TellsARollersWeightFromADriftedCalibration) {
  EXPECT_FALSE(weighed(1.2, 1.2 * kG, 0).off());
  EXPECT_FALSE(weighed(1.2, 1.14 * 1.2 * kG, 0).off());
  EXPECT_TRUE(weighed(1.2, 1.16 * 1.2 * kG, 0).off());
  EXPECT_TRUE(weighed(1.2, 0.84 * 1.2 * kG, 0).off());
  EXPECT_NEAR(weighed(1.2, 20.0, 0).measured_n(), 20.0, 1e-9);
  EXPECT_TRUE(weighed(1.2, 30.0, 0).off_now());
  EXPECT_FALSE(weighed(1.2, 1.2 * kG + 4.0, 0).off_now()) << "within what two sums of 240 N can tell";
}

TEST(WeightCheck, JudgesOnlyAtRestWithBothPatchesWholeAndTheMassKnown) {
  EXPECT_FALSE(weighed(1.2, 30.0, 20.0).judged());
  EXPECT_FALSE(weighed(1.2, 30.0, 0, true).judged());
  EXPECT_FALSE(weighed(0.0, 30.0, 0).judged());
  EXPECT_FALSE(weighed(0.0, 30.0, 0).off());
}

TEST(Seam, WithinASenselTheColumnsAreNeighboursAcrossAWiderOneTheyAreNot) {
  for (const double gap_mm : {0.0, 6.0, 10.0, 14.0}) {
    SensorLayout layout = test::cylinder(16, 24);
    layout.seam_gap_mm = gap_mm;
    PressureFrame frame = test::empty_frame(layout);
    for (int row = 5; row < 10; ++row)
      for (const int col : {22, 23, 0, 1}) frame.pressure[test::sensel(layout, row, col)] = 60.0F;
    ContactFinder finder = test::finder_for(layout);
    finder.find(frame);
    const bool joined = gap_mm <= 10.0;
    ASSERT_EQ(finder.contacts().size(), joined ? 1U : 2U) << gap_mm;
    for (const Contact& contact : finder.contacts()) {
      EXPECT_EQ(contact.touches_seam, gap_mm > 0.0);
      EXPECT_EQ(contact.touches_border, !joined);
      EXPECT_NEAR(contact.force_n, (joined ? 20 : 10) * 6.0, 1e-9) << "the gap has no area and no force";
    }
    if (joined) {
      const double middle = 240.0 + gap_mm / 2.0;
      EXPECT_NEAR(std::remainder(finder.contacts()[0].x_mm - middle, layout.circumference_mm()), 0.0, 1e-6);
    }
  }
}

AnalyzerSetup setup_of(const ScenePlayer& player) {
  return {.stream = player.info(), .calibration = player.calibration(), .profile = {}};
}

TEST(RollerScene, RollsAsFarAsTheScriptAndCarriesItsOwnWeight) {
  const Scene& scene = *find_scene("roller");
  for (const double roller_kg : {10.0 / kG, 13.0 / kG}) {
    PlayerOptions options;
    options.rate_hz = 50.0;
    options.sensor.creep_per_decade = 0.0;
    options.sensor.gain_spread = 0.0;
    ScenePlayer player(scene, default_layout(scene), options);
    AnalyzerSetup setup = setup_of(player);
    setup.stream.roller_kg = roller_kg;
    Analyzer analyzer(setup);
    double worst_mm = 0.0;
    RawFrame frame;
    while (player.next(frame)) {
      const Observation& now = analyzer.process(frame);
      ASSERT_TRUE(now.roller.known);
      const double rolled = static_cast<double>(frame.angle_rad) * player.info().layout.radius_mm;
      worst_mm = std::max(worst_mm, std::abs(now.roller.body_mm - rolled));
    }
    EXPECT_LT(worst_mm, 0.5);
    EXPECT_GT(analyzer.limb().rolled_mm(), 3 * 340.0);
    ASSERT_TRUE(analyzer.weight_check().judged());
    EXPECT_EQ(analyzer.weight_check().off(), roller_kg > 11.0 / kG) << analyzer.weight_check().measured_n();
  }
}

TEST(Geometry, RegionCeilingsAreOffWhereTheArrayDoesNotSeeSkin) {
  const Scene& scene = *find_scene("two-holds");
  for (int i = 0; i < 5; ++i) {
    const auto geometry = static_cast<Geometry>(i);
    PlayerOptions options;
    options.rate_hz = 50.0;
    ScenePlayer player(scene, default_layout(scene), options);
    AnalyzerSetup setup = setup_of(player);
    setup.stream.geometry = geometry;
    Analyzer analyzer(setup);
    int peaks = 0, holds = 0;
    RawFrame frame;
    while (player.next(frame)) {
      const Observation& now = analyzer.process(frame);
      EXPECT_EQ(now.limits.armed, sees_skin(geometry));
      for (const Event& event : now.events) {
        const auto* raised = std::get_if<AlertRaised>(&event.what);
        peaks += raised != nullptr && raised->alert.kind != AlertKind::technical ? 1 : 0;
        holds += std::holds_alternative<HoldStarted>(event.what) ? 1 : 0;
      }
    }
    EXPECT_EQ(peaks > 0, sees_skin(geometry)) << geometry_id(geometry);
    EXPECT_GE(holds, 2);
  }
}

TEST(Geometry, NamesGoThereAndBack) {
  for (int i = 0; i < 5; ++i)
    EXPECT_EQ(find_geometry(geometry_id(static_cast<Geometry>(i))), static_cast<Geometry>(i));
  EXPECT_FALSE(find_geometry("E").has_value());
  StreamInfo info;
  EXPECT_EQ(geometry_of(info), Geometry::at_skin);
  info.layout.surface = Surface::cylinder;
  EXPECT_EQ(geometry_of(info), Geometry::roller_skin);
}

}  // namespace
}  // namespace rollscope
