// Creep forwards: how a sensor's reading of a load rises with time (science.md 3.5).
#pragma once

#include <array>
#include <cstddef>
#include <vector>

#include "core/correct/creep.hpp"

namespace rollscope {

// y = x + sum c_i z_i for each sensel, z_i following x. Does not allocate after construction.
class CreepModel {
 public:
  CreepModel(const Creep& creep, std::size_t sensels);

  // What the sensel feels of `kpa` that lay on it for the last step_s seconds. Each sensel once a step; the
  // step may change from one to the next.
  float feel(std::size_t sensel, float kpa, double step_s);

 private:
  std::size_t states_ = 0;
  std::array<double, kMostCreepStates> share_{}, tau_s_{}, take_{};
  double step_s_ = -1.0;
  std::vector<double> state_;  // states_ a sensel
};

}  // namespace rollscope
