#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <vector>

#include "core/alert/alert_log.hpp"
#include "core/alert/pain_alerts.hpp"
#include "core/alert/pressure_alerts.hpp"
#include "core/alert/region.hpp"
#include "core/alert/technical_alerts.hpp"

namespace rollscope {
namespace {

// Time at 100 Hz and all alerts that ended.
struct Clock {
  Tick tick;
  AlertLog log;
  std::vector<AlertRecord> ended;
  bool started = false;

  void next(double step_s = 0.01, bool stalled = false) {
    collect();
    tick.step_s = started ? step_s : 0.0;
    tick.counted_s = std::min(tick.step_s, 0.03);
    tick.time_s += tick.step_s;
    tick.stalled = stalled;
    started = true;
    log.begin_frame();
  }
  void collect() {
    for (const AlertChange& change : log.changes()) {
      if (!change.raised) ended.push_back(change.alert);
    }
    log.begin_frame();
  }
  void finish() {
    collect();
    log.clear_all(tick.time_s);
    collect();
  }
};

struct PressurePlayer : Clock {
  PressureAlerts alerts{8};
  AlertParameters parameters;
  AlertLimits limits = alert_limits(*find_region("lateral-thigh"), AlertParameters{}, 1.0);
  Contact contact;
  bool present = true;

  PressurePlayer() {
    contact.area_cm2 = 10;
    contact.p1_x_mm = 120;
    contact.p1_y_mm = 80;
    contact.x_mm = 100;
    contact.y_mm = 70;
  }
  void frame() {
    const PressedContact pressed{1, &contact};
    alerts.step(tick, {&pressed, present ? 1u : 0u}, limits, parameters, log);
  }
  void run(double seconds, float p1, float mean = 20) {
    contact.p1 = p1;
    contact.mean = mean;
    const auto frames = static_cast<int>(std::lround(seconds / 0.01));
    for (int i = 0; i < frames; ++i) {
      next();
      frame();
    }
  }
};

TEST(PeakAlert, CautionAndStopWithTheirDwells) {
  PressurePlayer p;
  p.run(1.0, 100);
  p.run(2.0, 400);
  p.run(2.0, 100);
  p.finish();
  ASSERT_EQ(p.ended.size(), 2u);
  const AlertRecord& stop = p.ended[1].level == AlertLevel::stop ? p.ended[1] : p.ended[0];
  const AlertRecord& caution = p.ended[1].level == AlertLevel::stop ? p.ended[0] : p.ended[1];
  EXPECT_EQ(stop.kind, AlertKind::peak);
  EXPECT_NEAR(stop.start_s, 1.25, 1e-9);
  EXPECT_NEAR(stop.end_s, 3.5, 1e-9);
  EXPECT_FLOAT_EQ(stop.value, 400);
  EXPECT_FLOAT_EQ(stop.limit, 385);
  EXPECT_EQ(stop.x_mm, 120);
  EXPECT_EQ(stop.y_mm, 80);
  EXPECT_NEAR(caution.start_s, 2.0, 1e-9);
  EXPECT_NEAR(caution.end_s, 3.5, 1e-9);
  EXPECT_FLOAT_EQ(caution.limit, 220);
  EXPECT_EQ(stop.id, 1);
  EXPECT_EQ(caution.id, 2);
}

// 385 kPa for 0.25 s is a stop, one frame less is none; a kPa less never.
TEST(PeakAlert, DwellAndLimitBoundaries) {
  const auto stops = [](double seconds, float p1) {
    PressurePlayer p;
    p.run(1.0, 100);
    p.run(seconds, p1);
    p.run(1.0, 100);
    p.finish();
    return p.ended.size();
  };
  EXPECT_EQ(stops(0.25, 385), 0u);  // 25 frames span 0.24 s
  EXPECT_EQ(stops(0.26, 385), 1u);
  EXPECT_EQ(stops(1.00, 220), 0u);
  EXPECT_EQ(stops(1.01, 220), 1u);
  EXPECT_EQ(stops(30.0, 219.9F), 0u);
}

TEST(PeakAlert, AFrameBelowStartsTheDwellAnew) {
  PressurePlayer p;
  for (int i = 0; i < 100; ++i) {
    p.run(0.24, 390);
    p.run(0.01, 384);
  }
  p.run(1.0, 100);
  p.finish();
  for (const AlertRecord& alert : p.ended) EXPECT_EQ(alert.level, AlertLevel::caution);
}

TEST(PeakAlert, HysteresisKeepsItUntilBelow85PercentForHalfASecond) {
  PressurePlayer p;
  p.run(1.0, 400);
  for (int i = 0; i < 10; ++i) {
    p.run(0.49, 320);  // below 0.85 * 385 = 327.25, not for long enough
    p.run(0.10, 330);
  }
  EXPECT_TRUE(p.alerts.stop_lasts(1));
  p.run(0.50, 320);
  EXPECT_TRUE(p.alerts.stop_lasts(1));
  p.run(0.01, 320);
  EXPECT_FALSE(p.alerts.stop_lasts(1));
}

TEST(PeakAlert, AContactThatVanishesClears) {
  PressurePlayer p;
  p.run(2.0, 400);
  p.present = false;
  p.run(1.0, 400);
  ASSERT_EQ(p.ended.size(), 2u);
  for (const AlertRecord& alert : p.ended) EXPECT_NEAR(alert.end_s, 2.5, 1e-9);
}

TEST(PeakAlert, LastsToTheEndOfTheData) {
  PressurePlayer p;
  p.run(3.0, 250);
  p.finish();
  ASSERT_EQ(p.ended.size(), 1u);
  EXPECT_NEAR(p.ended[0].end_s, 2.99, 1e-9);
}

TEST(PeakAlert, AStallAddsNoDwell) {
  PressurePlayer p;
  p.run(0.10, 400);
  p.next(5.0, true);
  p.frame();
  p.run(0.20, 400);
  EXPECT_TRUE(p.log.lasting().empty());
  p.run(0.10, 400);
  EXPECT_FALSE(p.log.lasting().empty());
}

TEST(MeanAlert, FollowsTheAreaLaw) {
  PressurePlayer p;
  const auto limit = static_cast<float>(550 * std::pow(10.0, -0.49));  // 178 kPa at 10 cm2
  p.run(2.0, 200, limit + 1);
  EXPECT_TRUE(p.log.lasting().empty());
  p.run(0.02, 200, limit + 1);
  ASSERT_EQ(p.log.lasting().size(), 1u);
  EXPECT_EQ(p.log.lasting()[0].kind, AlertKind::mean);
  EXPECT_EQ(p.log.lasting()[0].level, AlertLevel::caution);
  EXPECT_NEAR(p.log.lasting()[0].limit, limit, 1e-3);
  EXPECT_EQ(p.log.lasting()[0].x_mm, 100);
  p.run(0.52, 200, 1.5F * limit + 1);
  EXPECT_EQ(p.log.lasting().size(), 2u);
  EXPECT_TRUE(p.alerts.stop_lasts(1));
}

TEST(MeanAlert, TheSameMeanOverASmallerAreaIsNone) {
  PressurePlayer p;
  p.contact.area_cm2 = 2;
  p.run(10.0, 200, 180);
  EXPECT_TRUE(p.log.lasting().empty());
}

TEST(MeanAlert, TheRecordKeepsTheWorstMomentAndItsLimit) {
  PressurePlayer p;
  p.contact.area_cm2 = 40;
  p.run(3.0, 200, 120);
  p.contact.area_cm2 = 10;
  p.run(1.0, 200, 185);  // higher, yet less over its limit
  ASSERT_EQ(p.log.lasting().size(), 1u);
  EXPECT_FLOAT_EQ(p.log.lasting()[0].value, 120);
  EXPECT_GT(p.log.lasting()[0].value, p.log.lasting()[0].limit);
}

TEST(PressureAlerts, NotArmedWithoutLimits) {
  PressurePlayer p;
  p.limits = AlertLimits{};
  p.run(10.0, 5000, 3000);
  p.finish();
  EXPECT_TRUE(p.ended.empty());
}

TEST(PressureAlerts, ALowerCeilingInForceMidWayCounts) {
  PressurePlayer p;
  p.run(3.0, 190);
  EXPECT_TRUE(p.log.lasting().empty());
  p.limits = alert_limits(*find_region("calf"), AlertParameters{}, 1.0);
  p.run(1.02, 190);
  ASSERT_EQ(p.log.lasting().size(), 1u);
  EXPECT_FLOAT_EQ(p.log.lasting()[0].limit, 180);
}

TEST(PressureAlerts, TwoContactsAreWatchedApart) {
  PressurePlayer p;
  Contact other = p.contact;
  p.contact.p1 = 300;
  other.p1 = 400;
  for (int i = 0; i < 150; ++i) {
    p.next();
    const PressedContact both[]{{1, &p.contact}, {2, &other}};
    p.alerts.step(p.tick, both, p.limits, p.parameters, p.log);
  }
  EXPECT_FALSE(p.alerts.stop_lasts(1));
  EXPECT_TRUE(p.alerts.stop_lasts(2));
  EXPECT_EQ(p.log.lasting().size(), 3u);
}

TEST(AlertLog, AStopLatchesUntilAcknowledgedACautionDoesNot) {
  PressurePlayer p;
  p.run(2.0, 300);
  EXPECT_FALSE(p.log.latched());
  p.run(1.0, 400);
  EXPECT_TRUE(p.log.latched());
  p.run(3.0, 50);
  EXPECT_TRUE(p.log.lasting().empty());
  EXPECT_TRUE(p.log.latched());
  EXPECT_FLOAT_EQ(p.log.leading_stop().value, 400);
  EXPECT_GE(p.log.leading_stop().end_s, 0.0);
  EXPECT_EQ(p.log.acknowledge(), 1);
  EXPECT_FALSE(p.log.latched());
  EXPECT_EQ(p.log.acknowledge(), 0);
}

struct PainPlayer : Clock {
  PainAlerts pain;
  AlertParameters parameters;
  bool loaded = true;
  void run(double seconds) {
    const auto frames = static_cast<int>(std::lround(seconds / 0.01));
    for (int i = 0; i < frames; ++i) {
      next();
      pain.step(tick, loaded, parameters, log);
    }
  }
};

TEST(PainAlert, SevenWarnsEightStops) {
  for (int nrs = 0; nrs <= 10; ++nrs) {
    PainPlayer p;
    p.run(1.0);
    p.pain.rate(nrs);
    p.run(0.01);
    EXPECT_EQ(p.log.lasting().size(), nrs >= 8 ? 2u : nrs == 7 ? 1u : 0u) << nrs;
    EXPECT_EQ(p.pain.stop_lasts(), nrs >= 8) << nrs;
    for (const AlertRecord& alert : p.log.lasting()) {
      EXPECT_EQ(alert.kind, AlertKind::pain);
      EXPECT_NEAR(alert.start_s, 1.0, 1e-9);
      EXPECT_FLOAT_EQ(alert.value, static_cast<float>(nrs));
    }
  }
}

TEST(PainAlert, EndsWithALowerRatingAnAcknowledgeOrLiftingOff) {
  const std::vector<std::function<void(PainPlayer&)>> ways{[](PainPlayer& p) { p.pain.rate(3); },
                                                           [](PainPlayer& p) { p.pain.acknowledge(); },
                                                           [](PainPlayer& p) { p.loaded = false; }};
  for (const auto& way : ways) {
    PainPlayer p;
    p.run(1.0);
    p.pain.rate(9);
    p.run(20.0);
    EXPECT_TRUE(p.pain.stop_lasts());
    way(p);
    p.run(0.6);
    EXPECT_FALSE(p.pain.stop_lasts());
    EXPECT_TRUE(p.log.latched());
  }
}

TEST(PainAlert, RatingsInTheFramesStandAsLongAsTheySaySo) {
  PainPlayer p;
  p.loaded = false;
  int news = 0;
  for (int i = 0; i < 1000; ++i) {
    news += p.pain.rate_from_frame(i < 300 ? 4.0F : i < 800 ? 8.0F : 2.0F) ? 1 : 0;
    p.run(0.01);
  }
  p.finish();
  EXPECT_EQ(news, 3);
  ASSERT_EQ(p.ended.size(), 2u);
  for (const AlertRecord& alert : p.ended) {
    EXPECT_NEAR(alert.start_s, 3.0, 1e-9);
    EXPECT_NEAR(alert.end_s, 8.5, 1e-9);
  }
  EXPECT_FALSE(p.pain.rate_from_frame(std::nanf("")));
}

TEST(PainAlert, TheStopButtonIsAStopByItself) {
  PainPlayer p;
  p.run(1.0);
  p.pain.press_stop();
  p.run(5.0);
  ASSERT_EQ(p.log.lasting().size(), 1u);
  EXPECT_EQ(p.log.lasting()[0].level, AlertLevel::stop);
  EXPECT_EQ(p.log.lasting()[0].cause, "stop button");
  EXPECT_TRUE(p.log.latched());
  EXPECT_TRUE(p.pain.button_lasts());
  p.loaded = false;
  p.run(1.0);
  EXPECT_FALSE(p.pain.button_lasts());
}

TEST(TechnicalAlert, AStallIsToldFromItsTimestampsAlone) {
  Clock clock;
  TechnicalAlerts technical;
  clock.next();
  technical.step(clock.tick, TechnicalFacts{}, AlertParameters{}, clock.log);
  clock.next(0.4);
  technical.step(clock.tick, TechnicalFacts{}, AlertParameters{}, clock.log);
  EXPECT_TRUE(clock.log.changes().empty());
  clock.next(2.0, true);
  technical.step(clock.tick, TechnicalFacts{}, AlertParameters{}, clock.log);
  ASSERT_EQ(clock.log.changes().size(), 2u);
  clock.finish();
  ASSERT_EQ(clock.ended.size(), 1u);
  EXPECT_EQ(clock.ended[0].kind, AlertKind::technical);
  EXPECT_NEAR(clock.ended[0].start_s, 0.9, 1e-9);
  EXPECT_NEAR(clock.ended[0].end_s, 2.4, 1e-9);
  EXPECT_FALSE(clock.log.latched());
}

TEST(TechnicalAlert, SaturationThatLastsIsOneAndAFlashIsNone) {
  Clock clock;
  TechnicalAlerts technical;
  const auto run = [&](double seconds, bool saturated, bool valid) {
    for (int i = 0; i < static_cast<int>(std::lround(seconds / 0.01)); ++i) {
      clock.next();
      technical.step(clock.tick, {.saturated = saturated, .frame_valid = valid}, AlertParameters{},
                     clock.log);
    }
  };
  run(1.0, false, true);
  run(0.3, true, true);
  run(1.0, false, true);
  EXPECT_TRUE(clock.ended.empty());
  run(2.0, true, true);
  ASSERT_EQ(clock.log.lasting().size(), 1u);
  EXPECT_FALSE(clock.log.lasting()[0].cause.empty());
  run(1.0, false, true);
  run(1.0, false, false);
  EXPECT_EQ(clock.log.lasting().size(), 1u);
  clock.finish();
  EXPECT_EQ(clock.ended.size(), 2u);
}

}  // namespace
}  // namespace rollscope
