// Finds sensels that have stopped answering (science.md 3.7, "dead").
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "core/frame/pressure_frame.hpp"
#include "core/frame/sensor_layout.hpp"

namespace rollscope {

// A sensel is dead when its sample did not move at all for 5 s while at least 3 of its neighbours, two of
// them on opposite sides of it, changed by more than 20 kPa (5.3 % of full scale in counts). Why opposite
// sides: beside the straight edge of a patch three neighbours change while a healthy sensel rightly reads
// nothing. It is alive again once it moves. Looked at once a second. No allocation after construction.
class DeadSensels {
 public:
  // `change` is the neighbours' change in the frame's unit.
  DeadSensels(const SensorLayout& layout, float change);

  // One frame: despiked samples and their pressures.
  void add(std::span<const float> samples, const PressureFrame& frame, double time_s);

  [[nodiscard]] std::span<const std::uint8_t> mask() const { return dead_; }  // 1: dead
  [[nodiscard]] int count() const { return count_; }
  // A new calibration or zero changes what pressure means: what was gathered is forgotten, the mask stays.
  void restart(float change);

 private:
  static constexpr int kSeconds = 5;
  void open_bucket(std::int64_t second);
  void judge();
  [[nodiscard]] bool neighbours_changed(int row, int col) const;

  SensorLayout layout_;
  float change_ = 20.0F;
  std::int64_t second_ = -1;  // of the open bucket; -1: none
  int buckets_ = 0;           // filled without a break, the open one included
  // One row of sensels a second, in a ring.
  std::vector<float> sample_low_, sample_high_, pressure_low_, pressure_high_;
  std::vector<std::uint8_t> changed_;  // scratch of judge()
  std::vector<std::uint8_t> dead_;
  int count_ = 0;
};

}  // namespace rollscope
