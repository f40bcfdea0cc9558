#include "core/profile.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <set>

namespace rollscope {
namespace {

TEST(Profile, DefaultsAreInRangeAndInOrder) {
  EXPECT_TRUE(check_profile(Profile{}).has_value());
  for (const ProfileParameter& p : profile_parameters()) EXPECT_TRUE(p.in_range(p.default_value())) << p.name;
}

TEST(Profile, EveryParameterHasItsOwnNameAndItsOwnPlace) {
  std::set<std::string_view> names;
  std::set<double*> places;
  Profile profile;
  for (const ProfileParameter& p : profile_parameters()) {
    EXPECT_TRUE(names.insert(p.name).second) << p.name;
    EXPECT_TRUE(places.insert(&p.value(profile)).second) << p.name;
    EXPECT_LT(p.min, p.max) << p.name;
    EXPECT_FALSE(p.why.empty()) << p.name;
  }
}

// All doubles of the three parameter structs and of the profile itself are reachable by name.
TEST(Profile, NoParameterIsWithoutAName) {
  constexpr std::size_t kDoubles =
      (sizeof(ContactParameters) + sizeof(HoldParameters) + sizeof(AlertParameters)) / sizeof(double) + 3;
  EXPECT_EQ(profile_parameters().size(), kDoubles);
}

TEST(Profile, NamesAreFoundWithAndWithoutUnitInAnyCase) {
  const auto* t_min = find_profile_parameter("hold.t_min");
  ASSERT_NE(t_min, nullptr);
  EXPECT_EQ(t_min->name, "hold.t_min");
  EXPECT_EQ(find_profile_parameter("hold.t_min_s"), t_min);
  EXPECT_EQ(find_profile_parameter("hold.T_MIN_S"), t_min);
  EXPECT_EQ(find_profile_parameter("hold.h_on_kpa"), find_profile_parameter("hold.H_on"));
  EXPECT_EQ(find_profile_parameter("hold.v_enter_mm_s")->name, "hold.v_enter");
  EXPECT_EQ(find_profile_parameter("target_s")->name, "target_s");
  EXPECT_EQ(find_profile_parameter("hold.t_target")->name, "target_s");
  EXPECT_EQ(find_profile_parameter("hold.t_target_s")->name, "target_s");
  EXPECT_EQ(find_profile_parameter("alert.peak_stop_kpa")->name, "alert.peak_stop");
  EXPECT_EQ(find_profile_parameter("hold.nothing"), nullptr);
  EXPECT_EQ(find_profile_parameter(""), nullptr);
  for (const ProfileParameter& p : profile_parameters()) EXPECT_EQ(find_profile_parameter(p.name), &p);
}

TEST(Profile, EachParameterJustOutsideItsRangeIsRefusedByName) {
  for (const ProfileParameter& p : profile_parameters()) {
    for (const double wrong : {p.max + 1e-6, std::nan(""), -1.0, HUGE_VAL}) {
      Profile profile;
      p.value(profile) = wrong;
      const auto checked = check_profile(profile);
      ASSERT_FALSE(checked.has_value()) << p.name << " = " << wrong;
      EXPECT_NE(checked.error().detail.find(p.name), std::string::npos) << checked.error().detail;
      EXPECT_EQ(checked.error().code, Errc::bad_argument);
    }
  }
}

TEST(Profile, TheErrorSaysValueAndRange) {
  Profile profile;
  profile.hold.t_min_s = 60;
  EXPECT_EQ(check_profile(profile).error().detail, "hold.t_min = 60 is outside 3 to 10 s");
}

TEST(Profile, ThresholdsMustBeInOrder) {
  const auto refused = [](auto change, std::string_view name) {
    Profile profile;
    change(profile);
    const auto checked = check_profile(profile);
    ASSERT_FALSE(checked.has_value()) << name;
    EXPECT_NE(checked.error().detail.find(name), std::string::npos) << checked.error().detail;
  };
  refused([](Profile& p) { p.contact.p_off_kpa = 16; }, "hold.P_off");
  refused([](Profile& p) { p.hold.h_off_kpa = 31; }, "hold.H_off");
  refused([](Profile& p) { p.hold.v_enter_mm_s = 12, p.hold.v_exit_mm_s = 12 - 1e-9; }, "hold.v_exit");
  refused([](Profile& p) { p.hold.r_drift_mm = 30, p.hold.r_total_mm = 25; }, "hold.r_drift");
  refused([](Profile& p) { p.alert.peak_stop_kpa = 200; }, "alert.peak_caution");
  refused([](Profile& p) { p.alert.peak_caution_kpa = 385; }, "alert.peak_caution");
  refused([](Profile& p) { p.alert.pain_caution_nrs = 8; }, "alert.pain_caution");
  refused([](Profile& p) { p.band_low_kpa = 100, p.band_high_kpa = 90; }, "band_low");
  refused([](Profile& p) { p.region = "elbow"; }, "lateral-thigh");
}

TEST(Profile, ZeroStandsForTheRegionsOnlyWhereItSaysSo) {
  Profile profile;
  profile.alert.peak_caution_kpa = 0;
  profile.hold.t_hard_s = 0;
  EXPECT_TRUE(check_profile(profile).has_value());
  profile.target_s = 0;
  EXPECT_FALSE(check_profile(profile).has_value());
}

}  // namespace
}  // namespace rollscope
