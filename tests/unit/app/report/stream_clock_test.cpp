#include "app/report/stream_clock.hpp"

#include <gtest/gtest.h>

namespace rollscope {
namespace {

TEST(StreamClock, SaysHowFastTheDevicesClockRunsAndForHowLongItWasWatched) {
  StreamInfo stream;
  stream.device_clock = true;
  StreamHealth health;
  EXPECT_EQ(clock_text(stream, health), "");
  EXPECT_EQ(short_clock_text(stream, health), "");
  health.drift_ppm = -12.34;
  health.drift_watched_s = 120.4;
  EXPECT_EQ(clock_text(stream, health), "the device's runs 12.3 ppm slow, watched for 120 s");
  EXPECT_EQ(short_clock_text(stream, health), "Device's clock 12.3 ppm slow, watched for 120 s");
}

TEST(StreamClock, SaysWithinWhatFramesOfADeviceWithoutOneArrived) {
  const StreamInfo stream;
  StreamHealth health;
  health.drift_ppm = 5;  // of no clock of the device's
  health.drift_watched_s = 10;
  EXPECT_EQ(short_clock_text(stream, health), "");
  health.arrival_p95_ms = 0.994;
  EXPECT_EQ(clock_text(stream, health),
            "the computer's, bunches removed; 95 % of the frames arrived within 0.99 ms of their time");
  EXPECT_EQ(short_clock_text(stream, health), "Computer's clock, 95 % of arrivals within 0.99 ms");
}

// It stands in one line of the narrow column.
TEST(StreamClock, TheShortWordsStayShort) {
  StreamInfo stream;
  StreamHealth health;
  health.arrival_p95_ms = 0.0123;
  EXPECT_LE(short_clock_text(stream, health).size(), 55u);
  stream.device_clock = true;
  health.drift_ppm = 1234.5;
  health.drift_watched_s = 36'000;
  EXPECT_LE(short_clock_text(stream, health).size(), 55u);
}

}  // namespace
}  // namespace rollscope
