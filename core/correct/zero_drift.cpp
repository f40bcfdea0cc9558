#include "core/correct/zero_drift.hpp"

#include <algorithm>
#include <cmath>

namespace rollscope {
namespace {

constexpr double kSpan_s = 5.0, kLook_s = 0.04, kTimeSlack_s = 1e-6;
constexpr float kArrayKpa = 2.0F, kSenselKpa = 5.0F;
constexpr float kStepKpa = 0.5F, kMedianKpa = 0.2F;
constexpr float kEnds = 0.8F;  // share of its limit under which a drift has gone
constexpr float kOverKpa = 1.0F;
constexpr double kLoadN = 5.0, kNewtonPerKpaCm2 = 0.1;
constexpr double kShareOfKpa = 0.00267;  // of full scale, in counts (design.md 5: 30 kPa are 8 %)

// One kPa in the frame's unit.
float unit_kpa(const PressureConverter& converter) {
  if (converter.unit() == PressureUnit::kpa) return 1.0F;
  return static_cast<float>(kShareOfKpa * converter.full_scale());
}

}  // namespace

ZeroDrift::ZeroDrift(const SensorLayout& layout) : layout_(layout) {
  for (auto* values : {&sum_, &mean_, &before_}) values->assign(layout.sensels(), 0.0F);
  offset_.pressure.assign(layout.sensels(), 0.0F);
  offset_.validity.assign(layout.sensels(), missing);
  drifted_.assign(layout.sensels(), 0);
  live_.assign(layout.sensels(), 0);
  sorted_.reserve(layout.sensels());
}

void ZeroDrift::restart() {
  first_s_ = -1;
  spans_ = 0;
  array_drifted_ = false;
  std::ranges::fill(drifted_, std::uint8_t{0});
}

bool ZeroDrift::add(std::span<const float> samples, bool unloaded, std::span<const std::uint8_t> masked,
                    const PressureConverter& converter, double time_s) {
  if (!unloaded || time_s < last_s_) {
    first_s_ = -1;
    spans_ = 0;
  }
  if (!unloaded || (first_s_ >= 0 && time_s - last_s_ < kLook_s - kTimeSlack_s)) {
    if (!unloaded) last_s_ = time_s;
    return false;
  }
  // A gap in the frames: nobody knows what pressed meanwhile.
  if (first_s_ >= 0 && time_s - last_s_ > 1.0) {
    first_s_ = -1;
    spans_ = 0;
  }
  last_s_ = time_s;
  if (first_s_ < 0) {
    first_s_ = time_s;
    looks_ = 0;
    std::ranges::fill(sum_, 0.0F);
  }
  for (std::size_t i = 0; i < sum_.size(); ++i) sum_[i] += samples[i];
  ++looks_;
  if (time_s - first_s_ < kSpan_s - kTimeSlack_s) return false;
  since_s_ = first_s_;
  first_s_ = -1;
  judge(masked, converter);
  return true;
}

void ZeroDrift::judge(std::span<const std::uint8_t> masked, const PressureConverter& converter) {
  before_.swap(mean_);
  const auto looks = static_cast<float>(looks_);
  for (std::size_t i = 0; i < sum_.size(); ++i) mean_[i] = sum_[i] / looks;
  converter.convert(mean_, offset_);
  for (std::size_t i = 0; i < live_.size(); ++i) {
    live_[i] = masked[i] == 0 && (offset_.validity[i] & (kNotUsable | saturated)) == 0 ? 1 : 0;
  }
  median_ = median(live_);
  const float kpa = unit_kpa(converter);
  spans_ = carries_load(live_, median_, kpa) ? 0 : spans_ + 1;
  if (spans_ == 0) return;
  const auto beyond = [](float value, float limit, bool already) {
    return std::abs(value) > (already ? kEnds : 1.0F) * limit;
  };
  array_drifted_ = beyond(median_, kArrayKpa * kpa, array_drifted_);
  for (std::size_t i = 0; i < live_.size(); ++i) {
    const bool off = beyond(offset_.pressure[i] - median_, kSenselKpa * kpa, drifted_[i] != 0);
    drifted_[i] = live_[i] != 0 && off ? 1 : 0;
  }
}

float ZeroDrift::median(std::span<const std::uint8_t> live) {
  sorted_.clear();
  for (std::size_t i = 0; i < live.size(); ++i)
    if (live[i] != 0) sorted_.push_back(offset_.pressure[i]);
  if (sorted_.empty()) return 0.0F;
  const auto middle = sorted_.begin() + static_cast<std::ptrdiff_t>(sorted_.size() / 2);
  std::nth_element(sorted_.begin(), middle, sorted_.end());
  return *middle;
}

bool ZeroDrift::carries_load(std::span<const std::uint8_t> live, float median, float kpa) const {
  double sum = 0;
  for (std::size_t i = 0; i < live.size(); ++i) {
    const float over = offset_.pressure[i] - median;
    if (live[i] != 0 && over > kOverKpa * kpa) sum += static_cast<double>(over / kpa);
  }
  return sum * layout_.sensel_area_cm2() * kNewtonPerKpaCm2 >= kLoadN;
}

std::optional<ZeroStep> ZeroDrift::follow(std::span<float> zero, const PressureConverter& converter) {
  if (spans_ < 2) return std::nullopt;
  spans_ = 0;
  const float kpa = unit_kpa(converter);
  const bool calibrated = converter.unit() == PressureUnit::kpa;
  const auto limit = static_cast<float>(calibrated ? converter.samples_at(static_cast<double>(kStepKpa))
                                                   : static_cast<double>(kStepKpa * kpa));
  // Over both spans, so that a second's noise moves nothing.
  const auto off = [&](std::size_t i) { return 0.5F * (mean_[i] + before_[i]) - zero[i]; };
  bool needed = std::abs(median_) > kMedianKpa * kpa;
  for (std::size_t i = 0; i < live_.size(); ++i)
    needed = needed || (live_[i] != 0 && std::abs(off(i)) > limit);
  if (!needed) return std::nullopt;
  ZeroStep step;
  for (std::size_t i = 0; i < live_.size(); ++i) {
    const float moved = std::clamp(off(i), -limit, limit);
    if (live_[i] == 0 || !std::isfinite(moved) || moved == 0.0F) continue;
    zero[i] += moved;
    ++step.sensels;
    const float share = limit > 0.0F ? std::abs(moved) / limit : 0.0F;
    step.largest_kpa = std::max(step.largest_kpa, share * kStepKpa * kpa);
  }
  return step;
}

}  // namespace rollscope
