#include "core/correct/harmonic_fill.hpp"

#include <algorithm>

#include "core/base/check.hpp"

namespace rollscope {
namespace {

constexpr int kFewestKnown = 2;
constexpr int kSides[4][2] = {{-1, 0}, {1, 0}, {0, -1}, {0, 1}};  // row, column; opposite ones in pairs

void set(PressureFrame& frame, std::int32_t sensel, double value, float low, float high) {
  const auto i = static_cast<std::size_t>(sensel);
  // Why: a rounded mean may stand a hair outside of what it is the mean of.
  frame.pressure[i] = std::clamp(static_cast<float>(value), low, high);
  frame.validity[i] |= filled;
}

}  // namespace

HarmonicFill::HarmonicFill(const SensorLayout& layout)
    : layout_(layout),
      row_weight_(1.0 / (layout.pitch_row_mm * layout.pitch_row_mm)),
      col_weight_(1.0 / (layout.pitch_col_mm * layout.pitch_col_mm)) {
  holes_.reserve(layout.sensels());
}

std::int32_t HarmonicFill::neighbour(std::int32_t sensel, int dr, int dc) const {
  const int row = sensel / layout_.cols + dr;
  int col = sensel % layout_.cols + dc;
  if (layout_.periodic()) col = (col + layout_.cols) % layout_.cols;
  const bool inside = row >= 0 && row < layout_.rows && col >= 0 && col < layout_.cols;
  const std::int32_t there = row * layout_.cols + col;
  return inside && there != sensel ? there : -1;
}

void HarmonicFill::plan(std::span<const std::uint8_t> mask) {
  ROLLSCOPE_CHECK(mask.size() == layout_.sensels(), "a mask has one entry a sensel");
  holes_.clear();
  const auto count_masked = [&](std::int32_t sensel, std::int32_t& last, double& weight) {
    int masked = 0;
    for (const auto& [dr, dc] : kSides) {
      const std::int32_t n = neighbour(sensel, dr, dc);
      if (n < 0 || mask[static_cast<std::size_t>(n)] == 0 || n == last) continue;
      ++masked;
      last = n;
      weight = dr != 0 ? row_weight_ : col_weight_;
    }
    return masked;
  };
  for (std::int32_t i = 0; i < static_cast<std::int32_t>(mask.size()); ++i) {
    if (mask[static_cast<std::size_t>(i)] == 0) continue;
    std::int32_t other = -1, others_other = -1;
    double coupling = 0.0, unused = 0.0;
    const int masked = count_masked(i, other, coupling);
    if (masked == 0) holes_.push_back({{i, -1}, 0.0});
    // Each pair once, from its first sensel.
    if (masked == 1 && i < other && count_masked(other, others_other, unused) == 1)
      holes_.push_back({{i, other}, coupling});
  }
}

void HarmonicFill::fill(PressureFrame& frame) const {
  for (const Hole& hole : holes_) {
    if (hole.sensel[1] < 0) {
      fill_one(frame, hole.sensel[0]);
    } else {
      fill_two(frame, hole);
    }
  }
}

HarmonicFill::Around HarmonicFill::around(const PressureFrame& frame, std::int32_t sensel) const {
  Around found;
  // Why pairs: a mirrored or turned frame then adds the same numbers in the same order.
  double sums[2] = {0, 0};
  int known[2] = {0, 0};
  for (int side = 0; side < 4; ++side) {
    const std::int32_t n = neighbour(sensel, kSides[side][0], kSides[side][1]);
    if (n < 0 || (frame.validity[static_cast<std::size_t>(n)] & kNotUsable) != 0) continue;
    const float pressure = frame.pressure[static_cast<std::size_t>(n)];
    sums[side / 2] += static_cast<double>(pressure);
    ++known[side / 2];
    found.low = found.known == 0 ? pressure : std::min(found.low, pressure);
    found.high = found.known == 0 ? pressure : std::max(found.high, pressure);
    ++found.known;
  }
  found.sum = row_weight_ * sums[0] + col_weight_ * sums[1];
  found.weight = row_weight_ * known[0] + col_weight_ * known[1];
  return found;
}

void HarmonicFill::fill_one(PressureFrame& frame, std::int32_t sensel) const {
  const Around a = around(frame, sensel);
  if (a.known >= kFewestKnown) set(frame, sensel, a.sum / a.weight, a.low, a.high);
}

// (Wa + w) a - w b = Sa and the same with a and b changed about.
void HarmonicFill::fill_two(PressureFrame& frame, const Hole& hole) const {
  const Around a = around(frame, hole.sensel[0]), b = around(frame, hole.sensel[1]);
  if (a.known + b.known < kFewestKnown) return;
  const double w = hole.coupling, a_all = a.weight + w, b_all = b.weight + w;
  const double determinant = a_all * b_all - w * w;
  float low = a.known > 0 ? a.low : b.low, high = a.known > 0 ? a.high : b.high;
  if (b.known > 0) {
    low = std::min(low, b.low);
    high = std::max(high, b.high);
  }
  set(frame, hole.sensel[0], (b_all * a.sum + w * b.sum) / determinant, low, high);
  set(frame, hole.sensel[1], (a_all * b.sum + w * a.sum) / determinant, low, high);
}

}  // namespace rollscope
