// The truth against the true pressure and motion, by rules simpler than the ones that made it.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "core/scene/random_scene.hpp"
#include "core/scene/scene_player.hpp"

namespace rollscope {
namespace {

struct Sight {
  double time_s = 0.0;
  double x_mm = 0.0, y_mm = 0.0, p1_kpa = 0.0;
};

// Where each actor pressed in each frame that arrived, one list an actor; p1 0 where it did not.
std::vector<std::vector<Sight>> watch(ScenePlayer& player) {
  std::vector<std::vector<Sight>> sights(player.scene().actors.size());
  RawFrame frame;
  player.rewind();
  while (player.next(frame)) {
    for (std::vector<Sight>& of_actor : sights) of_actor.push_back({.time_s = player.time_s()});
    for (const TruthContact& contact : player.contacts()) {
      if (contact.floor) continue;
      sights[static_cast<std::size_t>(contact.actor)].back() = {player.time_s(), contact.x_mm, contact.y_mm,
                                                                contact.p1_kpa};
    }
  }
  return sights;
}

double overlap_s(const TruthHold& hold, double from_s, double to_s) {
  return std::max(0.0, std::min(hold.end_s, to_s) - std::max(hold.start_s, from_s));
}

// Every hold listed is pressed and stays near one place.
void expect_holds_are_held(const ScenePlayer& player, const std::vector<std::vector<Sight>>& sights,
                           double sway_mm) {
  for (const TruthHold& hold : player.truth().holds) {
    double lifted_s = 0.0, p1_sum = 0.0, last_s = hold.start_s;
    int pressed = 0;
    for (const Sight& at : sights[static_cast<std::size_t>(hold.actor)]) {
      if (at.time_s < hold.start_s || at.time_s > hold.end_s) continue;
      if (at.p1_kpa < 20.0) {
        lifted_s += at.time_s - last_s;
      } else {
        EXPECT_LT(std::hypot(at.x_mm - hold.x_mm, at.y_mm - hold.y_mm), 20.0 + 5.0 * sway_mm);
        p1_sum += at.p1_kpa;
        ++pressed;
      }
      last_s = at.time_s;
    }
    EXPECT_LE(lifted_s, 0.8 * hold.gaps + 0.02) << player.scene().id;
    ASSERT_GT(pressed, 0);
    EXPECT_NEAR(p1_sum / pressed, hold.p1_mean_kpa, 0.01 * hold.p1_mean_kpa);
    EXPECT_GE(hold.p1_mean_kpa, 30.0);
    EXPECT_GE(hold.dwell_s, 5.0);
    EXPECT_LE(hold.dwell_s, hold.end_s - hold.start_s + 1e-9);
  }
}

// Whatever presses at least H_on and stays within 10 mm for 5.5 s is listed. Returns how often that was seen.
int expect_stillness_is_listed(const ScenePlayer& player, const std::vector<std::vector<Sight>>& all_sights) {
  int seen = 0;
  for (std::size_t actor = 0; actor < player.scene().actors.size(); ++actor) {
    if (player.scene().actors[actor].role == Role::rest) continue;
    const std::vector<Sight>& sights = all_sights[actor];
    const auto window = static_cast<std::size_t>(5.5 * player.info().rate_hz);
    for (std::size_t first = 0; first + window < sights.size(); first += 20) {
      const std::span<const Sight> part(&sights[first], window);
      const bool whole = part.back().time_s - part.front().time_s < 5.6;
      const bool still = std::ranges::all_of(part, [&](const Sight& at) {
        return at.p1_kpa >= 30.0 && std::hypot(at.x_mm - part[0].x_mm, at.y_mm - part[0].y_mm) < 10.0;
      });
      if (!whole || !still) continue;
      ++seen;
      const bool listed = std::ranges::any_of(player.truth().holds, [&](const TruthHold& hold) {
        return hold.actor == static_cast<int>(actor) &&
               overlap_s(hold, part.front().time_s, part.back().time_s) > 5.0;
      });
      EXPECT_TRUE(listed) << player.scene().id << " at " << part.front().time_s;
    }
  }
  return seen;
}

TEST(SceneTruth, HoldsOfEverySceneAreHeldAndComplete) {
  for (const Scene& scene : scenes()) {
    ScenePlayer player(scene, default_layout(scene));
    const auto sights = watch(player);
    expect_holds_are_held(player, sights, 2.5);
    const int still = expect_stillness_is_listed(player, sights);
    EXPECT_EQ(still > 0, !player.truth().holds.empty()) << scene.id;
  }
}

TEST(SceneTruth, HoldsOfRandomScenesAreHeldAndComplete) {
  int holds = 0;
  for (std::uint64_t seed = 100; seed < 106; ++seed) {
    const Scene scene = make_random_scene(seed, {.lost_frames_share = seed % 2 == 0 ? 0.02 : 0.0});
    ScenePlayer player(scene, default_layout(scene),
                       {.rate_hz = 50.0, .seed = seed, .sensor = {}, .truth = {}});
    const auto sights = watch(player);
    expect_holds_are_held(player, sights, 1.5);
    EXPECT_GT(expect_stillness_is_listed(player, sights), 0);
    holds += static_cast<int>(player.truth().holds.size());
  }
  EXPECT_GT(holds, 8);
}

TEST(SceneTruth, TwoHoldsIsWhatItSays) {
  const Scene& scene = scenes().front();
  ASSERT_EQ(scene.id, "two-holds");
  EXPECT_EQ(scene.duration_s, 60.0);
  for (const double rate_hz : {25.0, 100.0, 200.0}) {
    const ScenePlayer player(scene, default_layout(scene), {.rate_hz = rate_hz, .sensor = {}, .truth = {}});
    const SceneTruth& truth = player.truth();
    ASSERT_EQ(truth.holds.size(), 2U);
    EXPECT_TRUE(truth.holds[0].full);
    EXPECT_GT(truth.holds[0].dwell_s, 30.8);  // the target is reached beyond doubt
    EXPECT_FALSE(truth.holds[1].full);
    EXPECT_NEAR(truth.holds[1].dwell_s, 8.0, 0.3);
    EXPECT_TRUE(truth.pauses.empty());
    EXPECT_GE(truth.strokes.size(), 2U);

    std::vector<TruthAlert> peaks;
    std::ranges::copy_if(truth.alerts, std::back_inserter(peaks),
                         [](const TruthAlert& alert) { return alert.kind == TruthAlertKind::peak; });
    ASSERT_EQ(peaks.size(), 2U);
    EXPECT_EQ(peaks[0].level, TruthLevel::caution);
    EXPECT_EQ(peaks[1].level, TruthLevel::stop);
    EXPECT_GT(peaks[1].raised_s, peaks[0].raised_s);
    EXPECT_GT(peaks[1].value_kpa, 1.15 * 385.0);
    EXPECT_GT(peaks[1].cleared_s - peaks[1].raised_s, 1.5);
    for (const TruthHold& hold : truth.holds) EXPECT_LT(hold.end_s, peaks[0].crossed_s);
  }
}

// A limit crossed for about its dwell, or a pressure about at it, would leave the right answer open.
TEST(SceneTruth, AlertsOfTheDemosAreUnambiguous) {
  for (const char* id : {"two-holds", "over-pressure"}) {
    const Scene& scene = *find_scene(id);
    SceneTruth reference;
    for (const double factor : {0.93, 1.0, 1.07}) {  // limits a little lower and higher
      PlayerOptions options;
      options.truth.peak_caution_kpa *= factor;
      options.truth.peak_stop_kpa *= factor;
      options.truth.ppt_1_kpa *= factor;
      const ScenePlayer player(scene, default_layout(scene), options);
      if (factor == 0.93) reference = player.truth();
      EXPECT_EQ(player.truth().alerts.size(), reference.alerts.size()) << id << " " << factor;
      EXPECT_EQ(player.truth().holds.size(), reference.holds.size()) << id << " " << factor;
    }
  }
}

TEST(SceneTruth, OtherDemosAreWhatTheySay) {
  const auto truth_of = [](const char* id) {
    const Scene* scene = find_scene(id);
    return ScenePlayer(*scene, default_layout(*scene)).truth();
  };
  EXPECT_TRUE(truth_of("unloaded").holds.empty());
  const SceneTruth roll = truth_of("slow-roll");
  EXPECT_TRUE(roll.holds.empty() && roll.pauses.empty() && roll.alerts.empty());
  EXPECT_EQ(roll.strokes.size(), 7U);
  for (const TruthStroke& stroke : roll.strokes) EXPECT_NEAR(stroke.speed_mean_mm_s, 25.0, 0.1);

  const SceneTruth lost = truth_of("lost-frames");
  ASSERT_EQ(lost.holds.size(), 2U);
  EXPECT_EQ(lost.holds[0].end, TruthEnd::abort);
  EXPECT_NEAR(lost.holds[0].end_s, 19.99, 0.05);
  EXPECT_NEAR(lost.holds[1].start_s, 22.0, 0.05);
  ASSERT_EQ(lost.alerts.size(), 1U);
  EXPECT_EQ(lost.alerts[0].kind, TruthAlertKind::technical);
  EXPECT_NEAR(lost.alerts[0].raised_s, lost.holds[0].end_s + 0.5, 1e-9);

  const SceneTruth lifted = truth_of("lifts");
  ASSERT_EQ(lifted.holds.size(), 1U);
  EXPECT_EQ(lifted.holds[0].gaps, 3);
  EXPECT_TRUE(lifted.holds[0].full);

  const SceneTruth two = truth_of("two-contacts");
  ASSERT_EQ(two.holds.size(), 2U);
  EXPECT_NEAR(std::hypot(two.holds[0].x_mm - two.holds[1].x_mm, two.holds[0].y_mm - two.holds[1].y_mm), 60.0,
              3.0);
  EXPECT_EQ(truth_of("roller").holds.size(), 2U);
  EXPECT_EQ(truth_of("resting-limb").holds.size(), 1U);
}

TEST(SceneTruth, ALongLiftEndsAHoldAndAShortOneDoesNot) {
  for (const double lift_s : {0.5, 1.6}) {
    Scene scene;
    scene.duration_s = 22.0;
    Actor ball({}, {0.0, 0.0});
    ball.press(150.0).hold(9.0).lift(lift_s).hold(10.0);
    scene.actors = {ball};
    const ScenePlayer player(scene, default_layout(scene));
    const std::vector<TruthHold>& holds = player.truth().holds;
    ASSERT_EQ(holds.size(), lift_s < 0.8 ? 1U : 2U);
    EXPECT_EQ(holds[0].end, lift_s < 0.8 ? TruthEnd::end_of_data : TruthEnd::lift);
    EXPECT_EQ(holds[0].gaps, lift_s < 0.8 ? 1 : 0);
  }
}

TEST(SceneTruth, AContactThatComesBackElsewhereEndsTheHoldWhereItWasLifted) {
  Scene scene;
  scene.duration_s = 30.0;
  Actor ball({}, {-40.0, 0.0});
  ball.press(150.0).hold(9.0).press(0.0, 0.1).travel({40.0, 0.0}, 400.0).press(150.0, 0.1).hold(10.0);
  scene.actors = {ball};
  const ScenePlayer player(scene, default_layout(scene));
  const std::vector<TruthHold>& holds = player.truth().holds;
  ASSERT_EQ(holds.size(), 2U);
  EXPECT_EQ(holds[0].end, TruthEnd::lift);
  EXPECT_NEAR(holds[0].end_s, 9.55, 0.1);
  EXPECT_NEAR(holds[1].start_s, 9.85, 0.1);
}

TEST(SceneTruth, UnloadingToAShareOfThePlateauEndsAHold) {
  Scene scene;
  scene.duration_s = 30.0;
  Actor knob({.kind = ToolKind::ball, .radius_mm = 25.0, .modulus_kpa = 900.0}, {0.0, 0.0});
  knob.press(60.0).hold(9.0).press(1.5, 0.5).hold(10.0);
  scene.actors = {knob};
  const ScenePlayer player(scene, default_layout(scene));
  const std::vector<TruthHold>& holds = player.truth().holds;
  ASSERT_FALSE(holds.empty());
  EXPECT_EQ(holds[0].end, TruthEnd::lift);
  EXPECT_NEAR(holds[0].end_s, 9.75, 0.25);
}

TEST(SceneTruth, NoHoldStartsAtTheEdgeAndTheHardLimitEndsOne) {
  Scene scene;
  scene.duration_s = 140.0;
  Actor ball({}, {-196.0, 0.0});
  ball.press(100.0).hold(10.0).release().wait(2.0).travel({0.0, 0.0}, 200.0).press(100.0).hold(125.0);
  scene.actors = {ball};
  const ScenePlayer player(scene, default_layout(scene));
  const std::vector<TruthHold>& holds = player.truth().holds;
  ASSERT_EQ(holds.size(), 1U);
  EXPECT_GT(holds[0].start_s, 13.0);
  EXPECT_EQ(holds[0].end, TruthEnd::abort);
  EXPECT_NEAR(holds[0].dwell_s, 120.0, 0.05);
}

TEST(SceneTruth, AStopEndsTheRunningHold) {
  Scene scene;
  scene.duration_s = 20.0;
  Actor knob({.kind = ToolKind::ball, .radius_mm = 25.0, .modulus_kpa = 900.0}, {0.0, 0.0});
  knob.press(20.0).hold(8.0).press(450.0, 0.5).hold(3.0).press(20.0, 0.5).hold(7.0);
  scene.actors = {knob};
  const ScenePlayer player(scene, default_layout(scene));
  const SceneTruth& truth = player.truth();
  const auto stop = std::ranges::find_if(truth.alerts, [](const TruthAlert& alert) {
    return alert.kind == TruthAlertKind::peak && alert.level == TruthLevel::stop;
  });
  ASSERT_NE(stop, truth.alerts.end());
  ASSERT_EQ(truth.holds.size(), 2U);
  EXPECT_EQ(truth.holds[0].end, TruthEnd::abort);
  EXPECT_NEAR(truth.holds[0].end_s, stop->raised_s, 0.5);  // the mean's stop may be first
  EXPECT_GE(truth.holds[1].start_s, stop->cleared_s - 1e-9);
}

TEST(SceneTruth, RandomScenesAreReproducibleAndVaried) {
  const Scene a = make_random_scene(5), b = make_random_scene(5), c = make_random_scene(6);
  EXPECT_EQ(a.duration_s, b.duration_s);
  EXPECT_EQ(a.actors[0].steps.size(), b.actors[0].steps.size());
  EXPECT_NE(a.duration_s, c.duration_s);
  for (std::uint64_t seed = 0; seed < 50; ++seed) {
    const Scene scene = make_random_scene(seed);
    int holds = 0;
    for (const Step& step : scene.actors[0].steps) {
      holds += step.kind == StepKind::hold && step.duration_s >= 0.99 ? 1 : 0;
      EXPECT_LE(std::abs(step.to.x_mm), 140.0);
      EXPECT_LE(std::abs(step.to.y_mm), 110.0);
      EXPECT_TRUE(step.leg == Leg::none || step.duration_s > 0.0);
    }
    EXPECT_GE(holds, 3) << seed;
  }
}

}  // namespace
}  // namespace rollscope
