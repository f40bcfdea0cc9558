#include "core/display/heatmap.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "core/display/colour_map.hpp"
#include "core/display/interpolation.hpp"
#include "tests/support/synthetic_map.hpp"

namespace rollscope {
namespace {

Rgba8 pixel(const Image& image, int x, int y) {
  return image.pixels[static_cast<std::size_t>(y * image.width + x)];
}

TEST(Interpolation, MeetsTheSenselsAndShowsNothingThatWasNotMeasured) {
  for (const Surface surface : {Surface::flat, Surface::cylinder}) {
    const DisplayField field = synthetic_map(9, 13, 300, 6, 5, surface).field();
    for (int r = 0; r < field.rows; ++r) {
      for (int c = 0; c < field.cols; ++c) {
        EXPECT_FLOAT_EQ(interpolate(field, r, c), field.value[field.at(r, c)]);
      }
    }
    for (double row = -0.5; row <= 8.5; row += 0.13) {
      for (double col = -0.5; col <= 12.5; col += 0.13) {
        const int r = static_cast<int>(std::floor(row)), c = static_cast<int>(std::floor(col));
        float low = INFINITY, high = -INFINITY;
        for (const int dr : {0, 1}) {
          for (const int dc : {0, 1}) {
            const float v = field.value[field.at(border_index(r + dr, 9, false),
                                                 border_index(c + dc, 13, field.wrap_cols))];
            low = std::min(low, v);
            high = std::max(high, v);
          }
        }
        const float v = interpolate(field, row, col);
        EXPECT_GE(v, low);
        EXPECT_LE(v, high);
      }
    }
  }
}

TEST(Interpolation, IsSeamlessRoundTheCylinder) {
  const DisplayField field = synthetic_map(6, 12, 300, 0, 8, Surface::cylinder).field();
  for (double t = 0; t < 12; t += 0.1) {
    EXPECT_NEAR(interpolate(field, 2.3, t), interpolate(field, 2.3, t + 12), 1e-3);
    EXPECT_NEAR(interpolate(field, 2.3, t), interpolate(field, 2.3, t - 12), 1e-3);
  }
}

TEST(Interpolation, FollowsAStraightSlope) {
  SyntheticMap map = synthetic_map(8, 8, 0, 0, 1);
  for (int i = 0; i < 64; ++i)
    map.pressure[static_cast<std::size_t>(i)] = static_cast<float>(3 * (i % 8) + 5 * (i / 8));
  const DisplayField field = map.field();
  for (double row = 1; row <= 6; row += 0.23) {
    for (double col = 1; col <= 6; col += 0.23)
      EXPECT_NEAR(interpolate(field, row, col), 3 * col + 5 * row, 1e-3);
  }
}

TEST(Heatmap, SmoothDrawsTheInterpolationAtEachPixelsMiddle) {
  const DisplayField field = synthetic_map(7, 10, 200, 0, 2).field();
  Image image;
  draw_heatmap(field, {.full_scale = 220}, 97, 61, image);
  const Shades shades = shades_of(pressure_ramp());
  for (int y = 0; y < 61; ++y) {
    for (int x = 0; x < 97; ++x) {
      const float value = interpolate(field, (y + 0.5) * 7 / 61 - 0.5, (x + 0.5) * 10 / 97 - 0.5);
      const double t = std::clamp(static_cast<double>(value) / 220, 0.0, 1.0);
      const Rgba8 want = shades[static_cast<std::size_t>(std::lround(t * (kShades - 1)))];
      const Rgba8 got = pixel(image, x, y);
      EXPECT_LE(std::abs(want.r - got.r) + std::abs(want.g - got.g) + std::abs(want.b - got.b), 4);
    }
  }
}

TEST(Heatmap, SenselsAreFlatWithAGapOfGlassBetween) {
  SyntheticMap map = synthetic_map(2, 2, 0, 0, 1);
  map.pressure = {0, 50, 100, 150};
  Image image;
  draw_heatmap(map.field(), {.shading = Shading::sensels, .full_scale = 150}, 20, 20, image);
  const auto colour = [](double t) { return ramp_colour(pressure_ramp(), t); };
  for (int y = 0; y < 20; ++y) {
    for (int x = 0; x < 20; ++x) {
      const Rgba8 own = colour(((x >= 10 ? 1 : 0) + (y >= 10 ? 2 : 0)) / 3.0);
      const Rgba8 want = x == 9 || y == 9 ? blend(own, kGlass, kGapOpacity) : own;
      EXPECT_EQ(pixel(image, x, y), want) << x << ", " << y;
    }
  }
}

TEST(Heatmap, HatchStandsOnlyAboveTheCeiling) {
  SyntheticMap map = synthetic_map(1, 2, 0, 0, 1);
  map.pressure = {220, 221};
  Image image;
  draw_heatmap(map.field(), {.shading = Shading::sensels, .full_scale = 220, .ceiling = 220, .gap_px = 1}, 96,
               48, image);
  const Rgba8 top = pressure_ramp().back(), hatched = blend(top, kHatch, kHatchOpacity);
  int stripes = 0;
  for (int y = 0; y < 48; ++y) {
    for (int x = 0; x < 47; ++x) EXPECT_EQ(pixel(image, x, y), top);
    for (int x = 48; x < 96; ++x) stripes += pixel(image, x, y) == hatched ? 1 : 0;
  }
  // 4 of 12 px, of which the two outer ones are half covered.
  EXPECT_NEAR(stripes, 48 * 48 * 3 / 12, 20);
}

TEST(Heatmap, WhatWasNotMeasuredIsGlass) {
  SyntheticMap map = synthetic_map(3, 3, 100, 0, 1);
  map.validity[4] = dead;
  for (const auto colours : {HeatmapColours::pressure, HeatmapColours::no_data, HeatmapColours::difference}) {
    Image image;
    draw_heatmap(map.field(), {.colours = colours, .full_scale = 100}, 30, 30, image);
    for (int y = 10; y < 20; ++y) {
      for (int x = 10; x < 20; ++x) EXPECT_EQ(pixel(image, x, y), kGlass);
    }
  }
}

TEST(Heatmap, OneSenselFillsTheMap) {
  SyntheticMap map = synthetic_map(1, 1, 0, 0, 1);
  map.pressure = {110};
  Image image;
  draw_heatmap(map.field(), {.full_scale = 220}, 5, 3, image);
  for (const Rgba8& p : image.pixels) EXPECT_EQ(p, pixel(image, 0, 0));
}

}  // namespace
}  // namespace rollscope
