#include "drivers/devices/clock_drift.hpp"

#include <cmath>

namespace rollscope {
namespace {

constexpr double kSettleEvery_s = 1.0;
constexpr double kWatch_least_s = 5.0;
constexpr double kClock_most_ppm = 10'000.0;

}  // namespace

void ClockDrift::push(std::int64_t device_us, std::int64_t arrived_ns) {
  if (!any_) {
    any_ = true;
    first_us_ = device_us;
    first_ns_ = arrived_ns;
    next_settle_s_ = kWatch_least_s;
  }
  const std::int64_t elapsed_us = device_us - first_us_;
  const double device_s = static_cast<double>(elapsed_us) * 1e-6;
  envelope_.add(device_s, static_cast<double>(arrived_ns - first_ns_ - elapsed_us * 1000) * 1e-9);
  if (device_s < next_settle_s_) return;
  next_settle_s_ = device_s + kSettleEvery_s;
  settle();
}

void ClockDrift::settle() {
  const auto line = envelope_.line();
  if (!line) return;
  // The computer's time grows by 1 + slope while the device's grows by 1.
  ppm_ = -line->slope / (1.0 + line->slope) * 1e6;
  const bool is_clock = std::isfinite(ppm_) && std::abs(ppm_) <= kClock_most_ppm;
  watched_s_ = is_clock ? envelope_.span() : 0.0;
  if (!is_clock) ppm_ = 0.0;
}

}  // namespace rollscope
