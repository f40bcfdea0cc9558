// Clocks seen through a link, over series of arrivals that are made up: bunches, jitter, drift, losses,
// stalls.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <random>
#include <utility>
#include <vector>

#include "drivers/devices/arrival_clock.hpp"
#include "drivers/devices/clock_drift.hpp"
#include "drivers/devices/lower_envelope.hpp"

namespace rollscope {
namespace {

constexpr double kMs = 1e6;

// When a frame sent at `sent_ns` arrives: the link's least delay and some jitter, and then the next time an
// FTDI bridge hands over what it has.
class Link {
 public:
  Link(double bunch_ms, double jitter_ms) : bunch_ns_(bunch_ms * kMs), jitter_(0.0, jitter_ms * kMs) {}
  std::int64_t arrival(double sent_ns) {
    double at = sent_ns + kDelay_ns + jitter_(random_);
    if (bunch_ns_ > 0.0) at = std::ceil(at / bunch_ns_) * bunch_ns_ + 0.1 * jitter_(random_);
    last_ns_ = std::max(last_ns_, static_cast<std::int64_t>(at));
    return last_ns_;
  }
  static constexpr double kDelay_ns = 1.0 * kMs;

 private:
  double bunch_ns_;
  std::uniform_real_distribution<double> jitter_;
  std::mt19937 random_{7};
  std::int64_t last_ns_ = 0;
};

struct Frame {
  std::uint64_t number;
  double sent_ns;
  std::int64_t arrived_ns;
  std::int64_t stamp_ns;
  [[nodiscard]] double off_ms() const {
    return (static_cast<double>(stamp_ns) - sent_ns - Link::kDelay_ns) / kMs;
  }
  [[nodiscard]] double raw_off_ms() const {
    return (static_cast<double>(arrived_ns) - sent_ns - Link::kDelay_ns) / kMs;
  }
};

class Series {
 public:
  Series(Link link, double period_ms) : link_(std::move(link)), period_ns_(period_ms * kMs) {}

  void frames(int count) {
    for (int i = 0; i < count; ++i) {
      Frame frame{
          .number = number_++, .sent_ns = sent_ns_, .arrived_ns = link_.arrival(sent_ns_), .stamp_ns = 0};
      frame.stamp_ns = clock.push(frame.number, frame.arrived_ns);
      EXPECT_LE(frame.stamp_ns, frame.arrived_ns) << "no stamp lies behind the arrival";
      if (!all.empty()) {
        EXPECT_GE(frame.stamp_ns, all.back().stamp_ns) << "time does not go back";
      }
      all.push_back(frame);
      sent_ns_ += period_ns_;
    }
  }
  void pause(double ms) { sent_ns_ += ms * kMs; }
  void lose(int count) { sent_ns_ += count * period_ns_; }  // unseen: nothing numbers the frames

  // The share of the frames from `from` on within `limit`, of what `value` says.
  template <class Value>
  [[nodiscard]] double p95(std::size_t from, Value value) const {
    std::vector<double> values;
    for (std::size_t i = from; i < all.size(); ++i) values.push_back(std::abs(value(all[i])));
    std::ranges::sort(values);
    return values[static_cast<std::size_t>(0.95 * static_cast<double>(values.size() - 1))];
  }
  [[nodiscard]] double off_ms(std::size_t from) const {
    return p95(from, [](const Frame& frame) { return frame.off_ms(); });
  }
  [[nodiscard]] double raw_off_ms(std::size_t from) const {
    return p95(from, [](const Frame& frame) { return frame.raw_off_ms(); });
  }

  ArrivalClock clock;
  std::vector<Frame> all;

 private:
  Link link_;
  double period_ns_;
  double sent_ns_ = 50 * kMs;
  std::uint64_t number_ = 0;
};

TEST(ArrivalClock, SpreadsBunchesToWhenTheFramesWereSent) {
  for (const double drift_ppm : {0.0, 200.0, -200.0}) {
    // With 10 ms the bridge's clock meets the frames at eight moments 2 ms apart: no more can be told.
    for (const auto& [period_ms, limit_ms] : {std::pair{9.7, 1.0}, std::pair{10.0, 2.3}}) {
      Series series(Link(16.0, 0.3), period_ms * (1.0 + drift_ppm * 1e-6));
      series.frames(6000);
      EXPECT_GT(series.raw_off_ms(500), 13.0);
      EXPECT_LT(series.off_ms(500), limit_ms) << period_ms << " ms, " << drift_ppm << " ppm";
      EXPECT_NEAR(series.clock.late_p95_ms(), 15.0, 2.0) << "what was removed is said";
    }
  }
}

TEST(ArrivalClock, LeavesAPlainLinkAlmostAsItIs) {
  Series series(Link(0.0, 0.5), 20.0);
  series.frames(3000);
  EXPECT_LT(series.off_ms(200), 0.3);
  EXPECT_LE(series.clock.late_p95_ms(), 0.75);
}

TEST(ArrivalClock, StampsArrivalsUntilItKnowsThePeriod) {
  Series series(Link(16.0, 0.0), 10.0);
  series.frames(90);
  for (const Frame& frame : series.all) EXPECT_EQ(frame.stamp_ns, frame.arrived_ns);
  EXPECT_EQ(series.clock.late_p95_ms(), 0.0);
}

TEST(ArrivalClock, FollowsAfterFramesThatWereLostUnseen) {
  Series series(Link(16.0, 0.3), 9.7);
  series.frames(1000);
  series.lose(1);
  series.frames(500);
  EXPECT_LT(series.off_ms(1100), 1.5) << "a second later";
  series.lose(3);
  series.frames(500);
  EXPECT_LT(series.off_ms(1600), 1.5);
}

TEST(ArrivalClock, AStallStaysAStall) {
  Series series(Link(16.0, 0.3), 9.7);
  series.frames(1000);
  series.pause(2'003.0);
  series.frames(500);
  const double gap_ms = static_cast<double>(series.all[1000].stamp_ns - series.all[999].stamp_ns) / kMs;
  EXPECT_GT(gap_ms, 1'990.0);
  EXPECT_LT(series.off_ms(1000), 17.0) << "no worse than the arrivals";
  EXPECT_LT(series.off_ms(1100), 1.5);
}

TEST(ArrivalClock, GoesOnWhenTheLinkWasAway) {
  Series series(Link(16.0, 0.3), 9.7);
  series.frames(1000);
  series.pause(30.0);
  series.clock.restart();
  series.frames(300);
  EXPECT_EQ(series.all[1000].stamp_ns, series.all[1000].arrived_ns);
  EXPECT_LT(series.off_ms(1100), 1.5);
}

// A device that sends as it likes has no period: its stamps stay near its arrivals.
TEST(ArrivalClock, DoesNotBendAnUnsteadyDeviceStraight) {
  std::mt19937 random(3);
  std::uniform_real_distribution<double> pause(5.0 * kMs, 80.0 * kMs);
  ArrivalClock clock;
  double at_ns = 0.0;
  for (std::uint64_t i = 0; i < 2000; ++i) {
    at_ns += pause(random);
    const auto arrived = static_cast<std::int64_t>(at_ns);
    const std::int64_t stamp = clock.push(i, arrived);
    EXPECT_LE(stamp, arrived);
    EXPECT_GE(stamp, arrived - 20'000'000);
  }
}

TEST(ArrivalClock, TakesTheDevicesNumbersWhereThereAreSome) {
  Link link(16.0, 0.3);
  ArrivalClock clock;
  std::vector<double> off_ms;
  for (std::uint64_t number = 0; number < 3000; ++number) {
    if (number % 7 == 0 || (number > 2000 && number < 2004)) continue;  // lost, and known to be
    const double sent_ns = static_cast<double>(number) * 10.0 * kMs;
    const std::int64_t stamp = clock.push(number, link.arrival(sent_ns));
    if (number > 500) off_ms.push_back((static_cast<double>(stamp) - sent_ns - Link::kDelay_ns) / kMs);
  }
  for (const double off : off_ms) EXPECT_LT(std::abs(off), 1.5);
}

// Drift of a device whose frames pass through `link`, watched for `seconds`.
ClockDrift drift_of(Link link, double ppm, int seconds) {
  ClockDrift drift;
  for (int i = 0; i <= seconds * 100; ++i) {
    const double host_ns = i * 10.0 * kMs;
    const auto device_us = static_cast<std::int64_t>(host_ns * 1e-3 * (1.0 + ppm * 1e-6));
    drift.push(device_us, link.arrival(host_ns));
  }
  return drift;
}

TEST(ClockDrift, IsFoundThroughJitterAndBunches) {
  for (const double ppm : {0.0, 35.0, 200.0, -200.0}) {
    const ClockDrift plain = drift_of(Link(0.0, 2.0), ppm, 60);
    EXPECT_NEAR(plain.ppm(), ppm, 5.0);
    EXPECT_NEAR(plain.watched_s(), 60.0, 1.5);
    const ClockDrift bunched = drift_of(Link(16.0, 0.3), ppm, 120);
    EXPECT_NEAR(bunched.ppm(), ppm, 10.0);
  }
}

TEST(ClockDrift, SaysNothingTooEarlyOrOfWhatIsNoClock) {
  EXPECT_EQ(drift_of(Link(0.0, 1.0), 100.0, 4).watched_s(), 0.0);
  EXPECT_EQ(drift_of(Link(0.0, 1.0), 5e6, 60).watched_s(), 0.0) << "an emulator in a hurry";
}

TEST(ClockDrift, BeginsAnewWithTheDevice) {
  ClockDrift drift = drift_of(Link(0.0, 1.0), 100.0, 60);
  drift.restart();
  EXPECT_EQ(drift.watched_s(), 0.0);
  EXPECT_EQ(drift.ppm(), 0.0);
}

TEST(LowerEnvelope, IsTheLineUnderThePoints) {
  LowerEnvelope envelope;
  EXPECT_FALSE(envelope.line());
  std::mt19937 random(5);
  std::exponential_distribution<double> late(1.0);
  for (int i = 0; i < 10'000; ++i) envelope.add(i, 3.0 + 0.25 * i + (i % 100 == 0 ? 0.0 : late(random)));
  const auto line = envelope.line();
  ASSERT_TRUE(line);
  EXPECT_NEAR(line->slope, 0.25, 1e-9);
  EXPECT_NEAR(line->at(0.0), 3.0, 1e-6);
  EXPECT_EQ(envelope.span(), 9'999.0);
}

// A bend has a corner at every point: they are thinned out and the line stays under it.
TEST(LowerEnvelope, KeepsABoundedNumberOfCorners) {
  LowerEnvelope envelope;
  for (int i = 0; i <= 10'000; ++i) envelope.add(i, 1e-4 * i * i);
  const auto line = envelope.line();
  ASSERT_TRUE(line);
  EXPECT_NEAR(line->slope, 2e-4 * 5'000, 0.05);
}

}  // namespace
}  // namespace rollscope
