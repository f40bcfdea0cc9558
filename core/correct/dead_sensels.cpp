#include "core/correct/dead_sensels.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/base/check.hpp"

namespace rollscope {
namespace {

constexpr float kInfinity = std::numeric_limits<float>::infinity();
constexpr int kNeighboursNeeded = 3;

}  // namespace

DeadSensels::DeadSensels(const SensorLayout& layout, float change) : layout_(layout), change_(change) {
  const std::size_t sensels = layout.sensels();
  for (auto* range : {&sample_low_, &sample_high_, &pressure_low_, &pressure_high_}) {
    range->assign(kSeconds * sensels, 0.0F);
  }
  changed_.assign(sensels, 0);
  dead_.assign(sensels, 0);
}

void DeadSensels::restart(float change) {
  change_ = change;
  second_ = -1;
  buckets_ = 0;
}

void DeadSensels::add(std::span<const float> samples, const PressureFrame& frame, double time_s) {
  ROLLSCOPE_CHECK(samples.size() == dead_.size(), "a frame has one sample a sensel");
  const auto second = static_cast<std::int64_t>(std::floor(time_s));
  if (second_ < 0 || second != second_) {
    const bool follows = second_ >= 0 && second == second_ + 1;
    if (follows && buckets_ >= kSeconds) judge();
    buckets_ = follows ? std::min(buckets_ + 1, kSeconds) : 1;
    open_bucket(second);
  }
  const std::size_t base = static_cast<std::size_t>(second_ % kSeconds) * dead_.size();
  for (std::size_t i = 0; i < samples.size(); ++i) {
    sample_low_[base + i] = samples[i] < sample_low_[base + i] ? samples[i] : sample_low_[base + i];
    sample_high_[base + i] = samples[i] > sample_high_[base + i] ? samples[i] : sample_high_[base + i];
  }
  for (std::size_t i = 0; i < samples.size(); ++i) {
    const bool usable = (frame.validity[i] & kNotUsable) == 0;
    const float low = usable ? frame.pressure[i] : kInfinity;
    const float high = usable ? frame.pressure[i] : -kInfinity;
    pressure_low_[base + i] = std::min(pressure_low_[base + i], low);
    pressure_high_[base + i] = std::max(pressure_high_[base + i], high);
  }
}

void DeadSensels::open_bucket(std::int64_t second) {
  // Why: analysis time starts at 0; a clock set back before it must not index below the ring.
  second_ = std::max<std::int64_t>(second, 0);
  const auto base = static_cast<std::ptrdiff_t>(static_cast<std::size_t>(second_ % kSeconds) * dead_.size());
  const auto count = static_cast<std::ptrdiff_t>(dead_.size());
  std::fill_n(sample_low_.begin() + base, count, kInfinity);
  std::fill_n(sample_high_.begin() + base, count, -kInfinity);
  std::fill_n(pressure_low_.begin() + base, count, kInfinity);
  std::fill_n(pressure_high_.begin() + base, count, -kInfinity);
}

void DeadSensels::judge() {
  const std::size_t sensels = dead_.size();
  for (std::size_t i = 0; i < sensels; ++i) {
    float low = kInfinity, high = -kInfinity;
    for (std::size_t at = i; at < pressure_low_.size(); at += sensels) {
      low = std::min(low, pressure_low_[at]);
      high = std::max(high, pressure_high_[at]);
    }
    changed_[i] = high - low > change_ ? 1 : 0;
  }
  count_ = 0;
  for (std::size_t i = 0; i < sensels; ++i) {
    float low = kInfinity, high = -kInfinity;
    for (std::size_t at = i; at < sample_low_.size(); at += sensels) {
      low = std::min(low, sample_low_[at]);
      high = std::max(high, sample_high_[at]);
    }
    const auto row = static_cast<int>(i) / layout_.cols, col = static_cast<int>(i) % layout_.cols;
    const bool present = layout_.present.empty() || layout_.present[i] != 0;
    if (high > low) dead_[i] = 0;
    if (present && high == low && dead_[i] == 0 && neighbours_changed(row, col)) dead_[i] = 1;
    count_ += dead_[i];
  }
}

bool DeadSensels::neighbours_changed(int row, int col) const {
  const auto changed = [&](int dr, int dc) {
    const int r = row + dr;
    int c = col + dc;
    if (layout_.periodic()) c = (c + layout_.cols) % layout_.cols;
    if (r < 0 || r >= layout_.rows || c < 0 || c >= layout_.cols) return 0;
    return static_cast<int>(changed_[static_cast<std::size_t>(r * layout_.cols + c)]);
  };
  int count = 0;
  bool opposite = false;
  constexpr int kHalf[4][2] = {{0, 1}, {1, -1}, {1, 0}, {1, 1}};
  for (const auto& [dr, dc] : kHalf) {
    const int there = changed(dr, dc), back = changed(-dr, -dc);
    count += there + back;
    opposite = opposite || (there != 0 && back != 0);
  }
  return opposite && count >= kNeighboursNeeded;
}

}  // namespace rollscope
