#include "app/panels/desk_text.hpp"

#include <gtest/gtest.h>

#include <cstdlib>

namespace rollscope {
namespace {

TEST(DeskText, AClockIsCutNotRounded) {
  EXPECT_EQ(clock_text(0), "00:00");
  EXPECT_EQ(clock_text(59.999), "00:59");
  EXPECT_EQ(clock_text(59.999, 1), "00:59.9");
  EXPECT_EQ(clock_text(252.04, 2), "04:12.04");
  EXPECT_EQ(clock_text(3600), "1:00:00");
  EXPECT_EQ(clock_text(-5, 1), "00:00.0");
}

TEST(DeskText, AClockSaysEveryHundredthOfAMinute) {
  for (int i = 0; i < 6000; ++i) {
    const std::string text = clock_text(i * 0.01, 2);
    EXPECT_EQ(std::atoi(text.substr(3, 2).c_str()) * 100 + std::atoi(text.substr(6).c_str()), i) << text;
  }
}

TEST(DeskText, CountsAreGroupedAndShortFromAMillionOn) {
  EXPECT_EQ(count_text(0), "0");
  EXPECT_EQ(count_text(999), "999");
  EXPECT_EQ(count_text(25'007), "25 007");
  EXPECT_EQ(count_text(999'999), "999 999");
  EXPECT_EQ(count_text(1'234'567), "1.23 M");
}

TEST(DeskText, SizesAndSpansKeepAUnitThatReads) {
  EXPECT_EQ(size_text(0), "0.0 kB");
  EXPECT_EQ(size_text(11'800'000), "11.8 MB");
  EXPECT_EQ(size_text(999'960), "1.0 MB");
  EXPECT_EQ(span_text(38 * 3600 + 1800), "38 h");
  EXPECT_EQ(span_text(3600), "60 min");
  EXPECT_EQ(span_text(61), "61 s");
  EXPECT_EQ(span_text(-1), "0 s");
}

}  // namespace
}  // namespace rollscope
