#include "core/correct/sample_range.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/base/check.hpp"

namespace rollscope {
namespace {

constexpr float kInfinity = std::numeric_limits<float>::infinity();
constexpr std::size_t kLooksASecond = 10, kMostTurns = 8;

}  // namespace

SampleRange::SampleRange(const SensorLayout& layout)
    : rows_(static_cast<std::size_t>(layout.rows)),
      cols_(static_cast<std::size_t>(layout.cols)),
      sensels_(layout.sensels()) {
  for (auto* range : {&bucket_low_, &bucket_high_}) range->assign(kSeconds * sensels_, 0.0F);
  for (auto* range : {&low_, &high_}) range->assign(sensels_, 0.0F);
}

void SampleRange::restart() {
  second_ = -1;
  buckets_ = 0;
  complete_ = false;
}

bool SampleRange::add(std::span<const float> samples, double time_s) {
  ROLLSCOPE_CHECK(samples.size() == sensels_, "a frame has one sample a sensel");
  // Why: analysis time starts at 0; a clock set back before it must not index below the ring.
  const auto second = std::max<std::int64_t>(0, static_cast<std::int64_t>(std::floor(time_s)));
  bool closed = false;
  if (second != second_) {
    const bool follows = second_ >= 0 && second == second_ + 1;
    closed = follows;
    if (follows) close();
    buckets_ = follows ? std::min(buckets_ + 1, kSeconds) : 1;
    open(second);
  }
  look(samples);
  return closed;
}

std::span<const float> SampleRange::bucket(const std::vector<float>& of, std::int64_t second) const {
  return std::span(of).subspan(static_cast<std::size_t>(second % kSeconds) * sensels_, sensels_);
}

void SampleRange::close() {
  closed_ = second_;
  complete_ = buckets_ >= kSeconds;
  turns_ = std::clamp<std::size_t>(frames_ / kLooksASecond, 1, kMostTurns);
  if (!complete_) return;
  for (std::size_t i = 0; i < sensels_; ++i) {
    float low = kInfinity, high = -kInfinity;
    for (std::size_t at = i; at < bucket_low_.size(); at += sensels_) {
      low = std::min(low, bucket_low_[at]);
      high = std::max(high, bucket_high_[at]);
    }
    low_[i] = low;
    high_[i] = high;
  }
}

void SampleRange::open(std::int64_t second) {
  second_ = second;
  frames_ = 0;
  const auto base = static_cast<std::ptrdiff_t>(static_cast<std::size_t>(second % kSeconds) * sensels_);
  std::fill_n(bucket_low_.begin() + base, sensels_, kInfinity);
  std::fill_n(bucket_high_.begin() + base, sensels_, -kInfinity);
}

void SampleRange::look(std::span<const float> samples) {
  const std::size_t base = static_cast<std::size_t>(second_ % kSeconds) * sensels_;
  for (std::size_t row = frames_++ % turns_; row < rows_; row += turns_) {
    const float* __restrict sample = samples.data() + row * cols_;
    float* __restrict low = bucket_low_.data() + base + row * cols_;
    float* __restrict high = bucket_high_.data() + base + row * cols_;
    for (std::size_t col = 0; col < cols_; ++col) {
      low[col] = sample[col] < low[col] ? sample[col] : low[col];
      high[col] = sample[col] > high[col] ? sample[col] : high[col];
    }
  }
}

}  // namespace rollscope
