#include <gtest/gtest.h>
#include <zlib.h>

#include <random>

#include "drivers/devices/device.hpp"
#include "drivers/devices/stream_decoder.hpp"

namespace rollscope {
namespace {

using Bytes = std::vector<std::byte>;

const DeviceDescription& juqiao() {
  return **find_device("juqiao-32x32");
}

DeviceOptions with(const DeviceOptions& given) {
  return *device_options(juqiao(), given);
}

StreamInfo sensor() {
  StreamInfo info;
  info.layout = {.rows = 32, .cols = 32, .present = {}};
  info.full_scale = 255.0;
  return info;
}

const Bytes kSeparator{std::byte{0xAA}, std::byte{0x55}, std::byte{0x03}, std::byte{0x99}};

Bytes join(std::initializer_list<Bytes> parts) {
  Bytes out;
  for (const Bytes& part : parts) out.insert(out.end(), part.begin(), part.end());
  return out;
}

// Sensel i holds v8(i) of devices.md P.
Bytes pattern() {
  Bytes out;
  for (std::size_t i = 0; i < 1024; ++i) out.push_back(static_cast<std::byte>((7 * i + 3) % 200));
  return out;
}

struct Decoded {
  std::vector<RawFrame> frames;
  StreamHealth health;
  std::vector<std::string> texts;
};

Decoded decode(const Bytes& bytes, const DeviceOptions& options = with({})) {
  StreamDecoder decoder(juqiao().make_parser(options));
  Decoded out;
  RawFrame frame;
  for (auto rest = std::span(bytes); !rest.empty();) {
    rest = rest.subspan(decoder.push(rest, 0));
    while (decoder.next(frame)) out.frames.push_back(frame);
  }
  out.health = decoder.health();
  out.texts = decoder.take_texts();
  return out;
}

TEST(Juqiao, VectorB1PassesByLengthAndCrc) {
  RawFrame frame;
  for (std::size_t i = 0; i < 1024; ++i) frame.samples.push_back(static_cast<float>((7 * i + 3) % 200));
  Bytes bytes;
  (*juqiao().make_encoder(sensor(), with({})))->encode(frame, bytes);
  ASSERT_EQ(bytes.size(), 1028U);
  EXPECT_EQ(crc32(0, reinterpret_cast<const Bytef*>(bytes.data()), 1028), 0xD5E1BA94U);
  const Decoded back = decode(join({bytes, kSeparator}));
  ASSERT_EQ(back.frames.size(), 1U);
  EXPECT_EQ(back.frames[0].samples, frame.samples);
}

TEST(Juqiao, RemapsRowsAsDevicesMdSays) {
  const Bytes bytes = join({kSeparator, pattern(), kSeparator});
  const auto raw = [](std::size_t row, std::size_t col) {
    return static_cast<float>((7 * (row * 32 + col) + 3) % 200);
  };
  const auto jqbed = decode(bytes, with({{"remap", "jqbed"}})).frames.at(0).samples;
  const auto smallbed = decode(bytes, with({{"remap", "smallbed"}})).frames.at(0).samples;
  const auto mirrored = decode(bytes, with({{"mirror", "yes"}})).frames.at(0).samples;
  for (std::size_t col = 0; col < 32; ++col) {
    for (std::size_t row = 0; row <= 16; ++row) EXPECT_EQ(jqbed[row * 32 + col], raw(row + 15, col));
    for (std::size_t k = 0; k <= 14; ++k) EXPECT_EQ(jqbed[(17 + k) * 32 + col], raw(14 - k, col));
    for (std::size_t row = 0; row < 32; ++row) {
      EXPECT_EQ(smallbed[row * 32 + col], raw(31 - row, col));
      EXPECT_EQ(mirrored[row * 32 + col], raw(row, 31 - col));
    }
  }
}

TEST(Juqiao, RejectsEveryOtherLength) {
  for (const std::size_t length : {0UL, 1UL, 2UL, 130UL, 512UL, 1023UL, 1025UL, 1028UL, 2048UL, 4096UL}) {
    Bytes wrong(length, std::byte{5});
    const Decoded out = decode(join({kSeparator, pattern(), kSeparator, wrong, kSeparator, pattern(),
                                     kSeparator, pattern(), kSeparator}));
    EXPECT_EQ(out.frames.size(), 3U) << length;
    EXPECT_EQ(out.health.wrong_length, 1U) << length;
    EXPECT_EQ(out.health.resyncs, 1U) << length;
  }
}

TEST(Juqiao, OneByteThreeIsAResetAndNoDamage) {
  const Decoded out =
      decode(join({kSeparator, pattern(), kSeparator, {std::byte{3}}, kSeparator, pattern(), kSeparator}));
  EXPECT_EQ(out.frames.size(), 2U);
  EXPECT_EQ(out.texts, std::vector<std::string>{"the mat restarted"});
  EXPECT_EQ(out.health.wrong_length, 0U);
  EXPECT_EQ(out.health.discarded_bytes, 0U);
}

TEST(Juqiao, ASeparatorInTheDataOfAJoinedStreamCostsAtMostTwoFrames) {
  std::mt19937 random(2);
  for (int round = 0; round < 200; ++round) {
    Bytes stream;
    for (int i = 0; i < 6; ++i) {
      Bytes payload(1024);
      for (std::byte& byte : payload) byte = static_cast<std::byte>(random());
      std::copy(kSeparator.begin(), kSeparator.end(),
                payload.begin() + static_cast<std::ptrdiff_t>(random() % 1020));
      stream = join({stream, kSeparator, payload});
    }
    stream.erase(stream.begin(), stream.begin() + static_cast<std::ptrdiff_t>(1 + random() % 1027));
    EXPECT_GE(decode(join({stream, kSeparator})).frames.size(), 4U) << round;
  }
}

TEST(Juqiao, NumbersFramesAsTheyCome) {
  const Decoded out = decode(join({kSeparator, pattern(), kSeparator, pattern(), kSeparator}));
  ASSERT_EQ(out.frames.size(), 2U);
  EXPECT_EQ(out.frames[0].sequence, 0U);
  EXPECT_EQ(out.frames[1].sequence, 1U);
  EXPECT_EQ(out.frames[1].device_us, kNoDeviceTime);
}

}  // namespace
}  // namespace rollscope
