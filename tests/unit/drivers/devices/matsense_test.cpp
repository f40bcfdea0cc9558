// MatSense, simple and secure, on the examples of devices.md F and on what its own reader does wrong.
#include <gtest/gtest.h>

#include <cmath>

#include "tests/unit/drivers/devices/device_stream_support.hpp"

namespace rollscope {
namespace {

Bytes raw(std::initializer_list<int> values) {
  Bytes out;
  for (const int value : values) out.push_back(static_cast<std::byte>(value));
  return out;
}

DeviceOptions secure(DeviceOptions more = {}) {
  more["rows"] = more["cols"] = "2";
  return options_of("matsense-secure", more);
}

Decoded decode_secure(const Bytes& bytes, const DeviceOptions& options = secure()) {
  return decode(device_of("matsense-secure"), options, bytes);
}

const Bytes kPlain = raw({0x5B, 1, 2, 3, 4, 0x5D});
const Bytes kWithImu = raw({0x5B, 1, 2, 3, 4, 0x64, 0, 0xFF, 0xFF, 0x5C, 0, 0x5C, 1, 0, 0, 0, 0, 0, 0, 0x5D});

TEST(MatsenseSecure, ReadsEscapes) {
  const Decoded out = decode_secure(raw({0x5B, 0, 0x5C, 1, 0x5C, 0, 0x5C, 2, 0x5D}));
  ASSERT_EQ(out.frames.size(), 1U);
  EXPECT_EQ(out.frames[0].samples, (std::vector<float>{0, 0x5B, 0x5C, 0x5D}));
  EXPECT_TRUE(std::isnan(out.frames[0].imu[0]));
}

TEST(MatsenseSecure, GivesTheImuOnlyInUnitsSomebodyTold) {
  const Decoded unknown = decode_secure(kWithImu);
  ASSERT_EQ(unknown.frames.size(), 1U);
  EXPECT_EQ(unknown.frames[0].samples, (std::vector<float>{1, 2, 3, 4}));
  for (const float value : unknown.frames[0].imu) EXPECT_TRUE(std::isnan(value));

  const Decoded half = decode_secure(kWithImu, secure({{"accelerometer_g", "4"}}));
  const double unit = 4.0 * 9.80665 / 32768.0;
  EXPECT_NEAR(half.frames.at(0).imu[0], 100 * unit, 1e-6);
  EXPECT_NEAR(half.frames.at(0).imu[1], -1 * unit, 1e-6);
  EXPECT_NEAR(half.frames.at(0).imu[2], 0x5B5C * unit, 1e-3);
  EXPECT_TRUE(std::isnan(half.frames.at(0).imu[3]));
}

TEST(MatsenseSecure, ALostEndCostsOneFrameForTheNextStartBeginsAnew) {
  const Decoded out = decode_secure(join({kPlain, raw({0x5B, 9, 9, 9, 9}), kPlain, kPlain}));
  EXPECT_EQ(out.frames.size(), 3U);
  EXPECT_EQ(out.health.wrong_length, 1U);
  EXPECT_EQ(out.health.resyncs, 1U);
}

TEST(MatsenseSecure, RefusesWhatIsNoEscapeAndWrongLengths) {
  const Decoded out = decode_secure(
      join({kPlain, raw({0x5B, 1, 2, 0x5C, 3, 4, 0x5D}), kPlain, raw({0x5B, 1, 2, 3, 0x5C, 0x5D}), kPlain,
            raw({0x5B, 1, 2, 3, 0x5D}), kPlain, raw({0x5B, 0x5D}), kPlain}));
  EXPECT_EQ(out.frames.size(), 5U);
  EXPECT_EQ(out.health.wrong_length, 4U);
}

TEST(MatsenseSecure, OneFrameOfTheOtherKindIsDamageTwoAreAnotherBoard) {
  const Decoded once = decode_secure(join({kWithImu, kWithImu, kPlain, kWithImu}));
  EXPECT_EQ(once.frames.size(), 3U);
  EXPECT_EQ(once.health.wrong_length, 1U);
  const Decoded changed = decode_secure(join({kWithImu, kPlain, kPlain, kPlain}));
  EXPECT_EQ(changed.frames.size(), 3U);
}

TEST(Matsense, WaitsForTheNextFrameBeforeItShowsOne) {
  const DeviceOptions options = options_of("matsense", {{"rows", "2"}, {"cols", "2"}});
  const Bytes frame = raw({1, 2, 254, 4, 0xFF});
  EXPECT_EQ(decode(device_of("matsense"), options, frame, false).frames.size(), 0U);
  EXPECT_EQ(decode(device_of("matsense"), options, frame, true).frames.size(), 1U);
  EXPECT_EQ(decode(device_of("matsense"), options, join({frame, frame}), false).frames.size(), 1U);
  const Decoded joined = decode(device_of("matsense"), options, join({raw({7, 0xFF}), frame, frame}));
  EXPECT_EQ(joined.frames.size(), 2U);
  EXPECT_EQ(joined.health.wrong_length, 1U);
}

TEST(Matsense, WrapsARollerWhenItsRadiusIsGiven) {
  const auto flat = device_of("matsense").make_parser(options_of("matsense"));
  EXPECT_EQ(flat->info()->layout.surface, Surface::flat);
  const auto round = device_of("matsense").make_parser(options_of("matsense", {{"radius_mm", "50"}}));
  const SensorLayout& layout = round->info()->layout;
  EXPECT_EQ(layout.rows, 6);
  EXPECT_TRUE(layout.periodic());
  EXPECT_NEAR(layout.circumference_mm(), 314.159, 0.001);
}

}  // namespace
}  // namespace rollscope
