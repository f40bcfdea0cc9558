#include "core/display/colour_map.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <string>

namespace rollscope {
namespace {

std::uint32_t hex(Rgba8 c) {
  return static_cast<std::uint32_t>(c.r) << 16U | static_cast<std::uint32_t>(c.g) << 8U | c.b;
}

// Relative luminance as WCAG defines it.
double luminance(Rgba8 c) {
  const auto linear = [](std::uint8_t v) {
    const double s = v / 255.0;
    return s <= 0.04045 ? s / 12.92 : std::pow((s + 0.055) / 1.055, 2.4);
  };
  return 0.2126 * linear(c.r) + 0.7152 * linear(c.g) + 0.0722 * linear(c.b);
}

TEST(ColourMap, EntriesOfTheDesign) {
  constexpr std::pair<std::size_t, std::uint32_t> kListed[] = {
      {0, 0x0D131C},   {16, 0x0E1E38},  {32, 0x0F2954},  {48, 0x10386D},  {64, 0x0F4B82},  {80, 0x0B5F8F},
      {96, 0x077394},  {112, 0x1A8695}, {128, 0x35988F}, {143, 0x56A685}, {159, 0x7DB274}, {175, 0xA6B961},
      {191, 0xD1BB4C}, {207, 0xF3C34F}, {223, 0xFBD780}, {239, 0xFDE8B4}, {255, 0xFBF6E6}};
  for (const auto& [entry, colour] : kListed) EXPECT_EQ(hex(pressure_ramp()[entry]), colour) << entry;
}

TEST(ColourMap, ZeroIsTheColourOfTheMatEverywhere) {
  EXPECT_EQ(hex(pressure_ramp().front()), 0x0D131CU);
  EXPECT_EQ(hex(ramp_colour(difference_ramp(), 0.5)), 0x0D131CU);
}

TEST(ColourMap, LightnessNeverFalls) {
  for (const ColourRamp* ramp : {&pressure_ramp(), &grey_ramp()}) {
    for (std::size_t i = 1; i < ramp->size(); ++i) {
      // One step of one 8-bit channel is the rounding.
      EXPECT_GT(luminance((*ramp)[i]), luminance((*ramp)[i - 1]) - 0.002) << i;
    }
    for (std::size_t i = 4; i < ramp->size(); ++i)
      EXPECT_GT(luminance((*ramp)[i]), luminance((*ramp)[i - 4])) << i;
  }
}

TEST(ColourMap, GreyHasNoHueAndStartsAboveTheGlass) {
  for (const Rgba8 c : grey_ramp()) {
    EXPECT_LE(std::abs(c.r - c.g), 1);
    EXPECT_LE(std::abs(c.g - c.b), 1);
  }
  EXPECT_GT(grey_ramp().front().r, kGlass.r + 30);
}

TEST(ColourMap, DifferenceIsBlueBelowAndOrangeAbove) {
  for (std::size_t i = 0; i < 100; ++i) EXPECT_GT(difference_ramp()[i].b, difference_ramp()[i].r) << i;
  for (std::size_t i = 156; i < 256; ++i) EXPECT_GT(difference_ramp()[i].r, difference_ramp()[i].b) << i;
}

TEST(ColourMap, BetweenEntriesColoursAreMixedAndEndsHold) {
  const ColourRamp& ramp = pressure_ramp();
  for (std::size_t i = 0; i < 256; ++i)
    EXPECT_EQ(ramp_colour(ramp, static_cast<double>(i) / 255.0), ramp[i]) << i;
  EXPECT_EQ(ramp_colour(ramp, -3.0), ramp.front());
  EXPECT_EQ(ramp_colour(ramp, 7.0), ramp.back());
  const Shades shades = shades_of(ramp);
  EXPECT_EQ(shades.front(), ramp.front());
  EXPECT_EQ(shades.back(), ramp.back());
}

}  // namespace
}  // namespace rollscope
