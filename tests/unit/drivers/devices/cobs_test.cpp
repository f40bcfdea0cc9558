#include "drivers/devices/cobs.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

namespace rollscope {
namespace {

using Bytes = std::vector<std::byte>;

Bytes bytes_of(std::initializer_list<int> values) {
  Bytes out;
  for (const int value : values) out.push_back(static_cast<std::byte>(value));
  return out;
}

Bytes encoded(const Bytes& bytes) {
  Bytes out;
  cobs_encode(bytes, out);
  return out;
}

std::optional<Bytes> decoded(const Bytes& stuffed) {
  Bytes out(stuffed.size());
  const auto size = cobs_decode(stuffed, out.data());
  if (!size) return std::nullopt;
  out.resize(*size);
  return out;
}

// The examples everybody's description of COBS has.
TEST(Cobs, KnownExamples) {
  EXPECT_EQ(encoded({}), bytes_of({1}));
  EXPECT_EQ(encoded(bytes_of({0})), bytes_of({1, 1}));
  EXPECT_EQ(encoded(bytes_of({0, 0})), bytes_of({1, 1, 1}));
  EXPECT_EQ(encoded(bytes_of({0x11, 0x22, 0, 0x33})), bytes_of({3, 0x11, 0x22, 2, 0x33}));
  EXPECT_EQ(encoded(bytes_of({0x11, 0, 0, 0})), bytes_of({2, 0x11, 1, 1, 1}));
}

TEST(Cobs, RunsOf253To256BytesWithAndWithoutZeroBehind) {
  for (std::size_t run = 253; run <= 256; ++run)
    for (const bool zero : {false, true}) {
      Bytes bytes(run, std::byte{7});
      if (zero) bytes.push_back(std::byte{0});
      const Bytes stuffed = encoded(bytes);
      EXPECT_EQ(std::ranges::find(stuffed, std::byte{0}), stuffed.end());
      EXPECT_LE(stuffed.size(), bytes.size() + bytes.size() / 254 + 1);
      EXPECT_EQ(decoded(stuffed), bytes) << run << (zero ? " and a zero" : "");
    }
  EXPECT_EQ(encoded(Bytes(254, std::byte{7})).size(), 255U);
}

TEST(Cobs, AnyBytesComeBack) {
  std::mt19937 random(1);
  for (int round = 0; round < 3000; ++round) {
    Bytes bytes(random() % 1200);
    const unsigned kinds = 1U << random() % 9;  // from all zero to all values
    for (std::byte& byte : bytes) byte = static_cast<std::byte>(random() % kinds);
    const Bytes stuffed = encoded(bytes);
    EXPECT_EQ(std::ranges::find(stuffed, std::byte{0}), stuffed.end());
    ASSERT_EQ(decoded(stuffed), bytes) << "round " << round;
  }
}

TEST(Cobs, RefusesARunPastTheEnd) {
  EXPECT_FALSE(decoded(bytes_of({5, 1, 1})));
  EXPECT_FALSE(decoded(bytes_of({1, 2})));
  // Other encoders end a full run with an empty one; both are right.
  Bytes full = encoded(Bytes(254, std::byte{9}));
  full.push_back(std::byte{1});
  EXPECT_EQ(decoded(full), Bytes(254, std::byte{9}));
}

}  // namespace
}  // namespace rollscope
