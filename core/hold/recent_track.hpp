// The last seconds of a track, to find when it really came to rest: the smoothed speed of science.md 2.3 says
// so only some 0.3 s later, and later still when the person sways.
#pragma once

#include <array>
#include <cstddef>

#include "core/base/time_base.hpp"
#include "core/hold/hold_input.hpp"

namespace rollscope {

// Besides the newest at most one sample each 20 ms is kept, so that the span is the same at every frame rate.
class RecentTrack {
 public:
  struct Sample {
    double time_s = 0;
    double counted_s = 0, lost_s = 0;  // of the time since the sample before it
    HoldInput in;
  };

  void push(const Tick& tick, const HoldInput& in);
  void clear() { size_ = 0; }

  // 0 is the oldest.
  [[nodiscard]] std::size_t size() const { return size_; }
  [[nodiscard]] const Sample& operator[](std::size_t i) const { return samples_[(first_ + i) % kCapacity]; }

  // Displacement over some 0.1 s to each side by time: no delay. period_x_mm: 0 when flat.
  [[nodiscard]] double centred_speed_mm_s(std::size_t i, double period_x_mm) const;

 private:
  static constexpr std::size_t kCapacity = 128;
  std::array<Sample, kCapacity> samples_{};
  std::size_t first_ = 0, size_ = 0;
};

}  // namespace rollscope
