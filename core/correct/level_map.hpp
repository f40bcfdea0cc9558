// What equilibration under more than one load found (science.md 3.2): each sensel's counts S are taken to the
// array's mean curve by a power of its own, S (S / r)^(v - 1).
#pragma once

#include <span>
#include <vector>

#include "core/correct/calibration.hpp"

namespace rollscope {

// r: geometric mean of the loads' mean counts. Below the lowest load straight to zero, so noise round zero is
// not blown up and signed values stay. Deterministic: no pow of the library (core/base/fast_power.hpp).
class LevelMap {
 public:
  LevelMap() = default;  // leaves every sensel as it is
  // For a calibration that was checked (check_calibration).
  explicit LevelMap(const Calibration& calibration);

  [[nodiscard]] bool empty() const { return power_.empty(); }
  // In place; risen: gain * counts over zero, one a sensel.
  void apply(std::span<float> risen) const;

 private:
  std::vector<float> power_;  // v - 1
  std::vector<float> scale_;  // 1 / (gain r)
  float lowest_ = 0.0F;       // lowest load, share of r
};

}  // namespace rollscope
