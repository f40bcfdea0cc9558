// Which frames of which devices get which stamp: decoders fed with bunches, on a clock that is made up.
#include <gtest/gtest.h>

#include "drivers/devices/conversation.hpp"
#include "tests/unit/drivers/devices/device_stream_support.hpp"

namespace rollscope {
namespace {

constexpr std::int64_t kMs = 1'000'000;

struct Stamps {
  std::vector<std::int64_t> arrived_ns;  // at the latest: when the frame was known to be whole
  std::vector<std::int64_t> captured_ns;
  StreamHealth health;
};

// 1000 frames, one each 10 ms by the host and `device_us` by the device's own clock, two handed over
// together.
Stamps stamps(const std::string& id, Conversation::Kind kind, double device_us = 10'000.0) {
  const auto options = options_of(id);
  const StreamInfo sensor = sensor_of(device_of(id), options);
  const auto encoder = *device_of(id).make_encoder(sensor, options);
  std::vector<Bytes> coded(1001);
  encoder->announce(coded[0]);
  RawFrame sent;
  sent.samples.assign(sensor.layout.sensels(), 5.0F);
  for (std::size_t i = 1; i < coded.size(); ++i) {
    sent.sequence = i;
    sent.device_us = static_cast<std::int64_t>(static_cast<double>(i) * device_us);
    encoder->encode(sent, coded[i]);
  }
  Conversation conversation(device_of(id).make_parser(options), kind, std::chrono::milliseconds(0), 0);
  Stamps out;
  RawFrame frame;
  const auto give = [&](const Bytes& bytes, std::int64_t now_ns) {
    EXPECT_EQ(conversation.push(bytes, now_ns), bytes.size());
    while (conversation.next(frame, now_ns)) {
      out.arrived_ns.push_back(now_ns);
      out.captured_ns.push_back(frame.captured_ns);
    }
  };
  give(coded[0], 0);
  for (std::size_t i = 1; i < coded.size(); i += 2)
    give(join({coded[i], coded[i + 1]}), static_cast<std::int64_t>(i / 2 + 1) * 20 * kMs);
  out.health = conversation.decoder().health();
  return out;
}

TEST(LiveClocks, ADeviceWithoutAClockGetsItsBunchesSpread) {
  const Stamps live = stamps("juqiao-16x16", Conversation::Kind::live);
  ASSERT_GE(live.captured_ns.size(), 990U);
  for (std::size_t i = 250; i < live.captured_ns.size(); ++i) {
    EXPECT_LE(live.captured_ns[i], live.arrived_ns[i]);
    EXPECT_NEAR(static_cast<double>(live.captured_ns[i] - live.captured_ns[i - 1]), 10.0 * kMs, 0.5 * kMs);
  }
  EXPECT_GT(live.health.arrival_p95_ms, 9.0);
  EXPECT_EQ(live.health.drift_watched_s, 0.0);
}

TEST(LiveClocks, TheBytesOfAFileAreNotWatched) {
  const Stamps dump = stamps("juqiao-16x16", Conversation::Kind::dump);
  ASSERT_GE(dump.captured_ns.size(), 990U);
  for (const std::int64_t captured_ns : dump.captured_ns) EXPECT_EQ(captured_ns % (20 * kMs), 0);
  EXPECT_EQ(dump.health.arrival_p95_ms, 0.0);
}

TEST(LiveClocks, ADeviceWithAClockKeepsItsArrivalsAndHasItsDriftTold) {
  const Stamps live = stamps("native", Conversation::Kind::live, 10'000.0 * (1.0 + 150e-6));
  EXPECT_EQ(live.captured_ns, live.arrived_ns);
  EXPECT_EQ(live.health.arrival_p95_ms, 0.0);
  EXPECT_NEAR(live.health.drift_ppm, 150.0, 1.0);
  EXPECT_NEAR(live.health.drift_watched_s, 10.0, 1.5);
  // Twice as much time by the device as by the host: an emulator in a hurry.
  EXPECT_EQ(stamps("native", Conversation::Kind::live, 20'000.0).health.drift_watched_s, 0.0);
}

}  // namespace
}  // namespace rollscope
