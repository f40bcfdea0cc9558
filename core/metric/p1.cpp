#include "core/metric/p1.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/base/check.hpp"
#include "core/base/periodic.hpp"
#include "core/metric/metric_kernels.hpp"

namespace rollscope {
namespace {

constexpr double kWindowMm = 10.0;
constexpr float kUsableShare = 0.75F;
constexpr double kSliverMm = 1e-6;       // a covered length under this is rounding
constexpr float kMeanRounding = 1e-4F;   // share a rounded mean may stand above its highest sensel, amply
constexpr float kSumRounding = 2.5e-7F;  // of a sum of floats, a summand, amply
constexpr std::size_t kUsualLabels = 256;
constexpr std::size_t kMostWays = 2;  // with the near or with the far side against an edge

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
  const auto cols = static_cast<std::size_t>(cols_);
  const auto count = static_cast<std::size_t>(col_axis_.placements.front().count);
  column_sums_.assign(cols + count, 0.0F);
  estimates_.assign(kMostWays * (cols + count), 0.0F);
  row_tops_.assign(static_cast<std::size_t>(rows_), 0.0F);
  rising_.resize(static_cast<std::size_t>(rows_));
  highest_.reserve(kUsualLabels);
  boxes_.reserve(kUsualLabels);
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

P1 P1Window::at_sensel(const PressureFrame& frame, int row, int col) const {
  return {true, frame.pressure[static_cast<std::size_t>(row * cols_ + col)],
          col_axis_.placements[static_cast<std::size_t>(col)].centre_mm,
          row_axis_.placements[static_cast<std::size_t>(row)].centre_mm};
}

P1 P1Window::find_single(const PressureFrame& frame, float least) const {
  P1 best{.pressure = least};
  std::size_t i = 0;
  for (int row = 0; row < rows_; ++row) {
    for (int col = 0; col < cols_; ++col, ++i) {
      const bool usable = (frame.validity[i] & kNotUsable) == 0;
      if (usable && frame.pressure[i] > best.pressure) best = at_sensel(frame, row, col);
    }
  }
  return best.found ? best : P1{};
}

P1 P1Window::find(const PressureFrame& frame, float least) {
  if (single_) return find_single(frame, least);
  find_row_tops(frame.pressure.data(), static_cast<std::size_t>(rows_), static_cast<std::size_t>(cols_),
                row_tops_.data());
  find_rising(frame, least);
  Search search{.reached = least,
                .highest = std::max(0.0F, *std::ranges::max_element(row_tops_)),
                .all_usable = (bits_of(frame) & kNotUsable) == 0};
  for (const Placement& row : row_axis_.placements) {
    // A mean is no higher than its highest sensel.
    Box box;
    for (int r = row.first; r < row.first + row.count; ++r) {
      const Columns& rising = rising_[static_cast<std::size_t>(r)];
      if (row_tops_[static_cast<std::size_t>(r)] > search.reached) box.add(r, rising.first, rising.last);
    }
    if (box.last_row < 0) continue;
    search_row(frame, row, {box.first_col, box.last_col}, search,
               [](const Placement&, float) { return true; });
  }
  return search.best.found && search.best.pressure > least ? search.best : P1{};
}

// Of each row that has any: from the first to the last column above `least`.
void P1Window::find_rising(const PressureFrame& frame, float least) {
  for (int row = 0; row < rows_; ++row) {
    if (!(row_tops_[static_cast<std::size_t>(row)] > least)) continue;
    const float* pressure = frame.pressure.data() + static_cast<std::ptrdiff_t>(row) * cols_;
    Columns& rising = rising_[static_cast<std::size_t>(row)];
    rising = {0, cols_ - 1};
    while (!(pressure[rising.first] > least)) ++rising.first;
    while (!(pressure[rising.last] > least)) --rising.last;
  }
}

void P1Window::find_per_label(const PressureFrame& frame, std::span<const std::uint16_t> label,
                              std::span<P1> out) {
  std::fill(out.begin(), out.end(), P1{});
  highest_.assign(out.size(), -1);
  boxes_.assign(out.size(), Box{});
  const auto usable = [&](std::size_t i) { return label[i] != 0 && (frame.validity[i] & kNotUsable) == 0; };
  for (std::size_t i = 0; i < label.size(); ++i) {
    if (!usable(i)) continue;
    std::int32_t& highest = highest_[label[i] - 1U];
    if (highest < 0 || frame.pressure[i] > frame.pressure[static_cast<std::size_t>(highest)])
      highest = static_cast<std::int32_t>(i);
  }
  for (std::size_t k = 0; k < out.size(); ++k) {
    if (highest_[k] >= 0) out[k] = start(frame, highest_[k] / cols_, highest_[k] % cols_);
  }
  if (single_) return;
  for (std::size_t i = 0; i < label.size(); ++i) {
    if (!usable(i) || frame.pressure[i] < floor_of(out[label[i] - 1U])) continue;
    const int at = static_cast<int>(i);
    boxes_[label[i] - 1U].add(at / cols_, at % cols_, at % cols_);
  }
  for (std::size_t k = 0; k < out.size(); ++k) {
    search(frame, {label, static_cast<std::uint16_t>(k + 1)}, boxes_[k], false, out[k]);
  }
}

void P1Window::Box::add(int row, int from_col, int to_col) {
  first_row = std::min(first_row, row);
  last_row = std::max(last_row, row);
  first_col = std::min(first_col, from_col);
  last_col = std::max(last_col, to_col);
}

P1 P1Window::start(const PressureFrame& frame, int row, int col) const {
  if (single_) return at_sensel(frame, row, col);
  const Placement& row_of = around(row_axis_, rows_, row);
  const Placement& col_of = around(col_axis_, cols_, col);
  const Mean window = mean(frame, row_of, col_of);
  // A window that belongs to a higher neighbour says nothing.
  const float top = frame.pressure[static_cast<std::size_t>(row * cols_ + col)];
  if (!window.found || window.highest != top) return {};
  return {true, window.pressure, wrap(col_of.centre_mm, period_mm_), row_of.centre_mm};
}

// A mean is no higher than its highest sensel, so a window wins only over one that reaches this.
float P1Window::floor_of(const P1& started) {
  if (!started.found) return -std::numeric_limits<float>::infinity();
  return started.pressure - kMeanRounding * std::abs(started.pressure);
}

void P1Window::search(const PressureFrame& frame, const Label& label, const Box& box, bool all_usable,
                      P1& p1) {
  Search search{.reached = floor_of(p1), .highest = 0.0F, .all_usable = all_usable};
  if (box.last_row < 0) return;
  for (int row = box.first_row; row <= box.last_row; ++row) {
    const float* pressure = frame.pressure.data() + static_cast<std::ptrdiff_t>(row) * cols_;
    search.highest =
        std::max(search.highest, *std::max_element(pressure + box.first_col, pressure + box.last_col + 1));
  }
  for (const Placement& row : over(row_axis_, box.first_row, box.last_row)) {
    search_row(frame, row, {box.first_col, box.last_col}, search, [&](const Placement& col, float highest) {
      bool belongs = false;
      visit_sensels(row, col, [&](std::size_t i, float) {
        belongs = belongs || (label.of[i] == label.number && frame.pressure[i] == highest &&
                              (frame.validity[i] & kNotUsable) == 0);
      });
      return belongs;
    });
  }
  p1 = search.best;
}

// The windows over one of first..last.
std::span<const P1Window::Placement> P1Window::over(const Axis& axis, int first, int last) {
  const int count = axis.placements.front().count, firsts = axis.placements.back().first + 1;
  const int from = std::max(0, first - count + 1), to = std::min(last, firsts - 1);
  const std::size_t ways = axis.placements.size() / static_cast<std::size_t>(firsts);
  return std::span(axis.placements)
      .subspan(static_cast<std::size_t>(from) * ways,
               static_cast<std::size_t>(std::max(0, to - from + 1)) * ways);
}

// Means of the windows of one row from sums down the columns, good but for rounding and unusable sensels
// (which count as 0). They only decide which windows are worth the exact mean.
void P1Window::estimate(const PressureFrame& frame, const Placement& row, Columns& columns) {
  const int count = col_axis_.placements.front().count;
  const bool all_round = period_mm_ > 0.0;
  if (all_round) columns = {0, cols_ - 1};
  const int from = std::max(0, columns.first - count + 1), to = std::min(cols_, columns.last + count);
  const std::span row_weights =
      std::span(row_axis_.weights).subspan(row.weights, static_cast<std::size_t>(row.count));
  const auto at =
      static_cast<std::size_t>(row.first) * static_cast<std::size_t>(cols_) + static_cast<std::size_t>(from);
  add_rows(
      frame.pressure.data() + at, static_cast<std::size_t>(cols_), row_weights,
      std::span(column_sums_).subspan(static_cast<std::size_t>(from), static_cast<std::size_t>(to - from)));
  if (all_round) std::copy_n(column_sums_.begin(), count, column_sums_.begin() + cols_);
  const int firsts = all_round ? col_axis_.placements.back().first + 1 : std::max(0, to - count - from + 1);
  const std::size_t stride = estimates_.size() / kMostWays;
  const std::size_t ways = col_axis_.weights.size() / static_cast<std::size_t>(count);
  for (std::size_t way = 0; way < ways; ++way) {
    const std::span col_weights =
        std::span(col_axis_.weights)
            .subspan(way * static_cast<std::size_t>(count), static_cast<std::size_t>(count));
    add_columns(
        column_sums_.data() + from, col_weights,
        std::span(estimates_)
            .subspan(way * stride + static_cast<std::size_t>(from), static_cast<std::size_t>(firsts)));
  }
}

template <class Belongs>
void P1Window::search_row(const PressureFrame& frame, const Placement& row, Columns columns, Search& search,
                          Belongs belongs) {
  estimate(frame, row, columns);
  const int count = col_axis_.placements.front().count;
  const auto sensels = static_cast<float>(row.count * count);
  const std::size_t stride = estimates_.size() / kMostWays;
  // Why: of a window that could win, negative sensels weigh no more than `highest` above its mean.
  const float rounding = kSumRounding * sensels * (2.0F * search.highest + std::abs(search.reached));
  for (const Placement& col : over(col_axis_, columns.first, columns.last)) {
    const std::size_t way = col.weights / static_cast<std::size_t>(count);
    float estimated = estimates_[way * stride + static_cast<std::size_t>(col.first)] / full_weight_;
    if (!search.all_usable) estimated = std::max(estimated, estimated / kUsableShare);
    const float needed = search.best.found ? search.best.pressure : search.reached;
    if (estimated + rounding < needed) continue;
    const Mean window = mean(frame, row, col);
    if (!window.found || window.pressure < search.reached) continue;
    if (search.best.found && window.pressure <= search.best.pressure) continue;
    if (!belongs(col, window.highest)) continue;
    search.best = {true, window.pressure, wrap(col.centre_mm, period_mm_), row.centre_mm};
    search.reached = window.pressure;
  }
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

}  // namespace rollscope
