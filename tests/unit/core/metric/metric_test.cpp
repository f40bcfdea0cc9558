#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <random>
#include <vector>

#include "core/base/periodic.hpp"
#include "core/metric/frame_metrics.hpp"
#include "core/metric/metric_accumulator.hpp"
#include "core/metric/p1.hpp"

namespace rollscope {
namespace {

SensorLayout layout_of(int rows, int cols, double pitch_row, double pitch_col,
                       Surface surface = Surface::flat) {
  return {
      .rows = rows, .cols = cols, .pitch_row_mm = pitch_row, .pitch_col_mm = pitch_col, .surface = surface};
}

PressureFrame random_frame(const SensorLayout& layout, std::mt19937_64& random, int index = 0) {
  PressureFrame frame;
  frame.index = static_cast<std::uint64_t>(index);
  frame.time_s = 0.02 * index + 0.001 * static_cast<double>(random() % 5);
  for (std::size_t i = 0; i < layout.sensels(); ++i) {
    const bool usable = random() % 8 != 0;
    frame.validity.push_back(usable ? valid : dead);
    frame.pressure.push_back(usable ? static_cast<float>(random() % 4000) / 16.0F - 20.0F : 0.0F);
  }
  return frame;
}

// Mean over the window [x, x + side) x [y, y + side) by the overlap of each sensel, straight from the
// definition. Negative infinity where less than 75 % of it is usable, or where none of its highest sensels
// has the label `wanted` (0: whatever they have).
double window_mean(const SensorLayout& layout, const PressureFrame& frame, double x, double y, double width,
                   double height, const std::vector<std::uint16_t>& label, int wanted) {
  const auto overlap = [](double a, double b, double from, double to) {
    return std::max(0.0, std::min(b, to) - std::max(a, from));
  };
  double sum = 0, area = 0;
  float highest = -std::numeric_limits<float>::infinity();
  bool belongs = false;
  for (int row = 0; row < layout.rows; ++row) {
    for (int col = 0; col < 2 * layout.cols; ++col) {  // once more round a cylinder
      if (col >= layout.cols && !layout.periodic()) continue;
      const double w = overlap(x, x + width, col * layout.pitch_col_mm, (col + 1) * layout.pitch_col_mm) *
                       overlap(y, y + height, row * layout.pitch_row_mm, (row + 1) * layout.pitch_row_mm);
      const auto i = static_cast<std::size_t>(row * layout.cols + col % layout.cols);
      if (w < 1e-9 || frame.validity[i] != valid) continue;
      sum += w * static_cast<double>(frame.pressure[i]);
      area += w;
      if (frame.pressure[i] > highest) {
        highest = frame.pressure[i];
        belongs = false;
      }
      belongs = belongs || (frame.pressure[i] == highest && (wanted == 0 || label[i] == wanted));
    }
  }
  if (!belongs) return -std::numeric_limits<double>::infinity();
  return area >= 0.75 * width * height - 1e-9 ? sum / area : -std::numeric_limits<double>::infinity();
}

double p1_by_definition(const SensorLayout& layout, const PressureFrame& frame,
                        const std::vector<std::uint16_t>& label = {}, int wanted = 0) {
  const double width = std::min(10.0, layout.cols * layout.pitch_col_mm);
  const double height = std::min(10.0, layout.rows * layout.pitch_row_mm);
  double best = -std::numeric_limits<double>::infinity();
  for (int row = 0; row <= layout.rows; ++row) {
    for (int col = 0; col <= layout.cols; ++col) {
      for (const double y : {row * layout.pitch_row_mm, row * layout.pitch_row_mm - height}) {
        for (double x : {col * layout.pitch_col_mm, col * layout.pitch_col_mm - width}) {
          const double right = layout.cols * layout.pitch_col_mm;
          if (layout.periodic()) x = wrap(x, right);
          const bool inside = y > -1e-9 && y + height < layout.rows * layout.pitch_row_mm + 1e-9 &&
                              (layout.periodic() || (x > -1e-9 && x + width < right + 1e-9));
          if (inside) best = std::max(best, window_mean(layout, frame, x, y, width, height, label, wanted));
        }
      }
    }
  }
  return best;
}

TEST(P1, IsTheHighestMeanOverOneSquareCentimetre) {
  std::mt19937_64 random(1);
  for (const auto& [row_mm, col_mm] : {std::pair(5.0, 5.0),
                                       {10.0, 10.0},
                                       {4.0, 4.0},
                                       {5.08, 5.08},
                                       {8.0, 8.0},
                                       {2.5, 7.0},
                                       {3.3333, 6.0},
                                       {20.0, 5.0},
                                       {1.0, 1.0}}) {
    for (const Surface surface : {Surface::flat, Surface::cylinder}) {
      for (const auto& [rows, cols] : {std::pair(9, 11), {1, 1}, {1, 7}, {6, 2}}) {
        const SensorLayout layout = layout_of(rows, cols, row_mm, col_mm, surface);
        const PressureFrame frame = random_frame(layout, random);
        const P1 p1 = P1Window(layout).find(frame);
        const double expected = p1_by_definition(layout, frame);
        ASSERT_EQ(p1.found, std::isfinite(expected)) << row_mm << " " << col_mm << " " << rows << "x" << cols;
        if (p1.found) {
          EXPECT_NEAR(p1.pressure, expected, 1e-3) << row_mm << " " << col_mm << " " << rows << "x" << cols;
        }
      }
    }
  }
}

TEST(P1, IsTheSenselsValueAtTenMillimetresAndAbove) {
  std::mt19937_64 random(2);
  for (const double pitch : {10.0, 12.7, 25.0}) {
    const SensorLayout layout = layout_of(7, 8, pitch, pitch);
    const PressureFrame frame = random_frame(layout, random);
    P1Window window(layout);
    EXPECT_EQ(window.coarse(), pitch > 10.0);
    const FrameMetrics metrics = compute_frame_metrics(layout, frame);
    const P1 p1 = window.find(frame);
    EXPECT_EQ(p1.pressure, metrics.peak);
    EXPECT_DOUBLE_EQ(p1.x_mm, (metrics.peak_col + 0.5) * pitch);
    EXPECT_DOUBLE_EQ(p1.y_mm, (metrics.peak_row + 0.5) * pitch);
  }
}

TEST(P1, IsTheSameMirrored) {
  std::mt19937_64 random(3);
  const SensorLayout layout = layout_of(12, 12, 4.0, 7.0);
  for (int round = 0; round < 20; ++round) {
    const PressureFrame frame = random_frame(layout, random);
    PressureFrame mirrored = frame;
    for (int i = 0; i < 144; ++i) {
      const auto to = static_cast<std::size_t>((11 - i / 12) * 12 + 11 - i % 12),
                 from = static_cast<std::size_t>(i);
      mirrored.pressure[to] = frame.pressure[from];
      mirrored.validity[to] = frame.validity[from];
    }
    EXPECT_NEAR(P1Window(layout).find(mirrored).pressure, P1Window(layout).find(frame).pressure, 1e-3);
  }
}

TEST(P1, GivesEachLabelItsOwnWindows) {
  const SensorLayout layout = layout_of(8, 16, 5.0, 5.0);
  PressureFrame frame;
  frame.pressure.assign(128, 0.0F);
  frame.validity.assign(128, valid);
  std::vector<std::uint16_t> label(128, 0);
  for (int i = 0; i < 128; ++i) {
    const int col = i % 16;
    const auto at = static_cast<std::size_t>(i);
    frame.pressure[at] = col < 8 ? 100.0F : 40.0F;
    label[at] = col < 8 ? 1 : 2;
  }
  std::vector<P1> p1(2);
  P1Window(layout).find_per_label(frame, label, p1);
  EXPECT_EQ(p1[0].pressure, 100.0F);
  EXPECT_EQ(p1[1].pressure, 40.0F) << "what the neighbour presses is not its own";
  EXPECT_DOUBLE_EQ(p1[1].x_mm, 45.0);
}

TEST(P1, OfEachLabelIsItsHighestMean) {
  std::mt19937_64 random(5);
  for (const auto& [row_mm, col_mm] : {std::pair(5.0, 5.0), {4.0, 6.0}, {2.0, 2.0}, {20.0, 3.0}}) {
    for (const Surface surface : {Surface::flat, Surface::cylinder}) {
      const SensorLayout layout = layout_of(9, 12, row_mm, col_mm, surface);
      P1Window window(layout);
      for (int round = 0; round < 10; ++round) {
        const PressureFrame frame = random_frame(layout, random);
        std::vector<std::uint16_t> label;
        // Blocks of labels beside each other, one of them nowhere, some sensels without.
        for (int i = 0; i < 108; ++i)
          label.push_back(static_cast<std::uint16_t>(random() % 5 == 0 ? 0 : 1 + i % 12 / 5 + i / 60));
        std::vector<P1> found(5);
        window.find_per_label(frame, label, found);
        for (int k = 1; k <= 5; ++k) {
          const P1& p1 = found[static_cast<std::size_t>(k - 1)];
          const double expected = p1_by_definition(layout, frame, label, k);
          ASSERT_EQ(p1.found, std::isfinite(expected)) << row_mm << " x " << col_mm << ", label " << k;
          if (p1.found) {
            EXPECT_NEAR(p1.pressure, expected, 1e-3) << row_mm << " x " << col_mm;
          }
        }
      }
    }
  }
}

TEST(FrameMetrics, AgreeWithTheirDefinition) {
  std::mt19937_64 random(4);
  SensorLayout layout = layout_of(9, 7, 12.0, 8.0);
  layout.declared_area_cm2 = 0.9;
  for (int round = 0; round < 50; ++round) {
    PressureFrame frame = random_frame(layout, random);
    double sum = 0, active_sum = 0, peak = -1e9, x = 0, y = 0, weight = 0;
    int active = 0, over_10 = 0;
    for (std::size_t i = 0; i < frame.pressure.size(); ++i) {
      if (frame.validity[i] != valid) continue;
      const auto p = static_cast<double>(frame.pressure[i]);
      sum += p;
      peak = std::max(peak, p);
      active += p > 0;
      over_10 += p > 10;
      if (p > 0) active_sum += p;
      if (p > 0) x += p * (static_cast<double>(i % 7) + 0.5) * 8.0;
      if (p > 0) y += p * (static_cast<double>(i / 7) + 0.5) * 12.0;
      if (p > 0) weight += p;
    }
    const FrameMetrics metrics = compute_frame_metrics(layout, frame);
    EXPECT_EQ(metrics.peak, peak);
    EXPECT_EQ(metrics.active, active);
    EXPECT_NEAR(metrics.force_n, sum * 0.9 * 0.1, 1e-9);
    EXPECT_NEAR(metrics.active_sum, active_sum, 1e-9);
    EXPECT_NEAR(metrics.area_over_0_cm2, active * 0.9, 1e-9);
    EXPECT_NEAR(metrics.area_over_10_cm2, over_10 * 0.9, 1e-9);
    const CentreOfPressure centre = compute_centre_of_pressure(layout, frame);
    EXPECT_NEAR(centre.x_mm, x / weight, 1e-9);
    EXPECT_NEAR(centre.y_mm, y / weight, 1e-9);
    frame.unit = PressureUnit::counts;
    EXPECT_EQ(compute_frame_metrics(layout, frame).force_n, 0.0);
  }
}

TEST(FrameMetrics, FilledSenselsAreInTheSumsOnly) {
  const SensorLayout layout{.rows = 4, .cols = 4};
  PressureFrame frame;
  frame.pressure.assign(16, 0.0F);
  frame.validity.assign(16, valid);
  frame.pressure[5] = 40.0F;
  frame.pressure[6] = 60.0F;
  frame.validity[6] = dead | filled;
  frame.validity[7] = dead;
  const PressedMetrics pressed = compute_pressed(layout, frame, 10.0);
  EXPECT_EQ(pressed.sensels, 2);
  EXPECT_NEAR(pressed.force_n, 10.0, 1e-9);
  EXPECT_NEAR(compute_centre_of_pressure(layout, frame).x_mm, 15.0 + 10.0 * 0.6, 1e-9);
  EXPECT_EQ(compute_frame_metrics(layout, frame).peak, 40.0F);
  EXPECT_EQ(P1Window(layout).find(frame).pressure, 40.0F);
}

TEST(FrameMetrics, CentreGoesRoundACylinder) {
  const SensorLayout layout = layout_of(3, 12, 10.0, 10.0, Surface::cylinder);
  PressureFrame frame;
  frame.validity.assign(36, valid);
  frame.pressure.assign(36, 0.0F);
  EXPECT_FALSE(compute_centre_of_pressure(layout, frame).found);
  frame.pressure[0] = frame.pressure[11] = 50.0F;
  const CentreOfPressure seam = compute_centre_of_pressure(layout, frame);
  ASSERT_TRUE(seam.found);
  EXPECT_NEAR(wrapped_difference(seam.x_mm, 0.0, 120.0), 0.0, 1e-9);
  std::fill(frame.pressure.begin(), frame.pressure.begin() + 12, 50.0F);
  EXPECT_FALSE(compute_centre_of_pressure(layout, frame).found) << "a ring has no middle";
}

TEST(MetricAccumulator, AgreesWithARecordingTakenAtOnce) {
  std::mt19937_64 random(5);
  const SensorLayout layout = layout_of(6, 5, 10.0, 10.0);
  for (const double step_s : {0.0, 0.02}) {
    MetricAccumulator accumulator(layout, step_s);
    std::vector<FrameMetrics> all;
    std::vector<double> times;
    for (int k = 0; k < 100; ++k) {
      const PressureFrame frame = random_frame(layout, random, k);
      accumulator.add(frame);
      all.push_back(compute_frame_metrics(layout, frame));
      times.push_back(frame.time_s);
    }
    const RecordingMetrics metrics = accumulator.metrics();
    double fti = 0, pti = 0, active_sum = 0, area = 0;
    std::int64_t active = 0;
    std::size_t peak = 0, force = 0;
    for (std::size_t k = 0; k < all.size(); ++k) {
      if (all[k].peak > all[peak].peak) peak = k;
      if (all[k].force_n > all[force].force_n) force = k;
      active_sum += all[k].active_sum;
      active += all[k].active;
      area = std::max(area, all[k].area_over_0_cm2);
      if (k == 0) continue;
      const double dt = step_s > 0 ? step_s : times[k] - times[k - 1];
      fti += 0.5 * dt * (all[k].force_n + all[k - 1].force_n);
      pti += 0.5 * dt * static_cast<double>(all[k].peak + all[k - 1].peak);
    }
    EXPECT_EQ(metrics.frames, 100);
    EXPECT_EQ(metrics.peak, all[peak].peak);
    EXPECT_EQ(metrics.peak_frame, static_cast<std::int64_t>(peak));
    EXPECT_EQ(metrics.peak_time_s, times[peak]);
    EXPECT_EQ(metrics.p1_max, metrics.peak) << "at 10 mm pitch";
    EXPECT_EQ(metrics.force_max_n, all[force].force_n);
    EXPECT_EQ(metrics.force_max_frame, static_cast<std::int64_t>(force));
    EXPECT_NEAR(metrics.mean_active, active_sum / static_cast<double>(active), 1e-9);
    EXPECT_EQ(metrics.contact_area_max_cm2, area);
    EXPECT_NEAR(metrics.fti_n_s, fti, 1e-9 * std::abs(fti));
    EXPECT_NEAR(metrics.pti_peak, pti, 1e-4 * std::abs(pti));
  }
}

TEST(MetricAccumulator, OfNothingIsZero) {
  const RecordingMetrics metrics = MetricAccumulator(layout_of(2, 2, 10, 10), 0.0).metrics();
  EXPECT_EQ(metrics.frames, 0);
  EXPECT_EQ(metrics.mean_active, 0.0);
  EXPECT_EQ(metrics.fti_n_s, 0.0);
}

}  // namespace
}  // namespace rollscope
