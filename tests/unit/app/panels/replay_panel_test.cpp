// The replay view draws whole at every size; dragging, clicking and the transport ask for what they say.
#include <cmath>

#include "app/panels/mark_label.hpp"
#include "app/panels/replay_alerts.hpp"
#include "tests/unit/app/panels/desk_stage.hpp"

namespace rollscope {
namespace {

class ReplayPanelTest : public DeskStage {
 protected:
  // At 1920 x 1080 the timeline shows 0..60 s from x 112 to 1416.
  static float x_of(double time_s) { return static_cast<float>(112 + time_s / 60 * (1416 - 112)); }

  void SetUp() override {
    DeskStage::SetUp();
    open("replay");
    replay();
  }
};

struct Screen {
  float w, h, scale;
};
constexpr Screen kScreens[] = {
    {1280, 720, 1}, {1920, 1080, 1}, {3840, 2160, 2}, {1920, 800, 1}, {1280, 1024, 1}};

TEST_F(ReplayPanelTest, NothingReachesOutsideAtAnySize) {
  for (const Screen& screen : kScreens)
    for (const double position : {0.0, 30.0, 60.0})
      for (const bool loop : {false, true}) {
        session.replay->position_s = position;
        session.replay->loop = loop;
        session.replay->loop_from_s = 0, session.replay->loop_to_s = 60;
        area = {0, 48 * screen.scale, screen.w, screen.h - 48 * screen.scale};
        frame({-100, -100}, false, screen.scale);
        frame({-100, -100}, false, screen.scale);
        EXPECT_LE(spill({0, 0, screen.w, screen.h}), 1.5f) << screen.w << " x " << screen.h;
      }
}

TEST_F(ReplayPanelTest, DrawsWithoutAFileAndBeforeItsFirstFrame) {
  session = {};
  frame();
  session.replay.emplace();
  frame();
  session.replay->error = "The file ends in the middle of a page.";
  session.replay->progress = 0.2;
  frame();
  SUCCEED();
}

TEST_F(ReplayPanelTest, AClickWithoutAFileLeadsToTheSources) {
  session = {};
  click({960, 48 + 1032 / 2.0f + 20});
  EXPECT_EQ(ran, std::vector<std::string>{"sources"});
}

TEST_F(ReplayPanelTest, DraggingAnywhereOnTheTimelineMovesTheViewCursor) {
  for (const float y : {790.0f, 826.0f, 860.0f, 1000.0f}) {
    frame({x_of(5), y});
    frame({x_of(5), y}, true);
    for (const double time : {10.0, 33.0, 59.0}) {
      frame({x_of(time), y}, true);
      ASSERT_NE(last_asked<Seek>(), nullptr) << y;
      EXPECT_NEAR(last_asked<Seek>()->time_s, time, 0.1) << y;
    }
    // Beyond the ends it stays at them, as long as the button is held.
    frame({5, y}, true);
    EXPECT_DOUBLE_EQ(last_asked<Seek>()->time_s, 0);
    frame({1900, y}, true);
    EXPECT_DOUBLE_EQ(last_asked<Seek>()->time_s, 60);
    frame({1900, y});
  }
}

TEST_F(ReplayPanelTest, TheHandlesMoveTheLoopAndNeverCross) {
  session.replay->loop = true;
  session.replay->loop_from_s = 20, session.replay->loop_to_s = 40;
  const float y = 801;  // of the letters
  const auto drag_b = [&](double to) {
    asked.clear();
    frame({x_of(40) + 7, y});
    frame({x_of(40) + 7, y});
    frame({x_of(40) + 7, y}, true);
    frame({x_of(to), y}, true);
    frame({x_of(to), y});
    return last_asked<SetLoop>();
  };
  const SetLoop* moved = drag_b(50);
  ASSERT_NE(moved, nullptr);
  EXPECT_TRUE(moved->on);
  EXPECT_DOUBLE_EQ(moved->from_s, 20);
  EXPECT_NEAR(moved->to_s, 50, 0.1);
  EXPECT_EQ(last_asked<Seek>(), nullptr) << "the handle was dragged, not the cursor";
  moved = drag_b(3);
  ASSERT_NE(moved, nullptr);
  EXPECT_DOUBLE_EQ(moved->from_s, 20);
  EXPECT_GT(moved->to_s, moved->from_s);
}

TEST_F(ReplayPanelTest, TheTransportRunsItsActionsAndSetsTheSpeed) {
  click({44, 741});
  click({98, 741});
  click({152, 741});
  click({210, 741});
  EXPECT_EQ(ran, (std::vector<std::string>{"step.back", "play", "step.forward", "loop"}));
  click({1396, 741});
  ASSERT_NE(last_asked<SetSpeed>(), nullptr);
  EXPECT_DOUBLE_EQ(last_asked<SetSpeed>()->speed, 10);
}

TEST_F(ReplayPanelTest, AClickOnAHoldOrAnAlertGoesThere) {
  click({1500, 131});  // the first hold, at 12 s
  ASSERT_NE(last_asked<Seek>(), nullptr);
  EXPECT_NEAR(last_asked<Seek>()->time_s, 12, 1);
  EXPECT_LE(last_asked<Seek>()->time_s, 12);
  asked.clear();
  for (float y = 230; y < 420 && asked.empty(); y += 12) click({1500, y});
  ASSERT_NE(last_asked<Seek>(), nullptr);
  EXPECT_NEAR(last_asked<Seek>()->time_s, 50, 1);
}

TEST_F(ReplayPanelTest, AlertsSayWhatCrossedWhichLimit) {
  EXPECT_EQ(alert_text({.value = 398.4f, .limit = 385, .cause = {}}, "kPa"), "398 > 385 kPa");
  EXPECT_EQ(alert_text({.kind = AlertKind::mean, .value = 240, .limit = 200, .cause = {}}, "kPa"),
            "mean 240 > 200 kPa");
  EXPECT_EQ(alert_text({.kind = AlertKind::pain, .value = 8, .limit = 7, .cause = {}}, "kPa"), "pain 8");
  EXPECT_EQ(alert_text({.kind = AlertKind::technical, .cause = "Frames are missing."}, "kPa"),
            "Frames are missing.");
  EXPECT_EQ(alert_state({.kind = AlertKind::technical, .cause = {}}), LiveState::no_data);
  EXPECT_EQ(alert_state({.level = AlertLevel::stop, .cause = {}}), LiveState::stop);
  EXPECT_EQ(alert_state({}), LiveState::ease);
}

TEST_F(ReplayPanelTest, MarksAndPainStandOnTheTimeline) {
  const auto rows = mark_rows(session.replay->timeline);
  ASSERT_EQ(rows.size(), 2u);
  EXPECT_EQ(rows[0].kind, MarkRow::Kind::mark);
  EXPECT_EQ(rows[1].kind, MarkRow::Kind::pain);
  EXPECT_EQ(rows[1].nrs, 10);
}

}  // namespace
}  // namespace rollscope
