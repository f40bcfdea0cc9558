// The byte-exact vectors of devices.md P, by length and CRC-32: encoded, and decoded again.
#include <gtest/gtest.h>
#include <zlib.h>

#include "tests/unit/drivers/devices/device_stream_support.hpp"

namespace rollscope {
namespace {

struct Vector {
  const char* name;
  const char* device;
  DeviceOptions options;
  float (*sample)(std::size_t sensel);
  std::size_t bytes;
  std::uint32_t crc;
};

// The halves are numbered one after the other, not row by row.
float halves(std::size_t i) {
  const std::size_t row = i / 64, col = i % 64;
  return v8(col / 32 * 1024 + row * 32 + col % 32);
}
float above_60(std::size_t i) {
  return v8(i) < 60.0F ? 0.0F : v8(i);
}
float below_512(std::size_t i) {
  return static_cast<float>(static_cast<int>(v12(i)) % 512);
}
float nothing(std::size_t) {
  return 0.0F;
}

const std::vector<Vector>& vectors() {
  static const std::vector<Vector> all{
      {"B1", "juqiao-32x32", {}, v8, 1028, 0xD5E1BA94},
      {"B2", "juqiao-64x64", {}, v8, 4100, 0x516F0829},
      {"B3", "juqiao-bed-12bit", {}, v12, 2056, 0x094603D0},
      {"B4", "juqiao-64x32", {}, halves, 2058, 0x9F5194B8},
      {"C", "sensitronics", {}, above_60, 198, 0xE3535D9F},
      {"C_unloaded", "sensitronics", {}, nothing, 5, 0xBFAF1B86},
      {"C_10x16_unloaded", "sensitronics", {{"rows", "10"}}, nothing, 3, 0x7C448A76},
      {"D", "flexitac", {}, v8, 514, 0xEA0A5B92},
      {"F_simple", "matsense", {}, v8, 145, 0x2BDB46FA},
      {"G", "umaine", {}, v8, 1572, 0x2851BE59},
      {"I", "m1616", {}, below_512, 519, 0x6352165A}};
  return all;
}

std::uint32_t crc_of(const Bytes& bytes) {
  return static_cast<std::uint32_t>(
      crc32(0, reinterpret_cast<const Bytef*>(bytes.data()), static_cast<uInt>(bytes.size())));
}

class DeviceVectors : public testing::TestWithParam<Vector> {};

TEST_P(DeviceVectors, AreMetByteForByte) {
  const Vector& vector = GetParam();
  RecordProperty("device", vector.device);
  const DeviceDescription& device = device_of(vector.device);
  const DeviceOptions options = options_of(vector.device, vector.options);
  const SoundStream stream =
      make_stream(device, options, 3, [&](std::size_t, std::size_t sensel) { return vector.sample(sensel); });
  for (const Bytes& coded : stream.coded) {
    EXPECT_EQ(coded.size(), vector.bytes);
    EXPECT_EQ(crc_of(coded), vector.crc);
  }
  const Decoded back = decode(device, options, stream.bytes());
  ASSERT_EQ(back.frames.size(), 3U);
  for (const RawFrame& frame : back.frames) EXPECT_EQ(frame.samples, stream.frames[0].samples);
  EXPECT_EQ(back.health.discarded_bytes, 0U);
}

INSTANTIATE_TEST_SUITE_P(P, DeviceVectors, testing::ValuesIn(vectors()),
                         [](const auto& each) { return std::string(each.param.name); });

TEST(DeviceVectors, MatsenseSecureWithItsImu) {
  RecordProperty("device", "matsense-secure");
  const DeviceDescription& device = device_of("matsense-secure");
  const DeviceOptions options =
      options_of("matsense-secure", {{"accelerometer_g", "2"}, {"gyroscope_dps", "250"}});
  const auto encoder = *device.make_encoder(sensor_of(device, options), options);
  constexpr std::array kCounts{0, 100, -100, 1000, -1000, 32767};
  RawFrame sent;
  for (std::size_t i = 0; i < 144; ++i) sent.samples.push_back(v8(i));
  for (std::size_t axis = 0; axis < 6; ++axis)
    sent.imu[axis] = static_cast<float>(
        kCounts[axis] * (axis < 3 ? 2.0 * 9.80665 : 250.0 * 3.14159265358979 / 180.0) / 32768.0);
  Bytes bytes;
  encoder->encode(sent, bytes);
  EXPECT_EQ(bytes.size(), 160U);
  EXPECT_EQ(crc_of(bytes), 0xBB1540ACU);
  const Decoded back = decode(device, options, bytes);
  ASSERT_EQ(back.frames.size(), 1U);
  EXPECT_EQ(back.frames[0].samples, sent.samples);
  for (std::size_t axis = 0; axis < 6; ++axis) EXPECT_NEAR(back.frames[0].imu[axis], sent.imu[axis], 1e-6);
}

}  // namespace
}  // namespace rollscope
