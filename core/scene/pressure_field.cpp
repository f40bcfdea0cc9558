#include "core/scene/pressure_field.hpp"

#include <algorithm>
#include <cmath>

namespace rollscope {
namespace {

constexpr double kSubSample_mm = 2.5;
constexpr double kPOff_kpa = 10.0;  // science.md 2.5
constexpr double kWindow_mm = 10.0;
constexpr double kCoarse_mm2 = 100.001;  // above 1 cm2 a sensel is its own window

int samples_across(double pitch_mm) {
  return std::max(4, static_cast<int>(std::ceil(pitch_mm / kSubSample_mm)));
}

// Sensels a window reaches over along one axis.
int window_sensels(double pitch_mm) {
  return static_cast<int>(std::ceil(kWindow_mm / pitch_mm - 1e-9));
}

// Share of a sensel that a window laid against the edge of the sensel `steps` before it covers, along one
// axis.
double covered_share(int steps, double pitch_mm) {
  return std::clamp(kWindow_mm - steps * pitch_mm, 0.0, pitch_mm) / pitch_mm;
}

}  // namespace

PressureField::PressureField(const SensorLayout& layout)
    : layout_(layout),
      sub_rows_(samples_across(layout.pitch_row_mm)),
      sub_cols_(samples_across(layout.pitch_col_mm)),
      kpa_(layout.sensels(), 0.0F),
      patch_(layout.sensels(), 0.0F) {}

void PressureField::clear() {
  std::fill(kpa_.begin(), kpa_.end(), 0.0F);
}

FieldPatch PressureField::add(const Footprint& footprint, double x_mm, double y_mm) {
  if (!footprint.pressed()) return {};
  const Box box = box_of(footprint, x_mm, y_mm);
  fill_patch(footprint, x_mm, y_mm, box);
  const float* value = patch_.data();
  for (int r = 0; r < box.rows; ++r) {
    for (int c = 0; c < box.cols; ++c) kpa_[sensel(box.row + r, box.col + c)] += *value++;
  }
  return measure_patch(box);
}

FieldPatch PressureField::measure(const Footprint& footprint, double x_mm, double y_mm) {
  if (!footprint.pressed()) return {};
  const Box box = box_of(footprint, x_mm, y_mm);
  fill_patch(footprint, x_mm, y_mm, box);
  return measure_patch(box);
}

PressureField::Box PressureField::box_of(const Footprint& footprint, double x_mm, double y_mm) const {
  const auto first = [](double mm, double pitch_mm) { return static_cast<int>(std::floor(mm / pitch_mm)); };
  int row = first(y_mm - footprint.half_y_mm(), layout_.pitch_row_mm);
  int row_end = first(y_mm + footprint.half_y_mm(), layout_.pitch_row_mm) + 1;
  int col = first(x_mm - footprint.half_x_mm(), layout_.pitch_col_mm);
  int col_end = first(x_mm + footprint.half_x_mm(), layout_.pitch_col_mm) + 1;
  row = std::clamp(row, 0, layout_.rows);
  row_end = std::clamp(row_end, row, layout_.rows);
  if (layout_.periodic()) {
    col_end = std::min(col_end, col + layout_.cols);
  } else {
    col = std::clamp(col, 0, layout_.cols);
    col_end = std::clamp(col_end, col, layout_.cols);
  }
  return {.row = row, .col = col, .rows = row_end - row, .cols = col_end - col};
}

void PressureField::fill_patch(const Footprint& footprint, double x_mm, double y_mm, const Box& box) {
  const double step_x = layout_.pitch_col_mm / sub_cols_, step_y = layout_.pitch_row_mm / sub_rows_;
  const double share = 1.0 / (sub_rows_ * sub_cols_);
  float* value = patch_.data();
  for (int r = 0; r < box.rows; ++r) {
    const double top = (box.row + r) * layout_.pitch_row_mm + step_y / 2.0 - y_mm;
    for (int c = 0; c < box.cols; ++c, ++value) {
      *value = 0.0F;
      if (!layout_.present.empty() && layout_.present[sensel(box.row + r, box.col + c)] == 0) continue;
      const double left = (box.col + c) * layout_.pitch_col_mm + step_x / 2.0 - x_mm;
      double sum = 0.0;
      for (int i = 0; i < sub_rows_; ++i) {
        for (int j = 0; j < sub_cols_; ++j)
          sum += footprint.pressure_kpa(left + j * step_x, top + i * step_y);
      }
      *value = static_cast<float>(sum * share);
    }
  }
}

FieldPatch PressureField::measure_patch(const Box& box) const {
  FieldPatch patch;
  const double area_cm2 = layout_.pitch_row_mm * layout_.pitch_col_mm / 100.0;
  double sum = 0.0, sum_inside = 0.0, highest = -1.0;
  int inside = 0, peak_row = 0, peak_col = 0;
  for (int r = 0; r < box.rows; ++r) {
    for (int c = 0; c < box.cols; ++c) {
      const auto kpa = static_cast<double>(patch_[static_cast<std::size_t>(r * box.cols + c)]);
      sum += kpa;
      if (kpa > highest) {
        highest = kpa;
        peak_row = r;
        peak_col = c;
      }
      if (kpa < kPOff_kpa) continue;
      sum_inside += kpa;
      ++inside;
    }
  }
  patch.force_n = sum * area_cm2 * 0.1;  // 1 kPa on 1 cm2 is 0.1 N
  patch.area_cm2 = inside * area_cm2;
  if (inside > 0) patch.mean_kpa = sum_inside / inside;
  if (highest > 0.0) patch.p1_kpa = p1_kpa(box, peak_row, peak_col);
  return patch;
}

// One tool's pressure has one summit (or equal ones), so the best window covers its highest sensel.
double PressureField::p1_kpa(const Box& box, int peak_row, int peak_col) const {
  const int reach_r = window_sensels(layout_.pitch_row_mm) - 1;
  const int reach_c = window_sensels(layout_.pitch_col_mm) - 1;
  double highest = 0.0;
  for (int r = std::max(0, peak_row - reach_r); r <= std::min(box.rows - 1, peak_row + reach_r); ++r) {
    for (int c = std::max(0, peak_col - reach_c); c <= std::min(box.cols - 1, peak_col + reach_c); ++c) {
      highest = std::max(highest, window_kpa(box, r, c));
    }
  }
  return highest;
}

// Highest mean over the four 10 x 10 mm windows that begin with a sensel of the box.
double PressureField::window_kpa(const Box& box, int row, int col) const {
  if (layout_.pitch_row_mm * layout_.pitch_col_mm > kCoarse_mm2) {
    return static_cast<double>(patch_[static_cast<std::size_t>(row * box.cols + col)]);
  }
  return std::max({window_kpa(box, row, col, 1, 1), window_kpa(box, row, col, 1, -1),
                   window_kpa(box, row, col, -1, 1), window_kpa(box, row, col, -1, -1)});
}

// The one that reaches down and right (1) or up and left (-1) of there; 0 if it would leave the array.
double PressureField::window_kpa(const Box& box, int row, int col, int down, int right) const {
  const int rows = window_sensels(layout_.pitch_row_mm), cols = window_sensels(layout_.pitch_col_mm);
  const int last_row = box.row + row + down * (rows - 1), last_col = box.col + col + right * (cols - 1);
  if (last_row < 0 || last_row >= layout_.rows) return 0.0;
  if (!layout_.periodic() && (last_col < 0 || last_col >= layout_.cols)) return 0.0;
  double sum = 0.0, weights = 0.0;
  for (int i = 0; i < rows; ++i) {
    for (int j = 0; j < cols; ++j) {
      const double weight = covered_share(i, layout_.pitch_row_mm) * covered_share(j, layout_.pitch_col_mm);
      const int r = row + down * i, c = col + right * j;
      weights += weight;
      if (r < 0 || r >= box.rows || c < 0 || c >= box.cols) continue;  // unpressed
      sum += weight * static_cast<double>(patch_[static_cast<std::size_t>(r * box.cols + c)]);
    }
  }
  return sum / weights;
}

std::size_t PressureField::sensel(int row, int col) const {
  const int wrapped = (col % layout_.cols + layout_.cols) % layout_.cols;
  return static_cast<std::size_t>(row) * static_cast<std::size_t>(layout_.cols) +
         static_cast<std::size_t>(wrapped);
}

}  // namespace rollscope
