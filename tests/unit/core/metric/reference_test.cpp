// The metrics of a real recording against values computed by others (data/reference.json).
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string>
#include <vector>

#include "core/metric/frame_metrics.hpp"
#include "core/metric/metric_accumulator.hpp"

namespace rollscope {
namespace {

constexpr const char* kFile = "footPress/FrasP01L.asf";

// Just enough of Tekscan's ASCII export to read this file: rows of numbers, B where there is no sensel.
std::vector<PressureFrame> read_frames(const std::filesystem::path& path, std::size_t cols) {
  std::vector<PressureFrame> frames;
  std::ifstream file(path);
  for (std::string line; std::getline(file, line);) {
    if (line.starts_with("Frame ")) frames.emplace_back();
    const bool is_row = static_cast<std::size_t>(std::count(line.begin(), line.end(), ',')) == cols - 1;
    if (frames.empty() || !is_row) continue;
    std::istringstream cells(line);
    for (std::string cell; std::getline(cells, cell, ',');) {
      const bool there = cell[0] != 'B';
      frames.back().pressure.push_back(there ? std::stof(cell) : 0.0F);
      frames.back().validity.push_back(there ? valid : absent);
    }
  }
  return frames;
}

TEST(ReferenceMetrics, MatchARealRecording) {
  const std::filesystem::path root = ROLLSCOPE_SHARED_DATA;
  if (!std::filesystem::exists(root / "reference.json")) GTEST_SKIP() << "no reference data at " << root;
  std::ifstream json(root / "reference.json");
  const auto reference = nlohmann::json::parse(json);
  nlohmann::json expected;
  for (const auto& file : reference["files"]) {
    if (file["file"] == kFile) expected = file;
  }
  ASSERT_FALSE(expected.is_null());
  SensorLayout layout{.rows = expected["rows"], .cols = expected["cols"]};
  layout.pitch_col_mm = 10.0 * expected["pitch_x_cm"].get<double>();
  layout.pitch_row_mm = 10.0 * expected["pitch_y_cm"].get<double>();
  layout.declared_area_cm2 = expected["cell_area_cm2"];
  const auto frames = read_frames(root / kFile, static_cast<std::size_t>(layout.cols));
  ASSERT_EQ(frames.size(), expected["frames"].get<std::size_t>());

  MetricAccumulator accumulator(layout, expected["seconds_per_frame"]);
  for (const PressureFrame& frame : frames) {
    ASSERT_EQ(frame.pressure.size(), layout.sensels());
    accumulator.add(frame);
  }
  const RecordingMetrics metrics = accumulator.metrics();
  const auto expect = [&](double value, const char* name) {
    const double right = expected[name];
    EXPECT_NEAR(value, right, 0.001 * std::abs(right)) << name;
  };
  expect(static_cast<double>(metrics.peak), "peak_pressure");
  expect(metrics.mean_active, "mean_over_active");
  expect(metrics.force_max_n, "max_force_N");
  expect(metrics.fti_n_s, "force_time_integral_Ns");
  expect(metrics.contact_area_max_cm2, "max_contact_area_gt0_cm2");
  expect(metrics.contact_area_over_10_max_cm2, "max_contact_area_gt10kPa_cm2");
  expect(metrics.pti_peak, "pti_peak_trapz");
  EXPECT_EQ(metrics.active_samples, expected["active_samples"]);
  EXPECT_EQ(metrics.peak_frame + 1, expected["peak_at"]["frame"]);
  EXPECT_EQ(metrics.peak_row + 1, expected["peak_at"]["row"]);
  EXPECT_EQ(metrics.peak_col + 1, expected["peak_at"]["col"]);
  EXPECT_EQ(metrics.force_max_frame + 1, expected["max_force_frame"]);
  for (const auto& cop : expected["cop"]) {
    const auto centre = compute_centre_of_pressure(layout, frames[cop["frame"].get<std::size_t>() - 1]);
    EXPECT_NEAR(centre.x_mm / 10.0, cop["x_cm"].get<double>(), 0.001 * cop["x_cm"].get<double>());
    EXPECT_NEAR(centre.y_mm / 10.0, cop["y_cm"].get<double>(), 0.001 * cop["y_cm"].get<double>());
  }
}

}  // namespace
}  // namespace rollscope
