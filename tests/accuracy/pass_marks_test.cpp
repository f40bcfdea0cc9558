// A few sessions of `./dev accuracy` with hard pass marks: what a change must not break unseen.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "tests/accuracy/scenario.hpp"
#include "tests/accuracy/score.hpp"
#include "tests/accuracy/statistics.hpp"
#include "tests/accuracy/table.hpp"

namespace rollscope::accuracy {
namespace {

Tally played(const std::string& name, int sessions) {
  for (const Scenario& scenario : scenarios()) {
    if (scenario.name != name) continue;
    Tally all;
    for (int i = 0; i < sessions; ++i)
      all.add(score(play(scenario.make(1000 + static_cast<std::uint64_t>(i)))));
    return all;
  }
  ADD_FAILURE() << "no scenario is called " << name;
  return {};
}

void expect_every_hold(const Tally& all) {
  EXPECT_GT(all.holds, 0);
  EXPECT_EQ(all.matched_50, all.holds);
  EXPECT_EQ(all.found, all.holds);
  EXPECT_LT(quantile(magnitudes(all.onset_s), 0.5), 0.25);
  EXPECT_LT(quantile(magnitudes(all.offset_s), 0.5), 0.20);
  EXPECT_LT(quantile(magnitudes(all.place_mm), 0.5), 3.0);
}

class PassMarks : public testing::TestWithParam<const char*> {};

TEST_P(PassMarks, EveryHoldIsListedAndNoOther) {
  expect_every_hold(played(GetParam(), 2));
}
INSTANTIATE_TEST_SUITE_P(Accuracy, PassMarks,
                         testing::Values("50 Hz", "20 Hz", "lifts up to 0.7 s", "two balls 45 to 90 mm apart",
                                         "bone flickers, one and two peaks", "5 % lost frames",
                                         "instrumented roller, over the seam"),
                         [](const auto& one) {
                           std::string name = one.param;
                           std::erase_if(
                               name, [](char c) { return std::isalnum(static_cast<unsigned char>(c)) == 0; });
                           return name;
                         });

TEST(PassMarks, RollingLyingAndHandlingAreNoHolds) {
  for (const char* name :
       {"rolling only, 16 to 200 mm/s, pauses to 0.3 s", "lying only", "tool handling only"}) {
    const Tally all = played(name, 1);
    EXPECT_EQ(all.holds, 0) << name;
    EXPECT_EQ(all.found, 0) << name;
    EXPECT_EQ(all.alerts_false, 0) << name;
  }
}

TEST(PassMarks, EveryOverPressureIsCaughtInTime) {
  const Tally all = played("over-pressure in 12 regions, 0.2 to 0.8 s ramps", 2);
  EXPECT_GT(all.alerts, 10);
  EXPECT_EQ(all.alerts_missed, 0);
  EXPECT_EQ(all.alerts_late, 0);
  EXPECT_EQ(all.alerts_false, 0);
}

// The ruler itself: what it calls a match, a miss and a false hold.
TEST(Score, MatchesOneToOneInTimeAndPlace) {
  Played one;
  one.hours = 1.0;
  one.truth.holds = {{.start_s = 10.0,
                      .end_s = 20.0,
                      .dwell_s = 10.0,
                      .x_mm = 50.0,
                      .y_mm = 50.0,
                      .p1_mean_kpa = 80.0,
                      .force_n = 100.0},
                     {.start_s = 30.0,
                      .end_s = 70.0,
                      .dwell_s = 40.0,
                      .x_mm = 90.0,
                      .y_mm = 50.0,
                      .p1_mean_kpa = 80.0,
                      .force_n = 100.0}};
  HoldRecord found;
  found.start_s = 10.5;
  found.end_s = 20.0;
  found.dwell_s = 9.5;
  found.x_mm = 53.0;
  found.y_mm = 54.0;
  found.pti_kpa_s = 9.5 * 84.0;
  found.force_n = 95.0;
  one.holds = {found, found};  // the second is a duplicate
  HoldRecord elsewhere = found;
  elsewhere.start_s = 30.0;
  elsewhere.end_s = 70.0;
  elsewhere.x_mm = 130.0;
  one.holds.push_back(elsewhere);
  const Tally tally = score(one);
  EXPECT_EQ(tally.matched_50, 1);
  EXPECT_EQ(tally.matched_90, 1);
  EXPECT_EQ(tally.false_holds(), 2);
  EXPECT_NEAR(f1(tally.matched_50, tally.found, tally.holds), 0.4, 1e-12);
  ASSERT_EQ(tally.onset_s.size(), 1U);
  EXPECT_NEAR(tally.onset_s[0], 0.5, 1e-12);
  EXPECT_NEAR(tally.place_mm[0], 5.0, 1e-12);
  EXPECT_NEAR(tally.p1_share[0], 0.05, 1e-6);
  EXPECT_TRUE(tally.duration_share.empty());
}

TEST(Score, AlertsAreMissedLateOrFalse) {
  const auto alert = [](double raised_s, double cleared_s) {
    return TruthAlert{.kind = TruthAlertKind::peak,
                      .level = TruthLevel::stop,
                      .crossed_s = raised_s - 0.25,
                      .raised_s = raised_s,
                      .cleared_s = cleared_s};
  };
  Played one;
  one.hours = 1.0;
  one.truth.alerts = one.allowed_alerts =
      one.due_alerts = {alert(5.0, 7.0), alert(15.0, 17.0), alert(25.0, 27.0)};
  const auto found = [](double start_s, double end_s) {
    return AlertRecord{
        .kind = AlertKind::peak, .level = AlertLevel::stop, .start_s = start_s, .end_s = end_s, .cause = {}};
  };
  one.alerts = {found(5.05, 7.0), found(15.3, 17.0), found(40.0, 41.0)};
  const Tally tally = score(one);
  EXPECT_EQ(tally.alerts, 3);
  EXPECT_EQ(tally.alerts_missed, 1);
  EXPECT_EQ(tally.alerts_late, 1);
  EXPECT_EQ(tally.alerts_false, 1);
  EXPECT_NEAR(quantile(tally.latency_s, 0.99), 0.3, 1e-9);
}

TEST(Statistics, QuantilesAndBootstrap) {
  EXPECT_EQ(quantile({}, 0.5), 0.0);
  EXPECT_EQ(quantile({3.0, 1.0, 2.0}, 0.5), 2.0);
  EXPECT_EQ(quantile({3.0, 1.0, 2.0}, 0.95), 3.0);
  std::vector<Tally> sessions(20);
  for (std::size_t i = 0; i < sessions.size(); ++i) {
    sessions[i].holds = sessions[i].found = 5;
    sessions[i].matched_50 = i % 4 == 0 ? 4 : 5;
  }
  const auto figure = [](const Tally& t) { return f1(t.matched_50, t.found, t.holds); };
  const Interval interval = bootstrap(sessions, figure);
  EXPECT_LT(interval.low, 0.95);
  EXPECT_GT(interval.low, 0.88);
  EXPECT_GT(interval.high, 0.95);
  EXPECT_LE(interval.high, 1.0);
}

}  // namespace
}  // namespace rollscope::accuracy
