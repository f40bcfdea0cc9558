#include "core/scene/creep_model.hpp"

#include <algorithm>
#include <cmath>

#include "core/base/check.hpp"

namespace rollscope {

CreepModel::CreepModel(const Creep& creep, std::size_t sensels)
    : states_(creep.tau_s.size()), share_(creep_shares(creep)), state_(states_ * sensels, 0.0) {
  ROLLSCOPE_CHECK(check_creep(creep).has_value(), "a creep model is sound");
  std::ranges::copy(creep.tau_s, tau_s_.begin());
}

float CreepModel::feel(std::size_t sensel, float kpa, double step_s) {
  if (step_s != step_s_) {
    step_s_ = step_s;
    for (std::size_t i = 0; i < states_; ++i) take_[i] = 1.0 - std::exp(-step_s / tau_s_[i]);
  }
  double* z = &state_[sensel * states_];
  double felt = static_cast<double>(kpa);
  for (std::size_t i = 0; i < states_; ++i) {
    z[i] += take_[i] * (static_cast<double>(kpa) - z[i]);
    felt += share_[i] * z[i];
  }
  return static_cast<float>(felt);
}

}  // namespace rollscope
