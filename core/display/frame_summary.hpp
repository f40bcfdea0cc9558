// Peak and mean of every sensel since the last reset, for the map's Peak and Mean.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "core/frame/pressure_frame.hpp"

namespace rollscope {

class FrameSummary {
 public:
  void reset();
  // Usable readings only. A frame of another size starts anew.
  void add(const PressureFrame& frame);

  [[nodiscard]] std::uint64_t frames() const { return frames_; }
  // Row-major like the frames; 0 where `validity` says the sensel never had a reading.
  [[nodiscard]] std::span<const float> peak() const { return peak_; }
  [[nodiscard]] std::span<const float> mean() const { return mean_; }
  [[nodiscard]] std::span<const std::uint8_t> validity() const { return validity_; }

 private:
  std::uint64_t frames_ = 0;
  std::vector<float> peak_, mean_;
  std::vector<std::uint32_t> count_;
  std::vector<std::uint8_t> validity_;
};

}  // namespace rollscope
