#include <gtest/gtest.h>

#include <cmath>
#include <numbers>
#include <vector>

#include "core/roller/patches.hpp"
#include "core/roller/stroke_detector.hpp"
#include "core/roller/zig_zag.hpp"

namespace rollscope {
namespace {

// Minimum jerk from 0 to 1.
double ease(double u) {
  return u * u * u * (10 + u * (-15 + 6 * u));
}

// There and back `count` times with pauses at the turns; position in mm at a time.
struct Rolling {
  double start_s = 2.0, way_s = 1.5, pause_s = 0.3, length_mm = 150.0;
  int count = 4;
  [[nodiscard]] double at(double time_s) const {
    double t = time_s - start_s;
    for (int i = 0; i < 2 * count; ++i) {
      const double from = i % 2 == 0 ? 0.0 : length_mm, to = length_mm - from;
      if (t < way_s) return t <= 0 ? from : from + (to - from) * ease(t / way_s);
      t -= way_s;
      if (t < pause_s) return to;
      t -= pause_s;
    }
    return 0.0;
  }
  [[nodiscard]] double end_s() const { return start_s + 2 * count * (way_s + pause_s); }
};

std::vector<StrokeRecord> strokes_of(const Rolling& rolling, double direction_rad, double rate_hz = 100) {
  StrokeDetector detector;
  std::vector<StrokeRecord> strokes;
  const auto keep = [&](const std::optional<StrokeRecord>& stroke) {
    if (stroke) strokes.push_back(*stroke);
  };
  for (int i = 0; i / rate_hz < rolling.end_s() + 2.0; ++i) {
    const double t = i / rate_hz, s = rolling.at(t), sway = 0.3 * std::sin(17 * t);
    const Tick tick{t, i == 0 ? 0.0 : 1 / rate_hz, i == 0 ? 0.0 : 1 / rate_hz, 0.0, false};
    keep(detector.move(tick, 100 + s * std::cos(direction_rad) + sway, 50 + s * std::sin(direction_rad)));
  }
  keep(detector.rest(1e9));
  return strokes;
}

TEST(Strokes, EachThereAndBackIsOneInAnyDirectionAtAnyRate) {
  const Rolling rolling;
  for (const double rate : {20.0, 50.0, 100.0, 200.0}) {
    for (int degrees = 0; degrees < 360; degrees += 15) {
      const auto strokes = strokes_of(rolling, degrees * std::numbers::pi / 180, rate);
      ASSERT_EQ(strokes.size(), 4u) << degrees << " degrees, " << rate << " Hz";
      for (std::size_t i = 0; i < 4; ++i) {
        const double begin = rolling.start_s + 3.6 * static_cast<double>(i);
        EXPECT_NEAR(strokes[i].start_s, begin, 0.4);
        EXPECT_NEAR(strokes[i].end_s, begin + 3.3, 0.4);
        EXPECT_NEAR(strokes[i].length_mm, 150, 3);
        EXPECT_NEAR(strokes[i].speed_mean_mm_s, 100, 15);
        EXPECT_NEAR(strokes[i].speed_peak_mm_s, 187.5, 12);
      }
    }
  }
}

TEST(Strokes, ShorterThan30MillimetresIsNone) {
  Rolling rolling;
  rolling.length_mm = 27;
  EXPECT_TRUE(strokes_of(rolling, 0).empty());
  rolling.length_mm = 33;
  EXPECT_EQ(strokes_of(rolling, 0).size(), 4u);
}

TEST(Strokes, OneWayAloneIsNoStroke) {
  StrokeDetector detector;
  for (int i = 0; i < 300; ++i) {
    EXPECT_FALSE(detector.move({i * 0.01, i == 0 ? 0.0 : 0.01, 0.01, 0, false}, i, 0).has_value());
  }
  EXPECT_FALSE(detector.rest(1e9).has_value());
}

TEST(Strokes, ARollersWayIsRadiusTimesUnwrappedAngle) {
  const Rolling rolling{.length_mm = 300.0};
  const double radius = 75;
  for (const bool wrapped : {false, true}) {
    StrokeDetector detector;
    std::vector<StrokeRecord> strokes;
    for (int i = 0; i < 2000; ++i) {
      double angle = 3.0 + rolling.at(i * 0.01) / radius;
      if (wrapped) angle = std::remainder(angle, 2 * std::numbers::pi);
      const auto stroke = detector.roll({i * 0.01, i == 0 ? 0.0 : 0.01, 0.01, 0, false}, radius, angle);
      if (stroke) strokes.push_back(*stroke);
    }
    if (const auto last = detector.rest(1e9)) strokes.push_back(*last);
    ASSERT_EQ(strokes.size(), 4u);
    for (const StrokeRecord& stroke : strokes) EXPECT_NEAR(stroke.length_mm, 300, 1);
  }
}

TEST(ZigZag, TurningPointsOfANoisyWay) {
  ZigZag zig_zag(30);
  int halves = 0;
  for (int i = 0; i < 10000; ++i) {
    const double t = i * 0.01;
    const double s = 40 * std::sin(t) + 10 * std::sin(23 * t);
    if (const auto half = zig_zag.step(t, s, 0)) {
      ++halves;
      EXPECT_GE(half->length_mm, 30);
      EXPECT_LE(half->start_s, half->end_s);
    }
  }
  EXPECT_NEAR(halves, 100 / std::numbers::pi, 2);
}

TEST(ZigZag, StayingStillGivesNothing) {
  ZigZag zig_zag(30);
  for (int i = 0; i < 1000; ++i) EXPECT_FALSE(zig_zag.step(i * 0.01, 5.0, 0).has_value());
  EXPECT_FALSE(zig_zag.flush().has_value());
}

TEST(FloorPatch, IsTheOneUnderTheRollerWhileABodyLiesOnTop) {
  const double round = 480;
  const auto at = [&](double degrees) {
    Contact contact;
    contact.x_mm = std::fmod(degrees + 720, 360) / 360 * round;
    return contact;
  };
  for (int angle = -720; angle <= 720; angle += 30) {
    const std::vector<Contact> both{at(angle + 90 + 20), at(angle - 90 - 30)};
    const double rad = angle * std::numbers::pi / 180;
    EXPECT_FALSE(is_floor_patch(both, 0, round, rad));
    EXPECT_TRUE(is_floor_patch(both, 1, round, rad));
    const std::vector<Contact> alone{at(angle - 90)};
    EXPECT_FALSE(is_floor_patch(alone, 0, round, rad));
    EXPECT_FALSE(is_floor_patch(both, 1, round, std::nan("")));
    EXPECT_FALSE(is_floor_patch(both, 1, 0, rad));
  }
}

}  // namespace
}  // namespace rollscope
