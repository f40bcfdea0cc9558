#include "app/station/curve_values.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace rollscope {
namespace {

ContactView contact(float p1, float force_n) {
  ContactView view;
  view.contact.p1 = p1;
  view.contact.force_n = force_n;
  return view;
}

Observation of(std::vector<ContactView> contacts) {
  Observation now;
  for (const ContactView& view : contacts) {
    now.totals.p1 = std::max(now.totals.p1, view.contact.p1);
    now.totals.force_n += view.contact.force_n;
    now.percussion = now.percussion || view.percussion;
  }
  now.contacts = std::move(contacts);
  return now;
}

TEST(CurveValues, AreThoseOfTheFrame) {
  const CurveValues values = curve_values(of({contact(150, 90), contact(40, 20)}));
  EXPECT_FLOAT_EQ(values.p1, 150);
  EXPECT_FLOAT_EQ(values.force_n, 110);
  EXPECT_FLOAT_EQ(curve_values(of({})).p1, 0);
}

TEST(CurveValues, OfAMassageGunAreAveragesOnly) {
  ContactView gun = contact(400, 200);
  gun.percussion = true;
  gun.steady_force_n = 80;
  const CurveValues values = curve_values(of({gun, contact(40, 20)}));
  EXPECT_TRUE(std::isnan(values.p1));
  EXPECT_FLOAT_EQ(values.force_n, 100);
}

TEST(CurveValues, AGunBesideALeadingHoldLeavesItsP1) {
  ContactView gun = contact(100, 60);
  gun.percussion = true;
  gun.steady_force_n = 30;
  const CurveValues values = curve_values(of({contact(150, 90), gun}));
  EXPECT_FLOAT_EQ(values.p1, 150);
  EXPECT_FLOAT_EQ(values.force_n, 120);
}

}  // namespace
}  // namespace rollscope
