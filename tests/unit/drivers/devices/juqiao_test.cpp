#include <gtest/gtest.h>

#include <random>

#include "tests/unit/drivers/devices/device_stream_support.hpp"

namespace rollscope {
namespace {

const Bytes kSeparator{std::byte{0xAA}, std::byte{0x55}, std::byte{0x03}, std::byte{0x99}};

DeviceOptions with(const DeviceOptions& given) {
  return options_of("juqiao-32x32", given);
}

// Sensel i holds v8(i) of devices.md P.
Bytes pattern(std::size_t size = 1024, std::size_t first = 0) {
  Bytes out;
  for (std::size_t i = 0; i < size; ++i) out.push_back(static_cast<std::byte>(v8(first + i)));
  return out;
}

Decoded decode_32(const Bytes& bytes, const DeviceOptions& options = with({})) {
  return decode(device_of("juqiao-32x32"), options, bytes, false);
}

TEST(Juqiao, RemapsRowsAsDevicesMdSays) {
  const Bytes bytes = join({kSeparator, pattern(), kSeparator});
  const auto raw = [](std::size_t row, std::size_t col) {
    return static_cast<float>((7 * (row * 32 + col) + 3) % 200);
  };
  const auto jqbed = decode_32(bytes, with({{"remap", "jqbed"}})).frames.at(0).samples;
  const auto smallbed = decode_32(bytes, with({{"remap", "smallbed"}})).frames.at(0).samples;
  const auto hand = decode_32(bytes, with({{"remap", "hand"}})).frames.at(0).samples;
  const auto mirrored = decode_32(bytes, with({{"mirror", "yes"}})).frames.at(0).samples;
  for (std::size_t col = 0; col < 32; ++col) {
    for (std::size_t row = 0; row <= 16; ++row) EXPECT_EQ(jqbed[row * 32 + col], raw(row + 15, col));
    for (std::size_t k = 0; k <= 14; ++k) EXPECT_EQ(jqbed[(17 + k) * 32 + col], raw(14 - k, col));
    for (std::size_t row = 0; row < 32; ++row) {
      EXPECT_EQ(smallbed[row * 32 + col], raw(31 - row, col));
      EXPECT_EQ(mirrored[row * 32 + col], raw(row, 31 - col));
      EXPECT_EQ(hand[row * 32 + col], jqbed[row * 32 + 31 - col]);
    }
  }
  EXPECT_FALSE(device_options(device_of("juqiao-64x64"), {{"remap", "jqbed"}}));
}

TEST(Juqiao, RejectsEveryOtherLength) {
  for (const std::size_t length : {0UL, 1UL, 2UL, 130UL, 512UL, 1023UL, 1025UL, 1028UL, 2048UL, 4096UL}) {
    Bytes wrong(length, std::byte{5});
    const Decoded out = decode_32(join({kSeparator, pattern(), kSeparator, wrong, kSeparator, pattern(),
                                        kSeparator, pattern(), kSeparator}));
    EXPECT_EQ(out.frames.size(), 3U) << length;
    EXPECT_EQ(out.health.wrong_length, 1U) << length;
    EXPECT_EQ(out.health.resyncs, 1U) << length;
  }
}

TEST(Juqiao, OneByteThreeIsAResetAndNoDamage) {
  const Decoded out =
      decode_32(join({kSeparator, pattern(), kSeparator, {std::byte{3}}, kSeparator, pattern(), kSeparator}));
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
    EXPECT_GE(decode_32(join({stream, kSeparator})).frames.size(), 4U) << round;
  }
}

TEST(Juqiao, NumbersFramesAsTheyCome) {
  const Decoded out = decode_32(join({kSeparator, pattern(), kSeparator, pattern(), kSeparator}));
  ASSERT_EQ(out.frames.size(), 2U);
  EXPECT_EQ(out.frames[0].sequence, 0U);
  EXPECT_EQ(out.frames[1].sequence, 1U);
  EXPECT_EQ(out.frames[1].device_us, kNoDeviceTime);
}

TEST(Juqiao, ATextCostsAtMostTheFrameItHits) {
  const Bytes text = bytes_of("Unique ID: 0123456789abcdef01234567 - Versions: C40510\r\n");
  for (const char* id : {"juqiao-16x16", "juqiao-64x32", "juqiao-bed-12bit"}) {
    const DeviceDescription& device = device_of(id);
    const SoundStream stream = random_stream(device, options_of(id), 5, 3);
    const std::size_t frame = stream.coded[0].size();
    for (std::size_t at = 2 * frame; at < 3 * frame; ++at) {
      Bytes bytes = stream.bytes();
      bytes.insert(bytes.begin() + static_cast<std::ptrdiff_t>(at), text.begin(), text.end());
      const Decoded out = decode(device, options_of(id), bytes);
      // The beds that send a tail are not known to answer: a text inside it costs the frames on both sides.
      const bool in_tail = std::string(id) == "juqiao-bed-12bit" && at > 3 * frame - 8;
      ASSERT_GE(out.frames.size(), in_tail ? 3U : 4U) << id << " at " << at - 2 * frame;
      for (const int place : places(out.frames, stream.frames)) ASSERT_GE(place, 0) << id << " at " << at;
    }
  }
}

// The halves of frame n: 1024 counts and their index.
Bytes half(int n, int index) {
  Bytes out = join({kSeparator, pattern(1024, static_cast<std::size_t>(2 * n + index) * 1024)});
  out.push_back(static_cast<std::byte>(index));
  return out;
}

TEST(Juqiao64x32, PairsALeftHalfWithTheRightOneBehindIt) {
  const auto decode_halves = [](const std::vector<Bytes>& halves) {
    return decode(device_of("juqiao-64x32"), options_of("juqiao-64x32"), join(halves));
  };
  const Decoded sound = decode_halves({half(0, 0), half(0, 1), half(1, 0), half(1, 1)});
  ASSERT_EQ(sound.frames.size(), 2U);
  EXPECT_EQ(sound.frames[1].samples[0], v8(2048));
  EXPECT_EQ(sound.frames[1].samples[32], v8(3072));
  EXPECT_EQ(sound.frames[1].samples[64], v8(2048 + 32));

  const Decoded joined_late = decode_halves({half(0, 1), half(1, 0), half(1, 1)});
  EXPECT_EQ(joined_late.frames.size(), 1U);
  EXPECT_EQ(joined_late.health.wrong_length, 1U);
  EXPECT_EQ(joined_late.health.discarded_bytes, half(0, 1).size());

  const Decoded orphans =
      decode_halves({half(0, 0), half(1, 0), half(1, 1), half(2, 1), half(3, 0), half(3, 1)});
  ASSERT_EQ(orphans.frames.size(), 2U);
  EXPECT_EQ(orphans.frames[0].samples[0], v8(2048));
  EXPECT_EQ(orphans.frames[1].samples[0], v8(6144));
  EXPECT_EQ(orphans.health.wrong_length, 2U);

  const Decoded restarted =
      decode_halves({half(0, 0), join({kSeparator, {std::byte{3}}}), half(1, 0), half(1, 1)});
  EXPECT_EQ(restarted.frames.size(), 1U);
  EXPECT_EQ(restarted.texts, std::vector<std::string>{"the mat restarted"});
}

TEST(JuqiaoBed, RefusesCountsNoTwelveBitsGive) {
  SoundStream stream = random_stream(device_of("juqiao-bed-12bit"), options_of("juqiao-bed-12bit"), 4, 5);
  stream.coded[1][7] |= std::byte{0x10};
  const Decoded out = decode(device_of("juqiao-bed-12bit"), options_of("juqiao-bed-12bit"), stream.bytes());
  EXPECT_EQ(places(out.frames, stream.frames), (std::vector{0, 2, 3}));
  EXPECT_EQ(out.health.checksum, 1U);
}

}  // namespace
}  // namespace rollscope
