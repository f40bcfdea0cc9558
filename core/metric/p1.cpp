#include "core/metric/p1.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/base/check.hpp"
#include "core/base/periodic.hpp"

namespace rollscope {
namespace {

constexpr double kWindowMm = 10.0;
constexpr float kUsableShare = 0.75F;
constexpr double kSliverMm = 1e-6;      // a covered length under this is rounding
constexpr float kMeanRounding = 1e-4F;  // share a rounded mean may stand above its highest sensel, amply
constexpr std::size_t kUsualLabels = 256;

}  // namespace

P1Window::Axis P1Window::lay_out(int sensels, double pitch_mm, bool periodic, bool coarse) {
  Axis axis;
  const double side_mm = coarse ? pitch_mm : std::min(kWindowMm, sensels * pitch_mm);
  const int whole = static_cast<int>(std::floor(side_mm / pitch_mm + kSliverMm));
  const double rest_mm = side_mm - whole * pitch_mm;
  const bool has_rest = rest_mm > kSliverMm;
  const int count = std::max(1, whole + (has_rest ? 1 : 0));
  const auto add = [&](int first, double near_edge_mm, std::size_t weights) {
    axis.placements.push_back({first, count, near_edge_mm + side_mm / 2.0, weights});
  };
  // Covered lengths with the near edge against a sensel's, then with the far edge so.
  for (int i = 0; i < whole; ++i) axis.weights.push_back(static_cast<float>(pitch_mm));
  if (has_rest) axis.weights.push_back(static_cast<float>(rest_mm));
  const int last = periodic && sensels > count ? sensels - 1 : sensels - count;
  const bool two_ways = has_rest && whole > 0;
  if (two_ways) {
    for (int i = 0; i < count; ++i) {
      axis.weights.push_back(axis.weights[static_cast<std::size_t>(count - 1 - i)]);
    }
  }
  for (int first = 0; first <= last; ++first) {
    if (!has_rest || whole > 0) add(first, first * pitch_mm, 0);
    if (two_ways) add(first, (first + count) * pitch_mm - side_mm, static_cast<std::size_t>(count));
    // A window inside one sensel: anywhere in it is the same; its centre is the sensel's.
    if (has_rest && whole == 0) add(first, (first + 0.5) * pitch_mm - side_mm / 2.0, 0);
  }
  return axis;
}

P1Window::P1Window(const SensorLayout& layout) : rows_(layout.rows), cols_(layout.cols) {
  ROLLSCOPE_CHECK(layout.rows > 0 && layout.cols > 0 && layout.pitch_row_mm > 0 && layout.pitch_col_mm > 0,
                  "a layout has rows, columns and a pitch");
  constexpr double kRounding = 1e-9;
  coarse_ = layout.sensel_area_cm2() > 1.0 + kRounding;
  row_axis_ = lay_out(rows_, layout.pitch_row_mm, false, coarse_);
  col_axis_ = lay_out(cols_, layout.pitch_col_mm, layout.periodic(), coarse_);
  single_ = row_axis_.placements.front().count == 1 && col_axis_.placements.front().count == 1;
  period_mm_ = layout.circumference_mm();
  const auto side = [](const Axis& axis) {
    float sum = 0;
    for (int i = 0; i < axis.placements.front().count; ++i) sum += axis.weights[static_cast<std::size_t>(i)];
    return sum;
  };
  full_weight_ = side(row_axis_) * side(col_axis_);
  strong_.assign(layout.sensels(), 0);
  band_.assign(static_cast<std::size_t>(cols_) + 1, 0);
  highest_.reserve(kUsualLabels);
  enough_.reserve(kUsualLabels);
}

template <class Visit>
void P1Window::visit_sensels(const Placement& row, const Placement& col, Visit visit) const {
  for (int i = 0; i < row.count; ++i) {
    const auto base = static_cast<std::size_t>(row.first + i) * static_cast<std::size_t>(cols_);
    const float row_weight = row_axis_.weights[row.weights + static_cast<std::size_t>(i)];
    for (int j = 0; j < col.count; ++j) {
      int at = col.first + j;
      if (at >= cols_) at -= cols_;
      visit(base + static_cast<std::size_t>(at),
            row_weight * col_axis_.weights[col.weights + static_cast<std::size_t>(j)]);
    }
  }
}

P1Window::Mean P1Window::mean(const PressureFrame& frame, const Placement& row, const Placement& col) const {
  float sum = 0, weight_sum = 0, highest = 0;
  bool any = false;
  visit_sensels(row, col, [&](std::size_t i, float weight) {
    if ((frame.validity[i] & kNotUsable) != 0) return;
    sum += weight * frame.pressure[i];
    weight_sum += weight;
    highest = any ? std::max(highest, frame.pressure[i]) : frame.pressure[i];
    any = true;
  });
  if (!any || weight_sum < kUsableShare * full_weight_) return {};
  return {true, sum / weight_sum, highest};
}

bool P1Window::reaches_over(const PressureFrame& frame, const Placement& row, const Placement& col,
                            float pressure) const {
  bool over = false;
  for (int i = 0; i < row.count; ++i) {
    const auto base = static_cast<std::size_t>(row.first + i) * static_cast<std::size_t>(cols_);
    for (int j = 0; j < col.count; ++j) {
      const int at = col.first + j < cols_ ? col.first + j : col.first + j - cols_;
      over |= frame.pressure[base + static_cast<std::size_t>(at)] > pressure;
    }
  }
  return over;
}

P1 P1Window::at_sensel(const PressureFrame& frame, int row, int col) const {
  return {true, frame.pressure[static_cast<std::size_t>(row * cols_ + col)],
          col_axis_.placements[static_cast<std::size_t>(col)].centre_mm,
          row_axis_.placements[static_cast<std::size_t>(row)].centre_mm};
}

P1 P1Window::find(const PressureFrame& frame) const {
  P1 best;
  if (single_) {
    std::size_t i = 0;
    for (int row = 0; row < rows_; ++row) {
      for (int col = 0; col < cols_; ++col, ++i) {
        if ((frame.validity[i] & kNotUsable) != 0 || (best.found && frame.pressure[i] <= best.pressure))
          continue;
        best = at_sensel(frame, row, col);
      }
    }
    return best;
  }
  for (const Placement& row : row_axis_.placements) {
    for (const Placement& col : col_axis_.placements) {
      // A mean is no higher than its highest sensel.
      if (best.found && !reaches_over(frame, row, col, best.pressure)) continue;
      const Mean window = mean(frame, row, col);
      if (!window.found || (best.found && window.pressure <= best.pressure)) continue;
      best = {true, window.pressure, wrap(col.centre_mm, period_mm_), row.centre_mm};
    }
  }
  return best;
}

void P1Window::find_per_label(const PressureFrame& frame, std::span<const std::uint16_t> label,
                              std::span<P1> out) {
  std::fill(out.begin(), out.end(), P1{});
  if (single_) {
    std::size_t i = 0;
    for (int row = 0; row < rows_; ++row) {
      for (int col = 0; col < cols_; ++col, ++i) {
        if (label[i] == 0 || (frame.validity[i] & kNotUsable) != 0) continue;
        P1& best = out[label[i] - 1U];
        if (!best.found || frame.pressure[i] > best.pressure) best = at_sensel(frame, row, col);
      }
    }
    return;
  }
  mark_strong(frame, label, out.size());
  for (const Placement& row : row_axis_.placements) {
    if (!gather_band(row)) continue;
    for (const Placement& col : col_axis_.placements) {
      if (!band_reaches(col)) continue;
      const Mean window = mean(frame, row, col);
      if (!window.found) continue;
      visit_sensels(row, col, [&](std::size_t i, float) {
        if (label[i] == 0 || frame.pressure[i] != window.highest || (frame.validity[i] & kNotUsable) != 0)
          return;
        P1& best = out[label[i] - 1U];
        if (best.found && window.pressure <= best.pressure) return;
        best = {true, window.pressure, wrap(col.centre_mm, period_mm_), row.centre_mm};
      });
    }
  }
}

// Marks the sensels that the highest one of a winning window can be. A mean is no higher than its highest
// sensel, so a window wins only over one that reaches what the window round the label's highest gives.
void P1Window::mark_strong(const PressureFrame& frame, std::span<const std::uint16_t> label,
                           std::size_t labels) {
  constexpr std::int32_t kNone = -1;
  highest_.assign(labels, kNone);
  const auto usable = [&](std::size_t i) { return label[i] != 0 && (frame.validity[i] & kNotUsable) == 0; };
  for (std::size_t i = 0; i < label.size(); ++i) {
    if (!usable(i)) continue;
    std::int32_t& highest = highest_[label[i] - 1U];
    if (highest == kNone || frame.pressure[i] > frame.pressure[static_cast<std::size_t>(highest)])
      highest = static_cast<std::int32_t>(i);
  }
  enough_.assign(labels, -std::numeric_limits<float>::infinity());
  for (std::size_t k = 0; k < labels; ++k) {
    if (highest_[k] == kNone) continue;
    const Mean window = mean(frame, around(row_axis_, rows_, highest_[k] / cols_),
                             around(col_axis_, cols_, highest_[k] % cols_));
    // A window that belongs to a higher neighbour says nothing.
    const float top = frame.pressure[static_cast<std::size_t>(highest_[k])];
    if (window.found && window.highest == top)
      enough_[k] = window.pressure - kMeanRounding * std::abs(window.pressure);
  }
  for (std::size_t i = 0; i < label.size(); ++i)
    strong_[i] = usable(i) && frame.pressure[i] >= enough_[label[i] - 1U] ? 1 : 0;
}

// The window with this sensel near its middle.
const P1Window::Placement& P1Window::around(const Axis& axis, int sensels, int at) {
  const int firsts = axis.placements.back().first + 1, count = axis.placements.front().count;
  const int first = at - count / 2;
  const bool all_round = firsts == sensels;
  const int taken = all_round ? (first + firsts) % firsts : std::clamp(first, 0, firsts - 1);
  const std::size_t ways = axis.placements.size() / static_cast<std::size_t>(firsts);
  return axis.placements[static_cast<std::size_t>(taken) * ways];
}

// How many strong sensels stand in the columns left of each, within a row of windows. False: none at all.
bool P1Window::gather_band(const Placement& row) {
  const auto cols = static_cast<std::size_t>(cols_);
  std::fill(band_.begin(), band_.end(), 0);
  for (int i = 0; i < row.count; ++i) {
    const std::uint8_t* strong = strong_.data() + static_cast<std::size_t>(row.first + i) * cols;
    for (std::size_t col = 0; col < cols; ++col) band_[col + 1] += strong[col];
  }
  for (std::size_t col = 0; col < cols; ++col) band_[col + 1] += band_[col];
  return band_[cols] > 0;
}

bool P1Window::band_reaches(const Placement& col) const {
  const auto before = [this](int at) { return band_[static_cast<std::size_t>(at)]; };
  const int end = col.first + col.count;
  if (end <= cols_) return before(end) > before(col.first);
  return before(cols_) > before(col.first) || before(end - cols_) > 0;
}

}  // namespace rollscope
