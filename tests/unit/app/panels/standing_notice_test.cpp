#include "app/panels/standing_notice.hpp"

#include <gtest/gtest.h>

#include "app/panels/contact_reading.hpp"
#include "app/report/words.hpp"

namespace rollscope {
namespace {

TEST(StandingNotice, NoneWhileAllIsWell) {
  EXPECT_FALSE(standing_notice(Observation{}));
}

TEST(StandingNotice, TheSensorComesBeforeTheMassageGun) {
  Observation now;
  now.percussion = true;
  const auto gun = standing_notice(now);
  ASSERT_TRUE(gun);
  EXPECT_EQ(gun->title, "Massage gun: averages only");
  EXPECT_FALSE(gun->technical);
  now.alert.technical = true;
  now.alert.technical_record.cause = "row 3 of the sensor is broken: nothing is measured there";
  const auto broken = standing_notice(now);
  ASSERT_TRUE(broken);
  EXPECT_TRUE(broken->technical);
  EXPECT_EQ(broken->detail, "Row 3 of the sensor is broken: nothing is measured there");
}

TEST(StandingNotice, APulledPlugNeitherEndsTheRecordingNorTheSearch) {
  SessionState session;
  session.link.unplugged = true;
  EXPECT_EQ(while_unplugged(session), "Looking for its port. It goes on by itself.");
  session.recording.active = true;
  EXPECT_EQ(while_unplugged(session), "Looking for its port. The recording goes on.");
}

TEST(ContactReading, UnderAMassageGunOnlyTheMeanIsShown) {
  SessionState session;
  session.observation.frame.unit = PressureUnit::kpa;
  ContactView view;
  view.contact.p1 = 180.0F;
  view.contact.mean = 90.0F;
  EXPECT_EQ(read_contact(session, &view).p1, "180");
  view.percussion = true;
  view.steady_mean = 61.0F;
  EXPECT_EQ(read_contact(session, &view).p1, "\u2013");
  EXPECT_EQ(read_contact(session, &view).mean, "61");
}

TEST(FaultText, SaysWhereAndWhatIsDone) {
  const SenselFault dead{.kind = FaultKind::dead, .place = FaultPlace::sensel, .row = 3, .col = 14};
  EXPECT_EQ(fault_text(dead), "Sensel at row 3, column 14 does not answer: left out");
  const SenselFault drift{.kind = FaultKind::drift, .place = FaultPlace::array};
  EXPECT_EQ(fault_text(drift), "The sensor: its zero has drifted. Take a zero with nothing on it");
}

}  // namespace
}  // namespace rollscope
