#include "core/display/outline.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include "core/base/check.hpp"
#include "core/display/interpolation.hpp"

namespace rollscope {
namespace {

constexpr int kFiner = 5;  // grid points a sensel
constexpr int kChaikinPasses = 3;
constexpr double kRingOutside_mm = 10.0, kRingLeast_mm = 32.0;

// Corner cutting: each corner gives way to points at a quarter of its two sides.
void chaikin(Loop& loop, Loop& rounded) {
  rounded.clear();
  for (std::size_t i = 0; i < loop.size(); ++i) {
    const MapPoint p = loop[i], q = loop[(i + 1) % loop.size()];
    rounded.push_back({0.75F * p.x + 0.25F * q.x, 0.75F * p.y + 0.25F * q.y});
    rounded.push_back({0.25F * p.x + 0.75F * q.x, 0.25F * p.y + 0.75F * q.y});
  }
  loop.swap(rounded);
}

}  // namespace

void OutlineTracer::trace(const SensorLayout& layout, const DisplayField& field,
                          std::span<const std::uint16_t> label, std::uint16_t own, float level,
                          std::vector<Loop>& loops) {
  ROLLSCOPE_CHECK(field.rows == layout.rows && field.cols == layout.cols && !field.wrap_rows,
                  "outlines are traced in a field that is not turned");
  ROLLSCOPE_CHECK(label.size() == layout.sensels() && level > 0.0F, "one label a sensel, a level above zero");
  Window window{};
  loops.clear();
  if (!find_window(field, label, own, window)) return;
  sample(field, label, own, level, window);
  link_crossings(level);
  follow(layout, window, level, loops);
}

// The sensels labelled `own` and one more all round. On a cylinder the columns start behind the widest run of
// columns without any, so that a contact over the seam stays in one piece.
bool OutlineTracer::find_window(const DisplayField& field, std::span<const std::uint16_t> label,
                                std::uint16_t own, Window& window) {
  used_.assign(static_cast<std::size_t>(field.cols), 0);
  int row0 = field.rows, row1 = -1;
  for (int row = 0; row < field.rows; ++row) {
    for (int col = 0; col < field.cols; ++col) {
      if (label[field.at(row, col)] != own) continue;
      row0 = std::min(row0, row);
      row1 = std::max(row1, row);
      used_[static_cast<std::size_t>(col)] = 1;
    }
  }
  if (row1 < 0) return false;
  const auto used = [&](int col) { return used_[static_cast<std::size_t>(col % field.cols)] != 0; };
  int col0 = 0, col1 = field.cols - 1;
  if (field.wrap_cols) {
    int longest = 0, run = 0;
    for (int i = 0; i < 2 * field.cols; ++i) {
      run = used(i) ? 0 : run + 1;
      if (run <= longest || run >= field.cols) continue;
      longest = run;
      col0 = i + 1;
    }
    col0 %= field.cols;
    col1 = col0 + field.cols - 1 - longest;
  } else {
    while (!used(col0)) ++col0;
    while (!used(col1)) --col1;
  }
  window = {row0 - 1, row1 + 1, col0 - 1, col1 + 1};
  return true;
}

void OutlineTracer::sample(const DisplayField& field, std::span<const std::uint16_t> label, std::uint16_t own,
                           float level, const Window& window) {
  // -1 where the level belongs to somebody else, so that the mean of the nearest four is 0 half way to them.
  const auto foreign = [&](int row, int col) {
    const std::size_t i =
        field.at(border_index(row, field.rows, false), border_index(col, field.cols, field.wrap_cols));
    return label[i] != own && field.value[i] >= level ? -1.0F : 1.0F;
  };
  grid_rows_ = (window.row1 - window.row0) * kFiner + 1;
  grid_cols_ = (window.col1 - window.col0) * kFiner + 1;
  grid_.resize(static_cast<std::size_t>(grid_rows_) * static_cast<std::size_t>(grid_cols_));
  std::size_t i = 0;
  for (int r = 0; r < grid_rows_; ++r) {
    const double row = window.row0 + static_cast<double>(r) / kFiner;
    const int row_before = window.row0 + r / kFiner;
    const auto t_row = static_cast<float>(r % kFiner) / kFiner;
    for (int c = 0; c < grid_cols_; ++c, ++i) {
      const double col = window.col0 + static_cast<double>(c) / kFiner;
      // The rim of the grid and what lies outside the mat stay below, so that every line closes.
      const bool outside = r == 0 || c == 0 || r == grid_rows_ - 1 || c == grid_cols_ - 1 || row < -0.5 ||
                           row > field.rows - 0.5 ||
                           (!field.wrap_cols && (col < -0.5 || col > field.cols - 0.5));
      if (outside) {
        grid_[i] = 0.0F;
        continue;
      }
      const int col_before = window.col0 + c / kFiner;
      const auto t_col = static_cast<float>(c % kFiner) / kFiner;
      const float share = std::lerp(
          std::lerp(foreign(row_before, col_before), foreign(row_before, col_before + 1), t_col),
          std::lerp(foreign(row_before + 1, col_before), foreign(row_before + 1, col_before + 1), t_col),
          t_row);
      const float value = interpolate(field, row, col);
      grid_[i] = share >= 1.0F ? value : std::min(value, level * (1.0F + share));
    }
  }
}

// Marching squares. Going clockwise round a square, a crossing leads from the edge where the field falls
// below the level to one where it rises; the neighbour sees that edge the other way round, so the links form
// loops. Edge 2i runs from grid point i to the right, edge 2i + 1 downwards.
void OutlineTracer::link_crossings(float level) {
  next_.assign(grid_.size() * 2, -1);
  for (int r = 0; r + 1 < grid_rows_; ++r) {
    for (int c = 0; c + 1 < grid_cols_; ++c) {
      const std::int32_t i = r * grid_cols_ + c;
      const std::array<std::int32_t, 4> corner{i, i + 1, i + grid_cols_ + 1, i + grid_cols_};
      const std::array<std::int32_t, 4> edge{2 * i, 2 * (i + 1) + 1, 2 * (i + grid_cols_), 2 * i + 1};
      std::array<bool, 4> inside{};
      float sum = 0;
      for (std::size_t k = 0; k < 4; ++k) {
        const float v = grid_[static_cast<std::size_t>(corner[k])];
        inside[k] = v >= level;
        sum += v;
      }
      const bool joined = sum >= 4.0F * level;  // the two high corners of a saddle
      for (std::size_t k = 0; k < 4; ++k) {
        if (!inside[k] || inside[(k + 1) % 4]) continue;
        std::size_t to = k;
        const std::size_t step = joined ? 1 : 3;
        do {
          to = (to + step) % 4;
        } while (inside[to] || !inside[(to + 1) % 4]);
        next_[static_cast<std::size_t>(edge[k])] = edge[to];
      }
    }
  }
}

void OutlineTracer::follow(const SensorLayout& layout, const Window& window, float level,
                           std::vector<Loop>& loops) {
  const auto crossing = [&](std::int32_t edge) {
    const std::int32_t i = edge / 2;
    const std::int32_t j = edge % 2 == 0 ? i + 1 : i + grid_cols_;
    const float a = grid_[static_cast<std::size_t>(i)], b = grid_[static_cast<std::size_t>(j)];
    const double t = static_cast<double>((level - a) / (b - a));
    const double row = i / grid_cols_ + (edge % 2 == 0 ? 0.0 : t);
    const double col = i % grid_cols_ + (edge % 2 == 0 ? t : 0.0);
    return MapPoint{static_cast<float>((window.col0 + col / kFiner + 0.5) * layout.pitch_col_mm),
                    static_cast<float>((window.row0 + row / kFiner + 0.5) * layout.pitch_row_mm)};
  };
  for (std::size_t start = 0; start < next_.size(); ++start) {
    if (next_[start] < 0) continue;
    Loop loop;
    auto edge = static_cast<std::int32_t>(start);
    while (next_[static_cast<std::size_t>(edge)] >= 0) {
      loop.push_back(crossing(edge));
      edge = std::exchange(next_[static_cast<std::size_t>(edge)], -1);
    }
    if (loop.size() < 4) continue;
    for (int pass = 0; pass < kChaikinPasses; ++pass) chaikin(loop, rounded_);
    loops.push_back(std::move(loop));
  }
}

double hold_ring_radius_mm(std::span<const Loop> outline, double x_mm, double y_mm) {
  double farthest = 0;
  for (const Loop& loop : outline) {
    for (const MapPoint& p : loop) farthest = std::max(farthest, std::hypot(p.x - x_mm, p.y - y_mm));
  }
  return std::max(kRingLeast_mm, farthest + kRingOutside_mm);
}

}  // namespace rollscope
