#include "core/metric/dose.hpp"

#include <gtest/gtest.h>

#include <numeric>

namespace rollscope {
namespace {

SensorLayout layout() {
  SensorLayout made;
  made.rows = 2;
  made.cols = 3;
  return made;
}

PressureFrame frame_of(std::vector<float> pressure) {
  PressureFrame frame;
  frame.validity.assign(pressure.size(), valid);
  frame.pressure = std::move(pressure);
  return frame;
}

TEST(Dose, EachSenselGathersWhatLiesOverTheFloor) {
  Dose dose(layout());
  const PressureFrame frame = frame_of({0, 5, 6, 105, -3, 55});
  for (int i = 0; i <= 1000; ++i) dose.add(frame, true, i == 0 ? 0.0 : 0.01, {});
  const std::vector<double> expected{0, 0, 10, 1000, 0, 500};
  for (std::size_t i = 0; i < expected.size(); ++i) EXPECT_NEAR(dose.map_kpa_s()[i], expected[i], 1e-6) << i;
  EXPECT_EQ(dose.summary().contact_s, 0.0);
}

TEST(Dose, EachFrameStandsForTheTimeUntilTheNext) {
  Dose dose(layout());
  dose.add(frame_of({105, 0, 0, 0, 0, 0}), true, 0.0,
           {.contact = true, .p1_kpa = 105, .mean_kpa = 50, .force_n = 10});
  dose.add(frame_of({0, 0, 0, 0, 0, 205}), true, 0.2, {});
  dose.add(frame_of({0, 0, 0, 0, 0, 0}), true, 0.1, {});
  EXPECT_NEAR(dose.map_kpa_s()[0], 20.0, 1e-6);
  EXPECT_NEAR(dose.map_kpa_s()[5], 20.0, 1e-6);
  EXPECT_NEAR(dose.summary().pti_peak_kpa_s, 21.0, 1e-12);
  EXPECT_NEAR(dose.summary().pti_mean_kpa_s, 10.0, 1e-12);
  EXPECT_NEAR(dose.summary().fti_n_s, 2.0, 1e-12);
  EXPECT_NEAR(dose.summary().contact_s, 0.2, 1e-12);
}

TEST(Dose, FramesAndSenselsThatAreNotValidAddNothing) {
  Dose dose(layout());
  PressureFrame frame = frame_of({105, 105, 105, 105, 105, 105});
  frame.validity[1] = dead;
  frame.validity[2] = missing;
  frame.validity[3] = saturated;
  const DoseMoment now{.contact = true, .p1_kpa = 105};
  dose.add(frame, true, 0.0, now);
  dose.add(frame, false, 0.1, now);  // what the first showed counts
  dose.add(frame, true, 0.1, now);   // what the second showed does not
  EXPECT_NEAR(dose.map_kpa_s()[0], 10.0, 1e-6);
  EXPECT_EQ(dose.map_kpa_s()[1], 0.0);
  EXPECT_EQ(dose.map_kpa_s()[2], 0.0);
  EXPECT_NEAR(dose.map_kpa_s()[3], 10.0, 1e-6);
  EXPECT_NEAR(dose.summary().contact_s, 0.1, 1e-12);
  PressureFrame counts = frame_of({1000, 0, 0, 0, 0, 0});
  counts.unit = PressureUnit::counts;
  Dose relative(layout());
  for (int i = 0; i < 10; ++i) relative.add(counts, true, 0.1, now);
  EXPECT_EQ(relative.map_kpa_s()[0], 0.0);
  EXPECT_EQ(relative.summary().contact_s, 0.0);
}

TEST(Dose, ZonesAreThoseOfTheHighestP1AndOfTheLeadingOne) {
  EXPECT_EQ(zone_of(0.0), 0u);
  EXPECT_EQ(zone_of(19.99), 0u);
  EXPECT_EQ(zone_of(20.0), 1u);
  EXPECT_EQ(zone_of(99.0), 2u);
  EXPECT_EQ(zone_of(100.0), 3u);
  EXPECT_EQ(zone_of(200.0), 4u);
  EXPECT_EQ(zone_of(1e6), 4u);
  Dose dose(layout());
  const PressureFrame frame = frame_of({0, 0, 0, 0, 0, 0});
  for (int i = 0; i <= 100; ++i)
    dose.add(frame, true, i == 0 ? 0.0 : 0.1,
             {.contact = true, .p1_kpa = i < 40 ? 30.0 : 250.0, .leading = i < 60, .leading_p1_kpa = 120.0});
  EXPECT_NEAR(dose.summary().zones_s[1], 4.0, 1e-9);
  EXPECT_NEAR(dose.summary().zones_s[4], 6.0, 1e-9);
  EXPECT_NEAR(dose.summary().leading_zones_s[3], 6.0, 1e-9);
  const ZoneTimes& zones = dose.summary().zones_s;
  EXPECT_NEAR(std::accumulate(zones.begin(), zones.end(), 0.0), dose.summary().contact_s, 1e-9);
}

}  // namespace
}  // namespace rollscope
