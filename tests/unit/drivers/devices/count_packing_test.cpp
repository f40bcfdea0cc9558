#include "drivers/devices/count_packing.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <random>

namespace rollscope {
namespace {

TEST(CountPacking, EveryWidthAndLengthComesBack) {
  std::mt19937 random(1);
  for (const CountWidth width : {CountWidth::bits8, CountWidth::bits12, CountWidth::bits16})
    for (std::size_t count = 0; count < 40; ++count) {
      std::vector<float> samples(count);
      for (float& sample : samples)
        sample = static_cast<float>(random() % (1U << static_cast<unsigned>(width)));
      std::vector<std::byte> packed;
      pack_counts(width, samples, packed);
      ASSERT_EQ(packed.size(), packed_bytes(width, count));
      std::vector<float> back(count);
      unpack_counts(width, packed, back);
      EXPECT_EQ(back, samples);
    }
}

TEST(CountPacking, RoundsAndClamps) {
  const std::vector<float> samples{-3.0F, 0.4F, 0.6F, 300.0F, std::nanf(""), 1e9F};
  std::vector<std::byte> packed;
  pack_counts(CountWidth::bits8, samples, packed);
  std::vector<float> back(samples.size());
  unpack_counts(CountWidth::bits8, packed, back);
  EXPECT_EQ(back, (std::vector<float>{0, 0, 1, 255, 0, 255}));
}

TEST(CountPacking, TakesTheNarrowestWidth) {
  EXPECT_EQ(count_width(1), CountWidth::bits8);
  EXPECT_EQ(count_width(8), CountWidth::bits8);
  EXPECT_EQ(count_width(9), CountWidth::bits12);
  EXPECT_EQ(count_width(12), CountWidth::bits12);
  EXPECT_EQ(count_width(16), CountWidth::bits16);
}

}  // namespace
}  // namespace rollscope
