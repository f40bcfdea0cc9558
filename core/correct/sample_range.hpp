// The lowest and highest sample of each sensel over the last five seconds: what sensel health goes by.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "core/frame/sensor_layout.hpp"

namespace rollscope {

// Second by second, in a ring. Fast streams are looked at in turn, a share of the rows each frame, so that a
// sensel is looked at 10 to 20 times a second whatever the rate. No allocation after construction.
class SampleRange {
 public:
  static constexpr int kSeconds = 5;

  explicit SampleRange(const SensorLayout& layout);

  // True when a second has just been completed before this frame; low(), high() and the rest are then of the
  // time before it. NaN is no sample.
  bool add(std::span<const float> samples, double time_s);
  void restart();  // forgets everything

  // Five seconds without a break are complete. Until then only the last second is good.
  [[nodiscard]] bool complete() const { return complete_; }
  [[nodiscard]] double since_s() const { return static_cast<double>(closed_ - kSeconds + 1); }
  [[nodiscard]] double second_s() const { return static_cast<double>(closed_); }
  // Over five seconds; low above high: no sample.
  [[nodiscard]] std::span<const float> low() const { return low_; }
  [[nodiscard]] std::span<const float> high() const { return high_; }
  // Over the last second.
  [[nodiscard]] std::span<const float> second_low() const { return bucket(bucket_low_, closed_); }
  [[nodiscard]] std::span<const float> second_high() const { return bucket(bucket_high_, closed_); }

 private:
  [[nodiscard]] std::span<const float> bucket(const std::vector<float>& of, std::int64_t second) const;
  void close();
  void open(std::int64_t second);
  void look(std::span<const float> samples);

  std::size_t rows_, cols_, sensels_;
  std::int64_t second_ = -1;  // of the open bucket; -1: none
  std::int64_t closed_ = 0;
  int buckets_ = 0;  // without a break, the open one included
  bool complete_ = false;
  std::size_t frames_ = 0;                       // in the open bucket
  std::size_t turns_ = 1;                        // every turns_-th row is looked at in a frame
  std::vector<float> bucket_low_, bucket_high_;  // a row of sensels a second
  std::vector<float> low_, high_;
};

}  // namespace rollscope
