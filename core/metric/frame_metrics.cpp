#include "core/metric/frame_metrics.hpp"

#include <cmath>
#include <numbers>

#include "core/base/periodic.hpp"
#include "core/metric/metric_kernels.hpp"

namespace rollscope {
namespace {

constexpr double kNewtonPerKpaCm2 = 0.1;
constexpr double kAlmostAllRound = 1e-9;  // resultant of a circular mean under which it has no direction

double force_factor(const SensorLayout& layout, PressureUnit unit) {
  return unit == PressureUnit::kpa ? layout.sensel_area_cm2() * kNewtonPerKpaCm2 : 0.0;
}

// Calls visit(row, col, pressure) for each usable or filled sensel, in row order.
template <class Visit>
void visit_sensels(const SensorLayout& layout, const PressureFrame& frame, Visit visit) {
  std::size_t i = 0;
  for (int row = 0; row < layout.rows; ++row) {
    for (int col = 0; col < layout.cols; ++col, ++i) {
      if (counts_in_sums(frame.validity[i])) visit(row, col, frame.pressure[i]);
    }
  }
}

}  // namespace

FrameMetrics compute_frame_metrics(const SensorLayout& layout, const PressureFrame& frame) {
  const UsableSums sums = sum_usable(frame.pressure, frame.validity);
  FrameMetrics metrics;
  metrics.any = sums.any;
  metrics.peak = sums.peak;
  metrics.sum = sums.sum;
  metrics.active = sums.active;
  metrics.active_sum = sums.active_sum;
  metrics.force_n = sums.sum * force_factor(layout, frame.unit);
  metrics.area_over_0_cm2 = static_cast<double>(sums.active) * layout.sensel_area_cm2();
  metrics.area_over_10_cm2 = static_cast<double>(sums.over_10) * layout.sensel_area_cm2();
  if (!sums.any) return metrics;
  const std::size_t at = find_usable(frame.pressure, frame.validity, sums.peak);
  metrics.peak_row = static_cast<int>(at) / layout.cols;
  metrics.peak_col = static_cast<int>(at) % layout.cols;
  return metrics;
}

CentreOfPressure compute_centre_of_pressure(const SensorLayout& layout, const PressureFrame& frame,
                                            double threshold) {
  double sum = 0, sum_x = 0, sum_y = 0, sum_cos = 0, sum_sin = 0;
  const bool round = layout.circumference_mm() > 0.0;
  const double angle_per_col = round ? 2.0 * std::numbers::pi / layout.cols_round() : 0.0;
  visit_sensels(layout, frame, [&](int row, int col, float pressure) {
    const auto weight = static_cast<double>(pressure);
    if (weight <= 0.0 || weight < threshold) return;
    sum += weight;
    sum_y += weight * (row + 0.5);
    if (round) {
      sum_cos += weight * std::cos((col + 0.5) * angle_per_col);
      sum_sin += weight * std::sin((col + 0.5) * angle_per_col);
    } else {
      sum_x += weight * (col + 0.5);
    }
  });
  if (sum <= 0.0) return {};
  CentreOfPressure centre{
      .found = true, .x_mm = sum_x / sum * layout.pitch_col_mm, .y_mm = sum_y / sum * layout.pitch_row_mm};
  if (round) {
    if (std::hypot(sum_cos, sum_sin) <= kAlmostAllRound * sum) return {};
    const double cols = std::atan2(sum_sin, sum_cos) / angle_per_col;
    centre.x_mm = wrap(cols, layout.cols_round()) * layout.pitch_col_mm;
  }
  return centre;
}

PressedMetrics compute_pressed(const SensorLayout& layout, const PressureFrame& frame, double threshold) {
  PressedMetrics pressed;
  double sum = 0;
  visit_sensels(layout, frame, [&](int, int, float pressure) {
    const auto value = static_cast<double>(pressure);
    if (value < threshold) return;
    sum += value;
    ++pressed.sensels;
  });
  pressed.force_n = sum * force_factor(layout, frame.unit);
  pressed.area_cm2 = static_cast<double>(pressed.sensels) * layout.sensel_area_cm2();
  return pressed;
}

}  // namespace rollscope
