#include "core/correct/harmonic_fill.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <random>

namespace rollscope {
namespace {

PressureFrame frame_of(const SensorLayout& layout, const std::function<float(int, int)>& pressure) {
  PressureFrame frame;
  frame.validity.assign(layout.sensels(), valid);
  for (int row = 0; row < layout.rows; ++row)
    for (int col = 0; col < layout.cols; ++col) frame.pressure.push_back(pressure(row, col));
  return frame;
}

// The frame with the given sensels masked and what could be filled, filled.
PressureFrame filled_frame(const SensorLayout& layout, PressureFrame frame,
                           const std::vector<std::size_t>& masked) {
  std::vector<std::uint8_t> mask(layout.sensels(), 0);
  for (const std::size_t i : masked) {
    mask[i] = 1;
    frame.validity[i] = dead;
    frame.pressure[i] = 0.0F;
  }
  HarmonicFill fill(layout);
  fill.plan(mask);
  fill.fill(frame);
  return frame;
}

TEST(HarmonicFill, IsExactForHarmonicFields) {
  // Harmonic on a square grid: planes, the saddles x^2 - y^2 and x y, and x^3 - 3 x y^2 away from rounding.
  const std::function<float(int, int)> fields[] = {
      [](int row, int col) { return static_cast<float>(3 * row - 2 * col + 50); },
      [](int row, int col) { return static_cast<float>(col * col - row * row); },
      [](int row, int col) { return static_cast<float>(row * col); },
      [](int row, int col) { return static_cast<float>(col * col * col - 3 * col * row * row); }};
  const SensorLayout layout{.rows = 9, .cols = 9};
  for (const auto& field : fields) {
    const PressureFrame whole = frame_of(layout, field);
    for (const auto& hole : std::vector<std::vector<std::size_t>>{{40}, {40, 41}, {40, 49}, {10, 40, 50}}) {
      const PressureFrame frame = filled_frame(layout, whole, hole);
      for (const std::size_t i : hole) {
        EXPECT_EQ(frame.validity[i], dead | filled);
        EXPECT_NEAR(frame.pressure[i], whole.pressure[i], 1e-4);
      }
    }
  }
}

TEST(HarmonicFill, WeighsByPitch) {
  // x^2 - y^2 in millimetres, rows twice as far apart as columns.
  const SensorLayout layout{.rows = 7, .cols = 7, .pitch_row_mm = 10.0, .pitch_col_mm = 5.0};
  const PressureFrame whole =
      frame_of(layout, [](int row, int col) { return static_cast<float>(25 * col * col - 100 * row * row); });
  const PressureFrame frame = filled_frame(layout, whole, {24, 25});
  EXPECT_NEAR(frame.pressure[24], whole.pressure[24], 1e-3);
  EXPECT_NEAR(frame.pressure[25], whole.pressure[25], 1e-3);
}

TEST(HarmonicFill, KeepsWithinWhatLiesAroundAndLeavesLargeHoles) {
  std::mt19937_64 random(5);
  for (int round = 0; round < 400; ++round) {
    SensorLayout layout{.rows = 1 + static_cast<int>(random() % 7),
                        .cols = 1 + static_cast<int>(random() % 7)};
    if (round % 3 == 0) layout.surface = Surface::cylinder;
    layout.pitch_col_mm = round % 2 == 0 ? 10.0 : 7.0;
    const PressureFrame whole =
        frame_of(layout, [&](int, int) { return static_cast<float>(random() % 4000) * 0.1F - 20.0F; });
    std::vector<std::size_t> masked;
    for (std::size_t i = 0; i < layout.sensels(); ++i)
      if (random() % 5 == 0) masked.push_back(i);
    const PressureFrame frame = filled_frame(layout, whole, masked);

    // The same by definition: holes by side neighbours, Gauss-Seidel until nothing moves.
    const auto sides = [&](std::size_t i) {
      std::vector<std::pair<std::size_t, double>> found;
      const int row = static_cast<int>(i) / layout.cols, col = static_cast<int>(i) % layout.cols;
      const auto note = [&](int r, int c, double weight) {
        if (layout.periodic()) c = (c + layout.cols) % layout.cols;
        if (r < 0 || r >= layout.rows || c < 0 || c >= layout.cols || (r == row && c == col)) return;
        found.emplace_back(static_cast<std::size_t>(r * layout.cols + c), weight);
      };
      note(row - 1, col, 1 / (layout.pitch_row_mm * layout.pitch_row_mm));
      note(row + 1, col, 1 / (layout.pitch_row_mm * layout.pitch_row_mm));
      note(row, col - 1, 1 / (layout.pitch_col_mm * layout.pitch_col_mm));
      note(row, col + 1, 1 / (layout.pitch_col_mm * layout.pitch_col_mm));
      return found;
    };
    const auto is_masked = [&](std::size_t i) { return std::ranges::find(masked, i) != masked.end(); };
    for (const std::size_t start : masked) {
      std::vector<std::size_t> hole{start};
      for (std::size_t k = 0; k < hole.size(); ++k)
        for (const auto& [n, weight] : sides(hole[k]))
          if (is_masked(n) && std::ranges::find(hole, n) == hole.end()) hole.push_back(n);
      int known = 0;
      float low = 1e9F, high = -1e9F;
      for (const std::size_t i : hole) {
        for (const auto& [n, weight] : sides(i)) {
          if (is_masked(n)) continue;
          ++known;
          low = std::min(low, whole.pressure[n]);
          high = std::max(high, whole.pressure[n]);
        }
      }
      if (hole.size() > 2 || known < 2) {
        ASSERT_EQ(frame.validity[start], dead);
        ASSERT_EQ(frame.pressure[start], 0.0F);
        continue;
      }
      ASSERT_EQ(frame.validity[start], dead | filled);
      ASSERT_GE(frame.pressure[start], low);
      ASSERT_LE(frame.pressure[start], high);
      if (layout.periodic() && layout.cols < 3) continue;
      std::vector<double> value(hole.size(), 0.0);
      for (int sweep = 0; sweep < 200; ++sweep) {
        for (std::size_t k = 0; k < hole.size(); ++k) {
          double sum = 0, all = 0;
          for (const auto& [n, weight] : sides(hole[k])) {
            const auto inside = std::ranges::find(hole, n);
            sum += weight * (inside == hole.end() ? static_cast<double>(whole.pressure[n])
                                                  : value[static_cast<std::size_t>(inside - hole.begin())]);
            all += weight;
          }
          value[k] = sum / all;
        }
      }
      ASSERT_NEAR(frame.pressure[start], value[0], 1e-3);
    }
    for (std::size_t i = 0; i < layout.sensels(); ++i) {
      if (is_masked(i)) continue;
      ASSERT_EQ(frame.pressure[i], whole.pressure[i]);
      ASSERT_EQ(frame.validity[i], valid);
    }
  }
}

TEST(HarmonicFill, MirroredAndTurnedGivesTheSameBits) {
  std::mt19937_64 random(6);
  const int side = 8;
  const SensorLayout layout{.rows = side, .cols = side};
  using Map = std::function<std::size_t(int, int)>;
  const Map maps[] = {[](int r, int c) { return static_cast<std::size_t>(r * side + side - 1 - c); },
                      [](int r, int c) { return static_cast<std::size_t>((side - 1 - r) * side + c); },
                      [](int r, int c) { return static_cast<std::size_t>(c * side + r); }};
  for (int round = 0; round < 60; ++round) {
    const PressureFrame whole =
        frame_of(layout, [&](int, int) { return static_cast<float>(random() % 100000) / 777.0F; });
    std::vector<std::size_t> masked;
    for (std::size_t i = 0; i < layout.sensels(); ++i)
      if (random() % 6 == 0) masked.push_back(i);
    const PressureFrame frame = filled_frame(layout, whole, masked);
    for (const Map& map : maps) {
      const auto to = [&](std::size_t i) {
        return map(static_cast<int>(i) / side, static_cast<int>(i) % side);
      };
      PressureFrame turned = whole;
      for (std::size_t i = 0; i < layout.sensels(); ++i) turned.pressure[to(i)] = whole.pressure[i];
      std::vector<std::size_t> turned_mask;
      for (const std::size_t i : masked) turned_mask.push_back(to(i));
      turned = filled_frame(layout, turned, turned_mask);
      for (std::size_t i = 0; i < layout.sensels(); ++i) {
        ASSERT_EQ(turned.pressure[to(i)], frame.pressure[i]);
        ASSERT_EQ(turned.validity[to(i)], frame.validity[i]);
      }
    }
  }
}

TEST(HarmonicFill, GoesRoundACylinderAndLeavesMissingOut) {
  SensorLayout layout{.rows = 5, .cols = 6, .surface = Surface::cylinder, .radius_mm = 10.0};
  const PressureFrame whole =
      frame_of(layout, [](int, int col) { return col == 5 || col == 1 ? 40.0F : 20.0F; });
  EXPECT_EQ(filled_frame(layout, whole, {12}).pressure[12], 30.0F) << "columns 5 and 1, rows 1 and 3";
  const PressureFrame pair = filled_frame(layout, whole, {12, 17});
  EXPECT_EQ(pair.validity[12], dead | filled);
  EXPECT_EQ(pair.validity[17], dead | filled);
  PressureFrame gappy = whole;
  gappy.validity[13] = missing;
  gappy.pressure[13] = 0.0F;
  EXPECT_NEAR(filled_frame(layout, gappy, {12}).pressure[12], (40.0 + 20.0 + 20.0) / 3, 1e-4);
}

}  // namespace
}  // namespace rollscope
