#include "core/correct/flicker_watch.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <limits>

#include "core/base/check.hpp"
#include "core/correct/lane_kernels.hpp"

namespace rollscope {
namespace {

constexpr float kThreeSigma = 3.0F * 1.4826F;  // per median absolute deviation
constexpr float kAloneShare = 0.5F;
constexpr int kFewestNeighbours = 2;
constexpr std::size_t kMiddle = 3;
constexpr double kNever = -std::numeric_limits<double>::infinity();

float median_of_three(float a, float b, float c) {
  return std::max(std::min(a, b), std::min(std::max(a, b), c));
}

float middle_of(std::array<float, 7> values) {
  std::nth_element(values.begin(), values.begin() + kMiddle, values.end());
  return values[kMiddle];
}

}  // namespace

FlickerWatch::FlickerWatch(const SensorLayout& layout) : neighbourhood_(layout), sensels_(layout.sensels()) {
  frames_.assign(kFrames * sensels_, 0.0F);
  examined_.assign(sensels_, 0);
  standing_out_.assign((sensels_ + 63) / 64, 0);
  restart();
}

void FlickerWatch::restart() {
  count_ = 0;
  spiky_ = 0;
  any_ = false;
  std::ranges::fill(examined_, 0U);
  hits_.assign(kHits * sensels_, kNever);
  passing_.assign(kHits * sensels_, kNever);
}

void FlickerWatch::add(std::span<const float> samples, bool spiky, std::span<const std::uint8_t> left_out,
                       double time_s) {
  ROLLSCOPE_CHECK(samples.size() == sensels_, "a frame has one sample a sensel");
  std::ranges::copy(samples, frames_.begin() + static_cast<std::ptrdiff_t>(count_ % kFrames * sensels_));
  ++count_;
  spiky_ = spiky_ << 1U | (spiky ? 1U : 0U);
  if (count_ < kFrames) return;
  Window window;
  for (std::size_t k = 0; k < kFrames; ++k) window[k] = frames_.data() + (count_ + k) % kFrames * sensels_;
  // Why two strides: a sensel that is on and off for two frames each looks alike at every third.
  if (count_ % 2 == 0) look(window, count_ % 4 == 0 ? 2 : 3, left_out, time_s);
  if ((spiky_ & 4U) != 0) look(window, 1, left_out, time_s);
}

// Examines what stands out, in the frame three ago, from those `stride` before and after.
void FlickerWatch::look(const Window& window, std::size_t stride, std::span<const std::uint8_t> left_out,
                        double time_s) {
  mark_spikes({.now = window[kMiddle + stride],
               .before = window[kMiddle],
               .long_before = window[kMiddle - stride],
               .count = sensels_},
              height_, standing_out_.data());
  for (std::size_t word = 0; word < standing_out_.size(); ++word) {
    for (std::uint64_t bits = standing_out_[word]; bits != 0; bits &= bits - 1)
      examine(window, 64 * word + static_cast<std::size_t>(std::countr_zero(bits)), left_out, time_s);
  }
}

void FlickerWatch::examine(const Window& window, std::size_t sensel, std::span<const std::uint8_t> left_out,
                           double time_s) {
  if (examined_[sensel] != 0 && count_ - examined_[sensel] < kMiddle) return;
  std::array<float, kFrames> values, deviations;
  float widest = 0.0F;
  for (std::size_t k = 0; k < kFrames; ++k) {
    values[k] = window[k][sensel];
    if (!std::isfinite(values[k])) return;
    widest = std::max(widest, std::abs(values[k] - window[kMiddle][sensel]));
  }
  // First what most often says no: the deviation from the median is at most `widest`.
  const float around = moved_around(window, sensel, widest, left_out);
  if (around >= kAloneShare * widest) return;
  const float median = middle_of(values);
  for (std::size_t k = 0; k < kFrames; ++k) deviations[k] = std::abs(values[k] - median);
  const float deviation = values[kMiddle] - median;
  if (std::abs(deviation) <= std::max(height_, kThreeSigma * middle_of(deviations))) return;
  if (around >= kAloneShare * std::abs(deviation)) return;

  const auto off = [&](float sample) {
    const float by = sample - median;
    return std::abs(by) > height_ && (by > 0.0F) == (deviation > 0.0F);
  };
  int length = 1, passed = 0;
  for (const std::size_t k : {kMiddle - 1, kMiddle + 1}) length += off(values[k]) ? 1 : 0;
  for (std::size_t k = kMiddle; k < kFrames - 1; ++k)
    passed += off(median_of_three(values[k - 2], values[k - 1], values[k])) ? 1 : 0;
  note(hits_, sensel, length, time_s);
  note(passing_, sensel, passed, time_s);
  examined_[sensel] = count_;
  any_ = true;
}

// By how much a neighbour changed within the window: the largest, or the first that settles the matter for a
// deviation of up to `widest`. With too few neighbours to tell: infinite.
float FlickerWatch::moved_around(const Window& window, std::size_t sensel, float widest,
                                 std::span<const std::uint8_t> left_out) const {
  int known = 0;
  float largest = 0.0F;
  neighbourhood_.visit(static_cast<std::int32_t>(sensel), [&](std::int32_t n) {
    const auto i = static_cast<std::size_t>(n);
    if (largest >= kAloneShare * widest || left_out[i] != 0) return;
    float low = window[0][i], high = low;
    for (std::size_t k = 1; k < kFrames; ++k) {
      low = std::min(low, window[k][i]);
      high = std::max(high, window[k][i]);
    }
    if (!std::isfinite(high - low)) return;
    ++known;
    largest = std::max(largest, high - low);
  });
  const bool settled = largest >= kAloneShare * widest;
  return settled || known >= kFewestNeighbours ? largest : std::numeric_limits<float>::infinity();
}

void FlickerWatch::note(std::vector<double>& times, std::size_t sensel, int count, double time_s) {
  const auto first = times.begin() + static_cast<std::ptrdiff_t>(sensel * kHits);
  for (int i = 0; i < count; ++i) {
    std::rotate(first, first + 1, first + kHits);
    first[kHits - 1] = time_s;
  }
}

}  // namespace rollscope
