#include "core/correct/creep.hpp"

#include <algorithm>
#include <cmath>
#include <string>

#include "core/base/check.hpp"

namespace rollscope {
namespace {

// Creep within this time of loading belongs to the curve: nobody reads a pressure sooner.
constexpr double kSettled_s = 0.5;
// Bounds are told in steps of a hundredth of a percent: no library's last digit shows in a result.
constexpr double kSteps = 1e4;

}  // namespace

Result<void> check_creep(const Creep& creep) {
  if (!(creep.per_decade >= 0.0 && creep.per_decade < 1.0)) {
    return fail(Errc::bad_argument, "[creep] per_decade is " + std::to_string(creep.per_decade) +
                                        "; it is a share of the load for each tenfold of time, 0 to 1");
  }
  if (!(creep.uncertainty >= 0.0 && creep.uncertainty <= 1.0)) {
    return fail(Errc::bad_argument, "[creep] uncertainty is " + std::to_string(creep.uncertainty) +
                                        "; it is a share of per_decade, 0 to 1");
  }
  const bool fitting = !creep.tau_s.empty() && creep.tau_s.size() <= kMostCreepStates;
  bool rising = fitting;
  double last = 0.0;
  for (const double tau : creep.tau_s) {
    rising = rising && std::isfinite(tau) && tau > last;
    last = tau;
  }
  if (!rising)
    return fail(Errc::bad_argument, "[creep] tau_s wants 1 to 8 rising times in seconds, each above 0");
  return {};
}

std::array<double, kMostCreepStates> creep_shares(const Creep& creep) {
  std::array<double, kMostCreepStates> shares{};
  const std::vector<double>& tau = creep.tau_s;
  for (std::size_t i = 0; i < tau.size(); ++i) {
    // A time constant at either end stands for as much as lies between it and its neighbour.
    const double below = i > 0 ? std::log10(tau[i] / tau[i - 1]) : 0.0;
    const double above = i + 1 < tau.size() ? std::log10(tau[i + 1] / tau[i]) : 0.0;
    double decades = i > 0 && i + 1 < tau.size() ? 0.5 * (below + above) : below + above;
    if (tau.size() == 1) decades = 1.0;
    shares[i] = creep.per_decade * decades;
  }
  return shares;
}

double creep_uncertainty(const Creep& creep, double from_s, double to_s) {
  const double per_decade =
      creep.characterised() ? creep.uncertainty * creep.per_decade : kTypicalCreepPerDecade;
  const double decades = std::log10((kSettled_s + std::max(from_s, to_s)) / (kSettled_s + from_s));
  return std::round(per_decade * decades * kSteps) / kSteps;
}

CreepInverse::CreepInverse(const Creep& creep, std::size_t sensels)
    : sensels_(sensels), states_(creep.tau_s.size()), share_(creep_shares(creep)) {
  ROLLSCOPE_CHECK(check_creep(creep).has_value(), "a creep model is sound");
  std::ranges::copy(creep.tau_s, tau_s_.begin());
  state_.assign(states_ * sensels, 0.0F);
  load_.assign(sensels, 0.0F);
}

void CreepInverse::set_step(double step_s) {
  if (step_s == step_s_) return;
  step_s_ = step_s;
  double rest = 1.0;
  for (std::size_t i = 0; i < states_; ++i) {
    const double take = -std::expm1(-step_s / tau_s_[i]);
    take_[i] = static_cast<float>(take);
    echo_[i] = static_cast<float>(share_[i] * (1.0 - take));
    rest += share_[i] * take;
  }
  rest_ = static_cast<float>(1.0 / rest);
}

void CreepInverse::process(PressureFrame& frame, double time_s) {
  ROLLSCOPE_CHECK(frame.pressure.size() == sensels_, "a frame of the layout's size");
  set_step(started_ ? std::max(0.0, time_s - last_time_s_) : 0.0);
  started_ = true;
  last_time_s_ = time_s;

  float* __restrict pressure = frame.pressure.data();
  float* __restrict load = load_.data();
  const std::uint8_t* __restrict validity = frame.validity.data();
  for (std::size_t i = 0; i < states_; ++i) {
    const float* __restrict z = state_.data() + i * sensels_;
    const float echo = echo_[i];
    for (std::size_t s = 0; s < sensels_; ++s) pressure[s] -= echo * z[s];
  }
  for (std::size_t s = 0; s < sensels_; ++s) {
    const float corrected = pressure[s] * rest_;
    const bool usable = (validity[s] & kNotUsable) == 0;
    load[s] = usable ? corrected : load[s];
    pressure[s] = usable ? corrected : 0.0F;
  }
  for (std::size_t i = 0; i < states_; ++i) {
    float* __restrict z = state_.data() + i * sensels_;
    const float take = take_[i];
    for (std::size_t s = 0; s < sensels_; ++s) z[s] += take * (load[s] - z[s]);
  }
}

}  // namespace rollscope
