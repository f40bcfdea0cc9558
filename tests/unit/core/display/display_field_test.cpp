#include "core/display/display_field.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "core/display/frame_summary.hpp"
#include "core/display/map_place.hpp"
#include "tests/support/synthetic_map.hpp"

namespace rollscope {
namespace {

SyntheticMap counting(int rows, int cols) {
  SyntheticMap map = synthetic_map(rows, cols, 0, 0, 1);
  for (std::size_t i = 0; i < map.pressure.size(); ++i) map.pressure[i] = static_cast<float>(i);
  return map;
}

TEST(DisplayField, EveryOrientationPutsASenselWhereThePointerFindsIt) {
  const SyntheticMap map = counting(3, 5);
  for (int turns = 0; turns < 4; ++turns) {
    for (const bool mirrored : {false, true}) {
      const Orientation orientation{turns, mirrored};
      const DisplayField field = map.field(orientation);
      const MapPlace place(
          map.layout, orientation,
          {100, 50, static_cast<float>(field.cols) * 20, static_cast<float>(field.rows) * 20});
      for (int r = 0; r < field.rows; ++r) {
        for (int c = 0; c < field.cols; ++c) {
          const auto sensel = place.sensel_at(
              {100 + (static_cast<float>(c) + 0.5F) * 20, 50 + (static_cast<float>(r) + 0.5F) * 20});
          ASSERT_TRUE(sensel.has_value());
          EXPECT_EQ(field.value[field.at(r, c)], static_cast<float>(sensel->row * 5 + sensel->col));
          const MapRect rect = place.sensel_rect(*sensel);
          EXPECT_NEAR(rect.x, 100 + c * 20, 1e-3);
          EXPECT_NEAR(rect.y, 50 + r * 20, 1e-3);
        }
      }
    }
  }
}

TEST(DisplayField, AHoleIsItsNeighboursMean) {
  SyntheticMap map = counting(3, 3);
  map.validity[4] = dead;
  map.pressure[4] = 1e6F;
  const DisplayField field = map.field();
  EXPECT_FLOAT_EQ(field.value[4], (0 + 1 + 2 + 3 + 5 + 6 + 7 + 8) / 8.0F);
  EXPECT_EQ(field.cell[4], Cell::unmeasured);
  EXPECT_EQ(field.cell[0], Cell::measured);
}

TEST(DisplayField, ABlockOfHolesStaysInsideItsSurroundings) {
  SyntheticMap map = synthetic_map(20, 20, 100, 0, 3);
  for (int r = 5; r < 14; ++r) {
    for (int c = 4; c < 15; ++c) map.validity[static_cast<std::size_t>(r * 20 + c)] = missing;
  }
  const auto [low, high] = std::ranges::minmax(map.pressure);
  for (const float v : map.field().value) {
    EXPECT_TRUE(std::isfinite(v));
    EXPECT_GE(v, low);
    EXPECT_LE(v, high);
  }
}

TEST(DisplayField, NothingMeasuredIsZeroAndNansAreHoles) {
  SyntheticMap map = synthetic_map(4, 4, 100, 0, 3);
  map.pressure[5] = NAN;
  EXPECT_EQ(map.field().cell[5], Cell::unmeasured);
  for (auto& v : map.validity) v = absent;
  const DisplayField field = map.field();
  for (std::size_t i = 0; i < field.value.size(); ++i) {
    EXPECT_EQ(field.value[i], 0.0F);
    EXPECT_EQ(field.cell[i], Cell::absent);
  }
}

TEST(DisplayField, RoundACylinderAHoleSeesAcrossTheSeam) {
  SyntheticMap map = synthetic_map(1, 8, 0, 0, 1, Surface::cylinder);
  map.pressure.assign(8, 0.0F);
  map.pressure[7] = 10;
  map.pressure[1] = 20;
  map.validity[0] = dead;
  EXPECT_FLOAT_EQ(map.field().value[0], 15.0F);
  EXPECT_TRUE(map.field().wrap_cols);
  EXPECT_TRUE(map.field({1, false}).wrap_rows);
}

TEST(MapPlace, KeepsTheSensorsProportionsAndComesBack) {
  SensorLayout layout;
  layout.rows = 24;
  layout.cols = 40;
  layout.pitch_row_mm = 12;
  for (int turns = 0; turns < 4; ++turns) {
    const Orientation orientation{turns, turns == 1};
    const MapRect rect = fit_map(layout, orientation, {10, 20, 1000, 700}, MapAlign::centre);
    const MapPlace place(layout, orientation, rect);
    EXPECT_NEAR(static_cast<double>(rect.width) / place.width_mm(),
                static_cast<double>(rect.height) / place.height_mm(), 0.01);
    const MapPoint px = place.to_px(123, 45);
    EXPECT_NEAR(place.to_mm(px).x, 123, 0.01);
    EXPECT_NEAR(place.to_mm(px).y, 45, 0.01);
    EXPECT_GE(rect.x, 10);
    EXPECT_LE(rect.x + rect.width, 1010);
    EXPECT_FALSE(place.sensel_at({rect.x - 1, rect.y}).has_value());
  }
}

TEST(FrameSummary, PeakAndMeanOfWhatWasMeasured) {
  PressureFrame frame;
  FrameSummary summary;
  for (const float v : {1.0F, 5.0F, 3.0F}) {
    frame.pressure = {v, -v, 100.0F};
    frame.validity = {valid, valid, dead};
    summary.add(frame);
  }
  frame.pressure = {9.0F, 9.0F, 9.0F};
  frame.validity = {missing, valid, dead};
  summary.add(frame);
  EXPECT_EQ(summary.frames(), 4U);
  EXPECT_FLOAT_EQ(summary.peak()[0], 5);
  EXPECT_FLOAT_EQ(summary.mean()[0], 3);
  EXPECT_FLOAT_EQ(summary.peak()[1], 9);
  EXPECT_FLOAT_EQ(summary.mean()[1], 0);
  EXPECT_EQ(summary.validity()[2], dead);
  EXPECT_EQ(summary.validity()[0], valid);
  summary.reset();
  EXPECT_EQ(summary.frames(), 0U);
}

}  // namespace
}  // namespace rollscope
