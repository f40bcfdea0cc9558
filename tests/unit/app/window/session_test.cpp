#include <gtest/gtest.h>

#include "app/window/latency_meter.hpp"
#include "app/window/replay_session.hpp"
#include "app/window/script.hpp"
#include "app/window/session_log.hpp"
#include "app/window/shell.hpp"

namespace rollscope {
namespace {

TEST(History, KeepsThirtySecondsInOrder) {
  History history;
  for (int i = 0; i < 10'000; ++i) history.push({.time_s = i * 0.01, .p1 = static_cast<float>(i)});
  ASSERT_GT(history.size(), 2900u);
  EXPECT_GE(history[0].time_s, 99.99 - History::kSpan_s - 1e-9);
  EXPECT_DOUBLE_EQ(history[history.size() - 1].time_s, 99.99);
  for (std::size_t i = 1; i < history.size(); ++i) EXPECT_LT(history[i - 1].time_s, history[i].time_s);
}

TEST(History, ThinsAFastStreamWithoutLosingPeaks) {
  History history;
  for (int i = 0; i < 40'000; ++i) history.push({.time_s = i * 0.001, .p1 = i == 25'001 ? 300.0f : 10.0f});
  EXPECT_GT(history[history.size() - 1].time_s - history[0].time_s, 29.0);
  float highest = 0;
  for (std::size_t i = 0; i < history.size(); ++i) highest = std::max(highest, history[i].p1);
  EXPECT_EQ(highest, 300.0f);
}

TEST(History, ForgetsWhenTimeStartsAnew) {
  History history;
  history.push({.time_s = 50});
  history.push({.time_s = 0});
  EXPECT_EQ(history.size(), 1u);
}

Event at(double time_s, EventKind what) {
  return {.frame = 0, .time_s = time_s, .what = std::move(what)};
}

TEST(SessionLog, KeepsHoldsAlertsAndMarks) {
  SessionState state;
  AlertRecord stop;
  stop.id = 1, stop.level = AlertLevel::stop, stop.start_s = 3;
  apply_event(at(3, AlertRaised{stop}), 0, state);
  stop.value = 400, stop.end_s = 5;
  apply_event(at(5, AlertCleared{stop}), 0, state);
  apply_event(at(6, Acknowledged{1}), 0, state);
  apply_event(at(7, HoldEnded{HoldRecord{.id = 1}}), 0, state);
  apply_event(at(8, Marked{kSoreSpot, false, 0, 0}), 0, state);
  apply_event(at(9, Marked{"new ball", false, 0, 0}), 0, state);
  apply_event(at(10, PainRated{7}), 0, state);
  apply_event(at(11, HoldTargetReached{1}), 42.0, state);
  apply_event(at(12, ZeroRefused{"something lies on the mat"}), 42.0, state);
  ASSERT_EQ(state.alerts.size(), 1u);
  EXPECT_EQ(state.alerts[0].record.end_s, 5);
  EXPECT_EQ(state.alerts[0].acknowledged_s, 6);
  EXPECT_EQ(state.holds.size(), 1u);
  ASSERT_EQ(state.marks.size(), 3u);
  EXPECT_EQ(state.marks[0].kind, MarkRow::Kind::mark);
  EXPECT_EQ(state.marks[1].kind, MarkRow::Kind::note);
  EXPECT_EQ(state.marks[2].nrs, 7);
  EXPECT_EQ(state.target_reached_s, 42.0);
  EXPECT_TRUE(state.notice_is_error);
}

TEST(ShownState, RanksStopOverNoDataOverTheRest) {
  Observation now;
  now.state = LiveState::hold;
  EXPECT_EQ(shown_state(now, true, false), LiveState::hold);
  EXPECT_EQ(shown_state(now, false, false), LiveState::no_data);
  now.alert.latched = true;
  EXPECT_EQ(shown_state(now, false, false), LiveState::stop) << "a latched stop stays while no data comes";
  EXPECT_EQ(shown_state(now, false, true), LiveState::no_data) << "acknowledged";
}

TEST(LatencyMeter, GivesQuantilesOfTheLastFrames) {
  LatencyMeter meter;
  EXPECT_EQ(meter.quantile(0.5), 0);
  for (int i = 0; i < 1000; ++i) meter.add(1000);
  for (int i = 1; i <= 256; ++i) meter.add(i);
  EXPECT_NEAR(meter.quantile(0.5), 128, 2);
  EXPECT_NEAR(meter.quantile(0.95), 243, 2);
}

TEST(Script, PutsKeysAndPictureInOrder) {
  WindowOptions options;
  options.keys = "R 5:Esc 2.5:Ctrl+P 0:K";
  options.screenshot = "a.png";
  options.at_s = 3;
  const auto script = Script::parse(options);
  ASSERT_TRUE(script);
  EXPECT_EQ(script->moments(), (std::vector<double>{0, 2.5, 3, 5}));
  EXPECT_EQ(script->steps[0].keys.size(), 2u) << "one moment, one step";
  EXPECT_TRUE(script->steps[2].picture);
  for (const char* wrong : {"5:", ":K", "x:K", "Nope", "-1:K"}) {
    options.keys = wrong;
    EXPECT_FALSE(Script::parse(options)) << wrong;
  }
  EXPECT_EQ(parse_size("1280x720")->first, 1280);
  for (const char* wrong : {"", "1280", "x720", "10x10", "1280x720x3", "-5x700"})
    EXPECT_FALSE(parse_size(wrong)) << wrong;
}

TEST(Scale, NeverClipsAndGrowsWithTheScreen) {
  EXPECT_FLOAT_EQ(near_scale_for(1280, 720, 1, 0), 1);
  EXPECT_FLOAT_EQ(near_scale_for(1920, 1080, 1, 0), 1);
  EXPECT_FLOAT_EQ(near_scale_for(3840, 2160, 1, 0), 2);
  EXPECT_FLOAT_EQ(near_scale_for(3840, 2160, 2, 0), 2);
  EXPECT_FLOAT_EQ(near_scale_for(1280, 720, 2, 0), 1) << "a scale that would clip is not taken";
  EXPECT_FLOAT_EQ(near_scale_for(1920, 1080, 1, 2.0), 1.5f);
  for (int width = 960; width < 4000; width += 97)
    for (int height = 540; height < 2200; height += 83) {
      const float scale = near_scale_for(width, height, 1, 0);
      EXPECT_GE(static_cast<float>(width) / scale, 1279.0f);
      EXPECT_GE(static_cast<float>(height) / scale, 719.0f);
    }
}

TEST(ReplaySpeed, StepsThroughTheRow) {
  EXPECT_EQ(next_speed(1, 1), 2);
  EXPECT_EQ(next_speed(1, -1), 0.5);
  EXPECT_EQ(next_speed(10, 1), 10);
  EXPECT_EQ(next_speed(0.1, -1), 0.1);
}

}  // namespace
}  // namespace rollscope
