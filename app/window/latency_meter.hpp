// How long a frame takes from the sensor to the screen: p50 and p95 over the last ones shown.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>

namespace rollscope {

class LatencyMeter {
 public:
  void add(double ms) {
    values_[next_] = ms;
    next_ = (next_ + 1) % values_.size();
    count_ = std::min(count_ + 1, values_.size());
  }
  void clear() { count_ = next_ = 0; }
  [[nodiscard]] std::size_t count() const { return count_; }
  // share 0..1; 0 without a value.
  [[nodiscard]] double quantile(double share) const {
    if (count_ == 0) return 0;
    auto sorted = values_;
    const auto at = std::min(count_ - 1, static_cast<std::size_t>(share * static_cast<double>(count_)));
    std::nth_element(sorted.begin(), sorted.begin() + static_cast<std::ptrdiff_t>(at),
                     sorted.begin() + static_cast<std::ptrdiff_t>(count_));
    return sorted[at];
  }

 private:
  std::array<double, 256> values_{};
  std::size_t next_ = 0, count_ = 0;
};

}  // namespace rollscope
