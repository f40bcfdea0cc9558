// Massage guns are told from everything else, and end peak alerts (science.md 1.1).
#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <numbers>
#include <random>

#include "mat_support.hpp"

namespace rollscope {
namespace {

// The load factor of a still contact over time.
using Load = std::function<double(double time_s)>;

double sine(double time_s, double hz) {
  return std::sin(2.0 * std::numbers::pi * hz * time_s);
}

// A contact of 80 kPa, P1 about 75, under a load that varies; the mat waits a second before and after.
Mat shaken(double rate_hz, double seconds, const Load& load, double peak_kpa = 80.0, unsigned jitter = 0) {
  Mat mat(12, 16);
  mat.period_s = 1.0 / rate_hz;
  mat.press({72, 63}, peak_kpa, seconds, 28.0);
  mat.add_noise(0.5F);
  std::mt19937_64 random(4);
  for (RawFrame& frame : mat.frames) {
    const double time_s = static_cast<double>(frame.captured_ns) * 1e-9;
    for (float& value : frame.samples) value *= static_cast<float>(std::max(0.0, load(time_s)));
    if (jitter > 0) frame.captured_ns += static_cast<std::int64_t>(random() % jitter) * 1000;
  }
  return mat;
}

TEST(Percussion, IsToldFromSeventeenHertzUp) {
  for (const double rate_hz : {50.0, 100.0, 200.0}) {
    for (const double hz : {17.0, 20.0, 30.0, 40.0, 53.0}) {
      if (hz > 0.46 * rate_hz) continue;
      for (const double swing : {0.25, 0.6, 1.0}) {
        const Analysis told = shaken(rate_hz, 6.0, [=](double t) {
                                return t < 2.0 ? 1.0 : 1.0 + swing * sine(t, hz);
                              }).analyze();
        ASSERT_EQ(told.count<PercussionStarted>(), 1) << hz << " Hz by " << swing << " at " << rate_hz;
        ASSERT_EQ(told.count<PercussionEnded>(), 1);
        const PercussionRecord& record = told.first<PercussionEnded>()->percussion;
        EXPECT_NEAR(record.start_s, 2.0, 0.4);
        EXPECT_NEAR(record.end_s, 6.0, 0.1);
        EXPECT_NEAR(record.x_mm, 72.0, 6.0);
        EXPECT_NEAR(record.rms_share, swing * std::numbers::sqrt2 / 2, 0.15 * swing + 0.02);
      }
    }
  }
}

TEST(Percussion, IsNothingElse) {
  const std::pair<const char*, Load> loads[] = {
      {"stillness", [](double) { return 1.0; }},
      {"tremor of 8 Hz", [](double t) { return 1.0 + 0.2 * sine(t, 8.0); }},
      {"tremor of 10 Hz", [](double t) { return 1.0 + 0.2 * sine(t, 10.0); }},
      {"a weak shake", [](double t) { return 1.0 + 0.12 * sine(t, 20.0); }},
      {"lifts", [](double t) { return std::fmod(t, 2.0) < 1.4 ? 1.0 : 0.0; }},
      {"quick dabs", [](double t) { return std::fmod(t, 0.5) < 0.25 ? 1.0 : 0.0; }},
      {"steps", [](double t) { return std::fmod(t, 1.0) < 0.5 ? 1.0 : 0.6; }},
      {"one short burst", [](double t) { return 1.0 + (t > 3.0 && t < 3.5 ? sine(t, 20.0) : 0.0); }},
      {"pressing and easing", [](double t) { return 1.0 + 0.5 * sine(t, 1.0); }}};
  for (const double rate_hz : {50.0, 100.0}) {
    for (const auto& [what, load] : loads) {
      const Analysis told = shaken(rate_hz, 8.0, load).analyze();
      EXPECT_EQ(told.count<PercussionStarted>(), 0) << what << " at " << rate_hz;
    }
  }
}

TEST(Percussion, IsNotRollingNorALooseSensel) {
  Mat rolled(12, 30);
  rolled.period_s = 0.01;
  for (int i = 0; i < 4; ++i) {
    rolled.roll({30, 60}, {270, 60}, 150.0, 100.0);
    rolled.roll({270, 60}, {30, 60}, 250.0, 100.0);
  }
  rolled.add_noise(0.6F);
  EXPECT_EQ(rolled.analyze().count<PercussionStarted>(), 0);

  Mat loose = shaken(100.0, 8.0, [](double) { return 1.0; });
  std::mt19937_64 random(7);
  for (RawFrame& frame : loose.frames)
    if (random() % 2 == 0) frame.samples[6 * 16 + 7] = 0.0F;
  EXPECT_EQ(loose.analyze().count<PercussionStarted>(), 0);

  Mat spiky = shaken(100.0, 8.0, [](double) { return 1.0; });
  for (RawFrame& frame : spiky.frames)
    for (float& value : frame.samples)
      if (random() % 500 == 0) value = 500.0F;
  EXPECT_EQ(spiky.analyze().count<PercussionStarted>(), 0);
}

TEST(Percussion, IsToldFromIrregularFramesAndNotBelowFiftyHertz) {
  const Load gun = [](double t) { return 1.0 + 0.6 * sine(t, 20.0); };
  EXPECT_EQ(shaken(100.0, 6.0, gun, 80.0, 3000).analyze().count<PercussionStarted>(), 1) << "3 ms of jitter";
  Mat lossy = shaken(100.0, 6.0, gun);
  std::mt19937_64 random(3);
  std::erase_if(lossy.frames, [&](const RawFrame&) { return random() % 12 == 0; });
  double covered_s = 0.0;
  for (const Event& event : lossy.analyze().events)
    if (const auto* ended = std::get_if<PercussionEnded>(&event.what))
      covered_s += ended->percussion.end_s - ended->percussion.start_s;
  EXPECT_GT(covered_s, 5.0) << "every twelfth frame lost";
  EXPECT_EQ(shaken(40.0, 6.0, gun).analyze().count<PercussionStarted>(), 0) << "it cannot be told";
}

TEST(Percussion, ItsPeaksDoNotAlertAndItsMeansDo) {
  // Strokes far over the stop of 385 kPa; the mean over time stays below every limit, or does not.
  const Load gun = [](double t) { return t < 1.0 ? 0.2 : std::max(0.0, 0.35 + 0.9 * sine(t, 21.0)); };
  const Analysis told = shaken(100.0, 8.0, gun, 420.0).analyze();
  EXPECT_EQ(told.count<PercussionStarted>(), 1);
  for (const Event& event : told.events) {
    const auto* raised = std::get_if<AlertRaised>(&event.what);
    if (raised != nullptr && raised->alert.kind == AlertKind::peak) {
      EXPECT_LT(raised->alert.start_s, 2.3) << "before it is known";
    }
  }
  const Load still = [](double t) { return t < 1.0 ? 0.2 : 1.0; };
  EXPECT_NE(shaken(100.0, 4.0, still, 420.0).analyze().alert(AlertKind::peak, AlertLevel::stop), nullptr);
}

TEST(Percussion, AHoldUnderItHasNoPeaksOfIt) {
  const auto gun_from = [](double from_s) {
    return shaken(100.0, 14.0, [=](double t) { return t < from_s ? 1.0 : 1.0 + 0.6 * sine(t, 27.0); });
  };
  const Analysis still = gun_from(100.0).analyze();
  ASSERT_EQ(still.count<HoldEnded>(), 1);
  const HoldRecord calm = still.first<HoldEnded>()->hold;
  EXPECT_EQ(calm.quality, HoldQuality::good);
  for (const double from_s : {1.0, 7.3}) {
    const Analysis told = gun_from(from_s).analyze();
    ASSERT_EQ(told.count<HoldEnded>(), 1) << from_s;
    const HoldRecord hold = told.first<HoldEnded>()->hold;
    EXPECT_EQ(hold.quality, HoldQuality::degraded);
    EXPECT_NEAR(hold.p1_peak, calm.p1_peak, 0.08F * calm.p1_peak);
    EXPECT_NEAR(hold.dwell_s, calm.dwell_s, 0.3);
  }
}

}  // namespace
}  // namespace rollscope
