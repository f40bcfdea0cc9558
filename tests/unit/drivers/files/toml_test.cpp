// Calibrations and profiles as TOML: what is written reads back, what is wrong is named.
#include <cmath>

#include "drivers/files/calibration_toml.hpp"
#include "drivers/files/profile_toml.hpp"
#include "tests/unit/drivers/recording/recording_support.hpp"

namespace rollscope {
namespace {

using test::TemporaryFolder;

Calibration random_calibration(std::uint32_t seed) {
  std::mt19937 random(seed);
  const auto unit = [&] { return static_cast<double>(random()) / 4294967296.0; };
  Calibration calibration;
  double counts = 0, kpa = 0;
  for (auto i = 1 + random() % 9; i > 0; --i)
    calibration.points.push_back({.counts = counts += unit() + 1e-9, .kpa = kpa += unit() + 1e-9});
  for (auto i = random() % 40; i > 0; --i) {
    calibration.gain.push_back(static_cast<float>(0.3 + unit()));
    calibration.zero.push_back(static_cast<float>(random() % 50));
  }
  calibration.full_scale_kpa = seed % 2 ? unit() * 1000 : 0;
  calibration.quality_class = "ABC"[random() % 3];
  calibration.sensor_serial = "SN \"7\" \\ '''";
  calibration.date = "2026-01-02";
  calibration.operator_name = "";
  calibration.model = static_cast<CurveModel>(random() % 4);
  if (random() % 2) {
    for (std::size_t i = 0; i < calibration.points.size(); ++i) calibration.residuals.push_back(unit() - 0.5);
    for (std::size_t i = 0; i < calibration.gain.size(); ++i)
      calibration.exponent.push_back(static_cast<float>(0.5 + unit()));
    calibration.masked = {0, 7, 31};
    calibration.pressure_scale = 0.9 + unit();
    calibration.temperature_c = 40 * unit() - 10;
    calibration.indenter = "50 mm, \"Shore 00-30\"";
    calibration.in_situ = random() % 2 != 0;
    calibration.equilibration = {{{0, 100 * unit()}, {80, 100 + unit()}}, unit(), unit()};
    calibration.checks = {{98.1, 100 * unit(), 1.0, "10 kg"}, {unit() + 0.1, unit(), 1.25, ""}};
  }
  if (random() % 2) {
    calibration.crosstalk = {.front_end = static_cast<FrontEnd>(random() % 5),
                             .columns_driven = random() % 2 != 0,
                             .pulldown_ohm = 1.0 + 1000 * unit(),
                             .feedback_ohm = 1.0 + 1000 * unit(),
                             .driver_ohm = 70 * unit(),
                             .sense_ohm = 70 * unit(),
                             .full_scale_counts = random() % 2 ? 4095.0 : 0.0,
                             .ghost_ratio = random() % 2 ? 0.02 * unit() : -1.0};
    calibration.creep = {
        .per_decade = 0.05 * unit(), .tau_s = {0.1, 1.0 + unit(), 30.0}, .uncertainty = unit()};
  }
  calibration.note = "two\nlines \xE2\x82\xAC";
  return calibration;
}

TEST(CalibrationToml, WhatIsWrittenReadsBack) {
  const TemporaryFolder folder;
  for (std::uint32_t seed = 0; seed < 200; ++seed) {
    const Calibration calibration = random_calibration(seed);
    const auto back = parse_calibration(calibration_text(calibration), "c.toml");
    ASSERT_TRUE(back) << back.error().detail;
    ASSERT_EQ(*back, calibration) << calibration_text(calibration);
  }
  const Calibration calibration = random_calibration(1);
  ASSERT_TRUE(write_calibration(folder / "c.toml", calibration));
  EXPECT_EQ(*read_calibration(folder / "c.toml"), calibration);
  EXPECT_EQ(write_calibration(folder / "c.toml", {}).error().code, Errc::exists);
  EXPECT_EQ(*read_calibration(folder / "c.toml"), calibration);
}

TEST(CalibrationToml, WithoutKpaThereNeedBeNoPoints) {
  for (const char* text : {"quality_class = 'C'\ngain = [1, 2]", "quality_class = 'C'\npoints = []"}) {
    const auto calibration = parse_calibration(text, "c.toml");
    ASSERT_TRUE(calibration) << calibration.error().detail;
    EXPECT_TRUE(calibration->points.empty());
    EXPECT_EQ(*parse_calibration(calibration_text(*calibration), "c.toml"), *calibration);
  }
}

TEST(CalibrationToml, TakesWhatAPersonWrites) {
  const auto calibration = parse_calibration(
      "# ours\ncolour = 'red'\npoints = [[100, 10], [1000, 90.5]]\ndate = 2026-05-04\n[later]\nx = 1\n",
      "c.toml");
  ASSERT_TRUE(calibration) << calibration.error().detail;
  EXPECT_EQ(calibration->points, (std::vector<CurvePoint>{{100, 10}, {1000, 90.5}}));
  EXPECT_EQ(calibration->date, "2026-05-04");
  EXPECT_EQ(calibration->quality_class, 'B');
}

TEST(CalibrationToml, NamesFileLineKeyAndWhatIsExpected) {
  const std::vector<std::array<std::string, 2>> cases{
      {"", "no points"},
      {"\npoints = 3", "c.toml:2: points wants"},
      {"points = []", "c.toml:1: points wants"},
      {"points = [\n[1, 2],\n[3]]", "c.toml:3: points wants"},
      {"points = [[1, 'x']]", "points wants"},
      {"points = [[0, 1]]", "above 0"},
      {"points = [[1, 2],\n [1, 3]]", "c.toml:2: points must rise"},
      {"points = [[1, 2], [2, nan]]", "must rise"},
      {"points = [[1, 2], [2, inf]]", "must rise"},
      {"points = [[1, 2]]\ngain = [1, 0]", "c.toml:2: gain wants"},
      {"points = [[1, 2]]\ngain = 1", "gain wants"},
      {"points = [[1, 2]]\nzero = [1, 'a']", "zero wants"},
      {"points = [[1, 2]]\nquality_class = 'D'", "quality_class wants"},
      {"points = [[1, 2]]\nfull_scale_kpa = -1", "full_scale_kpa wants"},
      {"points = [[1, 2]]\nnote = 3", "note wants"},
      {"points = [[1, 2]]\nmodel = 'bent'", "c.toml:2: model wants"},
      {"points = [[1, 2]]\nresiduals = [0.1, 0.2]", "c.toml:2: residuals wants"},
      {"points = [[1, 2]]\nexponent = [0]", "exponent wants"},
      {"points = [[1, 2]]\n[crosstalk]\npulldown_ohm = 3", "[crosstalk]: front_end wants"},
      {"points = [[1, 2]]\n[crosstalk]\nfront_end = 'open'", "c.toml:3: front_end wants"},
      {"points = [[1, 2]]\n[crosstalk]\nfront_end = 'grounded'", "pulldown_ohm"},
      {"points = [[1, 2]]\n[crosstalk]\nfront_end = 'none'\ndriven = 'both'", "c.toml:4: driven wants"},
      {"points = [[1, 2]]\n[creep]\nper_decade = 'much'", "c.toml:3: per_decade wants"},
      {"points = [[1, 2]]\n[creep]\nper_decade = 3", "c.toml:2: [creep] per_decade"},
      {"points = [[1, 2]]\n[creep]\nper_decade = 0.03\ntau_s = [3, 1]", "rising"},
      {"points = [[1, 2]]\nmasked = [3, 2]", "c.toml:2: masked wants"},
      {"points = [[1, 2]]\nmasked = [-1]", "masked wants"},
      {"points = [[1, 2]]\npressure_scale = 0", "c.toml:2: pressure_scale wants"},
      {"points = [[1, 2]]\ntemperature_c = nan", "temperature_c wants"},
      {"points = [[1, 2]]\nindenter = 5", "indenter wants"},
      {"points = [[1, 2]]\nin_situ = 1", "in_situ wants"},
      {"points = [[1, 2]]\nequilibration = 1", "equilibration wants"},
      {"points = [[1, 2]]\n[equilibration]\nloads = [[1, 5], [2, 4]]", "c.toml:3: loads wants"},
      {"points = [[1, 2]]\n[equilibration]\nspread_before = -1", "spread_before wants"},
      {"points = [[1, 2]]\nchecks = 1", "checks wants"},
      {"points = [[1, 2]]\n[[checks]]\nknown_n = 1", "checks wants"},
      {"points = [[1, 2]]\n[[checks]]\nknown_n = 0\nmeasured_n = 3", "known_n wants"},
      {"points = [[1, 2]\nnote = 3", "c.toml:2"},
  };
  for (const auto& [text, part] : cases) {
    const auto got = parse_calibration(text, "c.toml");
    ASSERT_FALSE(got) << text;
    EXPECT_NE(got.error().detail.find(part), std::string::npos) << text << "\n-> " << got.error().detail;
  }
  EXPECT_EQ(read_calibration("/nowhere/c.toml").error().code, Errc::not_found);
}

TEST(ProfileToml, TheDefaultsReadBackAndTheirTextNamesEveryParameter) {
  const std::string text = profile_text(Profile{});
  const auto back = parse_profile(text, "p.toml");
  ASSERT_TRUE(back) << back.error().detail << "\n" << text;
  EXPECT_EQ(*back, Profile{});
  for (const ProfileParameter& parameter : profile_parameters()) {
    const auto dot = parameter.name.find('.');
    EXPECT_NE(text.find(std::string(parameter.name.substr(dot == std::string::npos ? 0 : dot + 1)) + " = "),
              std::string::npos);
  }
}

TEST(ProfileToml, ChangedProfilesReadBack) {
  std::mt19937 random(3);
  int read_back = 0;
  for (int i = 0; i < 300; ++i) {
    Profile profile;
    profile.region = "calf";
    for (const ProfileParameter& parameter : profile_parameters()) {
      if (random() % 4) continue;
      const double share = static_cast<double>(random()) / 4294967296.0;
      parameter.value(profile) = parameter.min + share * (parameter.max - parameter.min);
    }
    const auto back = parse_profile(profile_text(profile), "p.toml");
    // Random values may break an order between two of them; then the core says so and nothing is read.
    EXPECT_EQ(back.has_value(), check_profile(profile).has_value());
    if (!back) continue;
    EXPECT_EQ(*back, profile);
    ++read_back;
  }
  EXPECT_GT(read_back, 20);
}

TEST(ProfileToml, TakesTheNamesOfTheDesign) {
  const auto profile = parse_profile(
      "region = \"calf\"\ntarget_s = 45\n[hold]\nt_min = 6\nH_on = 35\n[alert]\npeak_stop = 300\n", "p.toml");
  ASSERT_TRUE(profile) << profile.error().detail;
  EXPECT_EQ(profile->region, "calf");
  EXPECT_EQ(profile->target_s, 45);
  EXPECT_EQ(profile->hold.t_min_s, 6);
  EXPECT_EQ(profile->hold.h_on_kpa, 35);
  EXPECT_EQ(profile->alert.peak_stop_kpa, 300);
}

TEST(ProfileToml, NamesWhatIsWrong) {
  const std::vector<std::array<std::string, 2>> cases{
      {"regoin = 'calf'", "did you mean 'region'"},
      {"[hold]\nt_mni = 6", "p.toml:2: 'hold.t_mni' is no setting; did you mean 'hold.t_min'"},
      {"[alarm]\npeak_stop = 6", "did you mean 'alert.peak_stop'"},
      {"[hold]\nt_min = 60", "p.toml:2: hold.t_min wants a number, 3 to 10 s"},
      {"[hold]\nt_min = 'six'", "wants a number"},
      {"[hold]\nt_min = nan", "wants a number"},
      {"target_s = true", "target_s wants a number"},
      {"region = 3", "region wants a text"},
      {"region = 'elbow of the moon'", "p.toml: region"},
      {"[hold]\nt_min = ", "p.toml:2"},
      {"hold = 3", "no setting"},
      {"[hold.deeper]\nx = 1", "no setting"},
  };
  for (const auto& [text, part] : cases) {
    const auto got = parse_profile(text, "p.toml");
    ASSERT_FALSE(got) << text;
    EXPECT_NE(got.error().detail.find(part), std::string::npos) << text << "\n-> " << got.error().detail;
  }
}

}  // namespace
}  // namespace rollscope
