// Every device's stream, cut and damaged at random. Demanded of all: no crash, no hang, memory bounded,
// counters that add up, the same frames and counters however the bytes are cut, back in step within two
// frames, and no frame shown that was not sent, as far as the device's bytes can tell
// (tests/support/device_limits.hpp).
#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "tests/support/device_cases.hpp"
#include "tests/support/device_limits.hpp"
#include "tests/unit/drivers/devices/device_stream_support.hpp"

namespace rollscope {
namespace {

constexpr std::size_t kFrames = 12;
constexpr int kRounds = 120;
constexpr std::size_t kMostBuffered =
    160 * 1024;  // the longest packet any device has, and what one read adds

std::ptrdiff_t offset(std::size_t value) {
  return static_cast<std::ptrdiff_t>(value);
}

Bytes noise(std::mt19937& random, std::size_t count) {
  Bytes out(count);
  for (std::byte& byte : out) byte = static_cast<std::byte>(random());
  return out;
}

std::function<std::size_t()> random_pieces(std::mt19937& random) {
  return [&random] {
    constexpr std::size_t kSizes[] = {1, 7, 64, 500, 4000};
    return 1 + random() % kSizes[random() % std::size(kSizes)];
  };
}

// One hurt place: `from` up to `to` of the sound stream are gone or changed, or bytes stand between.
struct Damage {
  std::string what;
  std::size_t from = 0;
  std::size_t to = 0;
  bool changes_only = false;  // no byte lost or gained: only a checksum shows it
};

Damage hurt(Bytes& bytes, std::size_t first, const DeviceDescription& device, std::mt19937& random) {
  const std::size_t at = first + random() % (bytes.size() - first);
  const std::size_t few = std::min<std::size_t>(1 + random() % 40, bytes.size() - at);
  const auto insert = [&](const std::string& what, const Bytes& more) {
    bytes.insert(bytes.begin() + offset(at), more.begin(), more.end());
    return Damage{what, at, at};
  };
  switch (random() % 6) {
    case 0:
      bytes.erase(bytes.begin() + offset(at), bytes.begin() + offset(at + few));
      return {"lost bytes", at, at + few};
    case 1:
      return insert("a byte twice", {bytes[at]});
    case 2:
      return insert("a text", bytes_of("Unique ID: 0123456789abcdef01234567 - Versions: C40510\r\n"));
    case 3:
      return insert("a delimiter", bytes_of(device.delimiter));
    case 4:
      return insert("noise", noise(random, 1 + random() % 3000));
    default:
      bytes[at] ^= static_cast<std::byte>(1U << random() % 8);
      return {"a turned bit", at, at + 1, true};
  }
}

class DeviceDamage : public testing::TestWithParam<const DeviceDescription*> {
 protected:
  [[nodiscard]] const DeviceDescription& device() const { return *GetParam(); }
  // A size the stream says is given; one that is open otherwise is one of whole packets.
  [[nodiscard]] DeviceOptions options() const {
    DeviceOptions given;
    if (device().has_parameter("rows") && device().rows == 0) given = {{"rows", "12"}, {"cols", "10"}};
    return *device_options(device(), given);
  }
  [[nodiscard]] DeviceLimits limits() const { return limits_of(device().id); }
};

class DeviceDamageNoticed : public DeviceDamage {};

TEST_P(DeviceDamageNoticed, OnePlaceCostsItsFramesAndAtMostTwoMore) {
  std::mt19937 random(11);
  for (int round = 0; round < kRounds; ++round) {
    const SoundStream stream =
        random_stream(device(), options(), kFrames, static_cast<unsigned>(round), round % 2 * 0.7);
    Bytes bytes = stream.bytes();
    const Damage damage = hurt(bytes, stream.head.size(), device(), random);
    SCOPED_TRACE(damage.what + ", round " + std::to_string(round));
    const Decoded out = decode(device(), options(), bytes, random_pieces(random));

    std::vector<int> found = places(out.frames, stream.frames);
    const bool may_be_false =
        damage.changes_only ? !limits().checksum : limits().lost_byte_unseen && damage.what != "a text";
    EXPECT_LE(std::ranges::count(found, -1), may_be_false ? 1 : 0) << "a frame was shown that was not sent";
    // Which frames were untouched, with one before (nobody saw its end confirmed) and two behind for the way
    // back.
    std::size_t begin = stream.head.size();
    for (std::size_t i = 0; i < kFrames; ++i) {
      const std::size_t end = begin + stream.coded[i].size();
      const std::size_t next_end = i + 1 < kFrames ? end + stream.coded[i + 1].size() : end;
      const std::size_t way_back =
          i < 3 ? 0 : begin - stream.coded[i - 1].size() - stream.coded[i - 2].size();
      const bool before = next_end < damage.from;
      const bool behind = i >= 3 && way_back > damage.to;
      if ((before || behind) && !(i == 0 && limits().starts_unseen)) {
        EXPECT_TRUE(std::ranges::count(found, static_cast<int>(i)) == 1) << "frame " << i;
      }
      begin = end;
    }
  }
}

TEST_P(DeviceDamage, ManyPlacesAndAnyPiecesGiveTheSameOnce) {
  std::mt19937 random(12);
  for (int round = 0; round < kRounds; ++round) {
    const SoundStream stream =
        random_stream(device(), options(), kFrames, static_cast<unsigned>(round), round % 2 * 0.7);
    Bytes bytes = stream.bytes();
    for (std::size_t i = 0; i < 1 + random() % 6; ++i) hurt(bytes, stream.head.size(), device(), random);
    bytes.erase(bytes.begin() + offset(stream.head.size()),
                bytes.begin() + offset(stream.head.size() + random() % stream.coded[0].size()));
    bytes.resize(bytes.size() - random() % stream.coded[0].size());
    const bool at_end = random() % 2 == 0;
    const Decoded one = decode(device(), options(), bytes, random_pieces(random), at_end);
    const Decoded other = decode(device(), options(), bytes, random_pieces(random), at_end);
    ASSERT_EQ(one.health, other.health) << "round " << round;
    ASSERT_EQ(places(one.frames, other.frames).size(), other.frames.size());
    EXPECT_EQ(std::ranges::count(places(one.frames, other.frames), -1), 0);
    EXPECT_EQ(one.texts, other.texts);
    EXPECT_LE(std::max(one.most_buffered, other.most_buffered), kMostBuffered);
    for (const RawFrame& frame : one.frames) EXPECT_EQ(frame.samples.size(), stream.frames[0].samples.size());
  }
}

TEST_P(DeviceDamageNoticed, CutAnywhereItShowsOnlyWholeFrames) {
  const SoundStream stream = random_stream(device(), options(), 3, 13);
  const Bytes bytes = stream.bytes();
  const std::size_t first = stream.head.size() + (limits().starts_unseen ? stream.coded[0].size() : 0);
  for (std::size_t kept = first; kept < bytes.size(); kept += 1 + kept % 5) {
    const Decoded out = decode(device(), options(), std::span(bytes).first(kept));
    std::size_t whole = 0, end = stream.head.size();
    for (const Bytes& coded : stream.coded) whole += (end += coded.size()) <= kept ? 1U : 0U;
    EXPECT_EQ(std::ranges::count(places(out.frames, stream.frames), -1), 0) << "kept " << kept;
    EXPECT_LE(out.frames.size(), whole) << "kept " << kept;
  }
}

// Whatever its bytes can tell: nothing piles up, and every byte is counted (decode() checks that).
TEST_P(DeviceDamage, NoiseWithoutEndDoesNotPileUp) {
  std::mt19937 random(16);
  const Decoded out = decode(device(), options(), noise(random, 400'000), random_pieces(random), false);
  EXPECT_LE(out.most_buffered, kMostBuffered);
}

TEST_P(DeviceDamageNoticed, NoiseWithoutEndShowsNothing) {
  std::mt19937 random(14);
  const std::vector<Bytes> floods{noise(random, 400'000), Bytes(400'000, std::byte{0}),
                                  Bytes(400'000, std::byte{0xFF}), Bytes(400'000, std::byte{'7'}),
                                  Bytes(400'000, std::byte{'\n'})};
  for (const Bytes& flood : floods) {
    const Decoded out = decode(device(), options(), flood, random_pieces(random), false);
    EXPECT_TRUE(out.frames.empty());
    EXPECT_LE(out.most_buffered, kMostBuffered);
  }
  // And the stream behind it is found.
  const SoundStream stream = random_stream(device(), options(), 5, 15);
  const Decoded out =
      decode(device(), options(), join({floods[0], stream.head, stream.bytes()}), random_pieces(random));
  EXPECT_GE(out.frames.size(), 3U);
  EXPECT_EQ(std::ranges::count(places(out.frames, stream.frames), -1), 0);
}

INSTANTIATE_TEST_SUITE_P(All, DeviceDamage, testing::ValuesIn(every_device()), device_case_name);
INSTANTIATE_TEST_SUITE_P(All, DeviceDamageNoticed, testing::ValuesIn(devices_that_notice()),
                         device_case_name);

}  // namespace
}  // namespace rollscope
