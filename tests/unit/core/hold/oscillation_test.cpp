// Rubbing to and fro is told from holds, sway, drift and rolling, and timed.
#include "core/hold/oscillation.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <numbers>
#include <random>
#include <vector>

#include "track_player_support.hpp"

namespace rollscope {
namespace {

// A way x(t), y(t) as one track, in frames of an even rate.
struct Rubbed {
  double rate_hz = 100.0;
  HoldParameters parameters;
  double period_x_mm = 0.0;
  std::vector<OscillationRecord> found;
  int started = 0;

  void play(double seconds, const std::function<void(HoldInput&, double)>& way) {
    Oscillation oscillation;
    HoldInput in = TrackPlayer::pressed();
    const auto take = [&](const OscillationChange& change) {
      started += change.started ? 1 : 0;
      if (change.ended) found.push_back(oscillation.record());
    };
    for (int i = 0; i <= static_cast<int>(seconds * rate_hz); ++i) {
      const double t = i / rate_hz, step_s = i == 0 ? 0.0 : 1.0 / rate_hz;
      way(in, t);
      take(oscillation.step({t, step_s, step_s, 0.0, false}, in, parameters, period_x_mm));
    }
    take(oscillation.close());
  }
};

double sine(double swing_mm, double rate_hz, double t) {
  return 0.5 * swing_mm * std::sin(2.0 * std::numbers::pi * rate_hz * t);
}

TEST(Oscillation, IsTimedAndMeasured) {
  for (const double frames_hz : {20.0, 50.0, 200.0}) {
    for (const double rate_hz : {0.3, 0.7, 1.0, 2.0}) {
      for (const double swing_mm : {16.0, 24.0, 39.0}) {
        SCOPED_TRACE(testing::Message() << frames_hz << " Hz, " << rate_hz << " Hz, " << swing_mm << " mm");
        Rubbed r{.rate_hz = frames_hz, .parameters = {}, .found = {}};
        // Five seconds still, 16 s of rubbing, and still again.
        r.play(30.0, [&](HoldInput& in, double t) {
          in.x_mm = 100.0 + (t > 5.0 && t < 21.0 ? sine(swing_mm, rate_hz, t - 5.0) : 0.0);
          in.p1 = 80.0F;
        });
        const double quarter_s = 0.25 / rate_hz;
        ASSERT_EQ(r.found.size(), 1u);
        EXPECT_EQ(r.started, 1);
        EXPECT_NEAR(r.found[0].start_s, 5.0, 0.1 * quarter_s + 0.06);
        EXPECT_NEAR(r.found[0].end_s, 21.0, quarter_s);
        EXPECT_NEAR(r.found[0].dwell_s, r.found[0].end_s - r.found[0].start_s, 1e-9);
        EXPECT_NEAR(r.found[0].reversals, 32.0 * rate_hz, 1.0);
        EXPECT_NEAR(r.found[0].rate_hz, rate_hz, 0.02 * rate_hz);
        EXPECT_NEAR(r.found[0].swing_mm, swing_mm, 0.05 * swing_mm);
        EXPECT_NEAR(r.found[0].x_mm, 100.0, 1.0);
        EXPECT_NEAR(r.found[0].y_mm, 50.0, 1e-9);
        EXPECT_FLOAT_EQ(r.found[0].p1_peak, 80.0F);
        EXPECT_NEAR(r.found[0].p1_mean, 80.0, 1e-6);
        EXPECT_NEAR(r.found[0].force_n, 50.0, 1e-6);
      }
    }
  }
}

TEST(Oscillation, TooShortTooLongTooFewAndTooSlowAreNone) {
  struct Case {
    double swing_mm, rate_hz;
  };
  for (const Case& one :
       {Case{10, 0.3}, Case{10, 1}, Case{12, 2}, Case{42, 0.5}, Case{45, 1}, Case{90, 0.7}, Case{25, 0.15}}) {
    Rubbed r;
    r.play(40.0, [&](HoldInput& in, double t) { in.x_mm = 100.0 + sine(one.swing_mm, one.rate_hz, t); });
    EXPECT_TRUE(r.found.empty()) << one.swing_mm << " mm at " << one.rate_hz << " Hz";
  }
  Rubbed two;  // reversals only: there, back, and still
  two.play(10.0, [](HoldInput& in, double t) {
    in.x_mm = 100.0 + (t > 3.0 && t < 4.0 ? sine(25.0, 1.0, t - 3.0) : 0.0);
  });
  EXPECT_TRUE(two.found.empty());
}

TEST(Oscillation, SwayAndDriftAreNone) {
  Rubbed r;
  r.play(120.0, [](HoldInput& in, double t) {
    in.x_mm = 100.0 + 2.5 * std::sin(1.3 * t) + 2.4 * std::sin(3.1 * t) + 0.5 * t;
    in.y_mm = 50.0 + 2.5 * std::cos(2.2 * t);
  });
  EXPECT_TRUE(r.found.empty());
}

// A person who sways: a smoothed random walk of some mm, ten minutes of it, inside a hold.
TEST(Oscillation, RandomSwayInsideAHoldIsNone) {
  for (const double sd_mm : {2.0, 3.5, 5.0}) {
    for (const double tau_s : {1.0, 2.0, 4.0}) {
      std::mt19937 random(17);
      const auto normal = [&] {
        double sum = -6.0;
        for (int i = 0; i < 12; ++i) sum += static_cast<double>(random()) / 4294967296.0;
        return sum;
      };
      const double keep = std::exp(-0.02 / tau_s), kick = std::sqrt(1.0 - keep * keep);
      const double follow = 1.0 - std::exp(-0.02 / 0.25), restore = std::sqrt((tau_s + 0.25) / tau_s);
      double raw_x = 0, raw_y = 0, x = 0, y = 0;
      Rubbed r{.rate_hz = 50.0, .parameters = {}, .found = {}};
      r.play(600.0, [&](HoldInput& in, double) {
        raw_x = keep * raw_x + kick * normal();
        raw_y = keep * raw_y + kick * normal();
        x += follow * (raw_x - x);
        y += follow * (raw_y - y);
        in.x_mm = 100.0 + sd_mm * restore * x;
        in.y_mm = 50.0 + sd_mm * restore * y;
        in.held_since_s = 0.0;
      });
      EXPECT_TRUE(r.found.empty()) << sd_mm << " mm, " << tau_s << " s";
    }
  }
}

TEST(Oscillation, OutOfAHoldOneReversalMoreIsAskedFor) {
  for (const int reversals : {3, 4}) {
    Rubbed r;
    r.play(20.0, [&](HoldInput& in, double t) {
      // Rubs until shortly after its third or fourth reversal.
      const double until_s = 0.25 + 0.5 * (reversals - 1) + 0.25;
      in.x_mm = 100.0 + (t > 8.0 && t < 8.0 + until_s ? sine(24.0, 1.0, t - 8.0) : 0.0);
      in.held_since_s = 0.0;
    });
    EXPECT_EQ(r.found.size(), reversals == 3 ? 0u : 1u) << reversals;
  }
}

TEST(Oscillation, ALiftIsBridgedAndALongOneEndsIt) {
  const auto rub = [](double lift_s) {
    Rubbed r;
    r.play(24.0, [&](HoldInput& in, double t) {
      in.x_mm = 100.0 + sine(25.0, 1.0, t);
      in.present = t < 10.0 || t >= 10.0 + lift_s;
    });
    return r.found;
  };
  const auto brief = rub(0.3);
  ASSERT_EQ(brief.size(), 1u);
  EXPECT_NEAR(brief[0].end_s - brief[0].start_s - brief[0].dwell_s, 0.3, 0.03);
  const auto parted = rub(3.0);
  ASSERT_EQ(parted.size(), 2u);
  EXPECT_NEAR(parted[0].end_s, 10.0, 0.26);
  EXPECT_GE(parted[1].start_s, 12.9);
}

TEST(Oscillation, AStallEndsItAndNothingStartsWhereNoHoldMay) {
  Oscillation oscillation;
  HoldInput in = TrackPlayer::pressed();
  int started = 0;
  for (int i = 0; i < 1000; ++i) {
    in.may_start = i > 600;
    in.x_mm = 100.0 + sine(25.0, 1.0, i * 0.01);
    started += oscillation.step({i * 0.01, 0.01, 0.01, 0.0, false}, in, {}, 0.0).started ? 1 : 0;
    EXPECT_FALSE(i <= 600 && oscillation.running());
  }
  EXPECT_EQ(started, 1);
  EXPECT_TRUE(oscillation.step({11.0, 1.0, 0.03, 0.97, true}, in, {}, 0.0).ended);
  EXPECT_FALSE(oscillation.running());
  EXPECT_LE(oscillation.record().end_s, 9.99);
}

TEST(Oscillation, GoesRoundTheSeamOfACylinder) {
  Rubbed r{.rate_hz = 100.0, .parameters = {}, .period_x_mm = 240.0, .found = {}};
  r.play(20.0, [](HoldInput& in, double t) {
    const double x = 240.0 + sine(25.0, 0.8, t);
    in.x_mm = x >= 240.0 ? x - 240.0 : x;
  });
  ASSERT_EQ(r.found.size(), 1u);
  EXPECT_LT(std::min(r.found[0].x_mm, 240.0 - r.found[0].x_mm), 1.0);
  EXPECT_NEAR(r.found[0].swing_mm, 25.0, 0.2);
}

TEST(Oscillation, DwellNeverExceedsTheTimeOnTheWall) {
  std::uint32_t seed = 5;
  const auto random = [&seed] {
    seed = seed * 1664525u + 1013904223u;
    return static_cast<double>(seed >> 8) / 16777216.0;
  };
  int found = 0;
  for (int run = 0; run < 40; ++run) {
    Oscillation oscillation;
    HoldInput in = TrackPlayer::pressed();
    double phase = 0, t = 0;
    for (int i = 0; i < 4000; ++i) {
      const double step_s = 0.02 * random(), counted_s = random() < 0.05 ? 0.0 : step_s;
      t += step_s;
      phase += step_s * (0.5 + random());
      in.x_mm = sine(10.0 + 20.0 * (run % 3), 1.0, phase) + random();
      in.present = random() > 0.02;
      if (!oscillation.step({t, step_s, counted_s, 0.0, false}, in, {}, 0.0).ended) continue;
      found += 1;
      EXPECT_LE(oscillation.record().dwell_s,
                oscillation.record().end_s - oscillation.record().start_s + 1e-9);
      EXPECT_LE(oscillation.record().end_s, t);
      EXPECT_GE(oscillation.record().reversals, 3);
    }
  }
  EXPECT_GT(found, 0);
}

}  // namespace
}  // namespace rollscope
