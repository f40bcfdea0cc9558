// The research view draws whole at every size, and its controls do what they say.
#include "app/panels/contact_reading.hpp"
#include "app/widgets/map_marks.hpp"
#include "tests/unit/app/panels/desk_stage.hpp"

namespace rollscope {
namespace {

class ResearchPanelTest : public DeskStage {
 protected:
  void SetUp() override {
    DeskStage::SetUp();
    open("research");
  }
};

struct Screen {
  float w, h, scale;
};
constexpr Screen kScreens[] = {
    {1280, 720, 1}, {1920, 1080, 1}, {3840, 2160, 2}, {1920, 800, 1}, {1280, 1024, 1}};

TEST_F(ResearchPanelTest, NothingReachesOutsideAtAnySizeInAnyState) {
  for (const Screen& screen : kScreens)
    for (const LiveState state : {LiveState::find, LiveState::hold, LiveState::done, LiveState::ease,
                                  LiveState::stop, LiveState::no_data}) {
      measure(state, state == LiveState::stop ? 398.0f : 148.0f);
      // The longest that can stand there.
      session.link.frames = 123'456'789;
      session.link.to_screen_p50_ms = 888, session.link.to_screen_p95_ms = 999;
      session.recording = {.active = true,
                           .path = "x.rsr",
                           .duration_s = 5 * 3600,
                           .drops = 12345,
                           .bytes = 999'900'000'000,
                           .room_left_s = 9e6,
                           .error = {}};
      session.marks = {{MarkRow::Kind::note, 59, "a note that is far too long for the end of the lane"},
                       {MarkRow::Kind::pain, 59.9, {}, 10}};
      area = {0, 48 * screen.scale, screen.w, screen.h - 48 * screen.scale};
      frame({-100, -100}, false, screen.scale);
      frame({-100, -100}, false, screen.scale);
      EXPECT_LE(spill({0, 0, screen.w, screen.h}), 1.5f) << screen.w << " state " << static_cast<int>(state);
    }
}

TEST_F(ResearchPanelTest, DrawsBeforeTheFirstFrameAndWithoutAnyContact) {
  frame();
  session.open_error.text = "There is no port of that name.";
  frame();
  measure(LiveState::find);
  session.observation.contacts.clear();
  session.observation.label.assign(session.observation.label.size(), 0);
  session.observation.leading = -1;
  session.history.clear();
  session.holds.clear();
  frame();
  SUCCEED();
}

TEST_F(ResearchPanelTest, AClickSelectsAContactAndOneBesideThemFreesIt) {
  measure();
  // The mat of 400 x 240 mm lies at 56, 114, 1352 wide.
  const auto at = [](double x_mm, double y_mm) {
    return Point{static_cast<float>(56 + x_mm * 3.38), static_cast<float>(114 + y_mm * 3.38)};
  };
  click(at(283, 125));
  EXPECT_EQ(view.selected_track, 2);
  click(at(127, 115));
  EXPECT_EQ(view.selected_track, 1);
  click(at(30, 220));
  EXPECT_EQ(view.selected_track, 0);
}

TEST_F(ResearchPanelTest, ReadsTheSelectedContactAndTheLeadingOneWhenItIsGone) {
  measure();
  view.selected_track = 2;
  ASSERT_NE(shown_contact(session, view), nullptr);
  EXPECT_EQ(shown_contact(session, view)->track_id, 2);
  view.selected_track = 77;
  ASSERT_NE(shown_contact(session, view), nullptr);
  EXPECT_EQ(shown_contact(session, view)->track_id, 1);
  session.observation.leading = -1;
  EXPECT_EQ(shown_contact(session, view), nullptr);
  EXPECT_EQ(read_contact(session, nullptr).p1, read_contact(session, nullptr).force);
}

TEST_F(ResearchPanelTest, CountsHaveNoForceAndNoKilopascal) {
  measure();
  session.observation.frame.unit = PressureUnit::counts;
  session.observation.limits.armed = false;
  EXPECT_STREQ(pressure_unit(session), "arb.");
  const ContactReading reading = read_contact(session, shown_contact(session, view));
  EXPECT_EQ(reading.p1, "148");
  EXPECT_EQ(reading.force, "\u2013");
  frame();
  EXPECT_LE(spill({0, 0, 1920, 1080}), 1.5f);
}

TEST_F(ResearchPanelTest, ButtonsRunTheirActions) {
  measure();
  click({100, 1044});
  EXPECT_EQ(ran, std::vector<std::string>{"record"});
  ran.clear();
  click({1860, 1044});
  EXPECT_EQ(ran, std::vector<std::string>{"note"});
  ran.clear();
  // The banner of a stop has the place of the tools.
  session.state = LiveState::stop;
  session.observation.alert.latched = true;
  for (float x = 900; x < 1430 && ran.empty(); x += 40) click({x, 76});
  EXPECT_EQ(ran, std::vector<std::string>{"acknowledge"});
}

TEST_F(ResearchPanelTest, PeakNeedsSomethingSummed) {
  measure();
  click({130, 70});
  EXPECT_EQ(view.map_values, MapValues::now);
  session.summary.add(session.observation.frame);
  click({100, 70});
  EXPECT_EQ(view.map_values, MapValues::peak);
}

TEST_F(ResearchPanelTest, AStopWithoutAPlaceStandsAtTheLeadingContactOrNowhere) {
  measure(LiveState::stop);
  session.observation.alert.leading = {.kind = AlertKind::pain, .level = AlertLevel::stop, .cause = "stop"};
  const MapInput input{
      .layout = &session.stream.layout, .observation = &session.observation, .state = LiveState::stop};
  MapMarks marks;
  marks.update(input);
  EXPECT_EQ(marks.sign().shape, HoldSign::Shape::octagon);
  EXPECT_DOUBLE_EQ(marks.sign().x_mm, session.observation.contacts[0].contact.x_mm);
  session.observation.leading = -1;
  marks.update(input);
  EXPECT_EQ(marks.sign().shape, HoldSign::Shape::none);
}

}  // namespace
}  // namespace rollscope
