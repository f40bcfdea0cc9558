#include "app/report/stream_clock.hpp"

#include <fmt/format.h>

#include <cmath>

namespace rollscope {
namespace {

const char* pace(double drift_ppm) {
  return drift_ppm < 0.0 ? "slow" : "fast";
}

}  // namespace

std::string clock_text(const StreamInfo& stream, const StreamHealth& health) {
  if (stream.device_clock) {
    if (health.drift_watched_s <= 0.0) return {};
    return fmt::format("the device's runs {:.1f} ppm {}, watched for {:.0f} s", std::abs(health.drift_ppm),
                       pace(health.drift_ppm), health.drift_watched_s);
  }
  if (health.arrival_p95_ms <= 0.0) return {};
  return fmt::format(
      "the computer's, bunches removed; 95 % of the frames arrived within {:.2g} ms of their time",
      health.arrival_p95_ms);
}

std::string short_clock_text(const StreamInfo& stream, const StreamHealth& health) {
  if (clock_text(stream, health).empty()) return {};
  if (stream.device_clock)
    return fmt::format("Device's clock {:.1f} ppm {}, watched for {:.0f} s", std::abs(health.drift_ppm),
                       pace(health.drift_ppm), health.drift_watched_s);
  return fmt::format("Computer's clock, 95 % of arrivals within {:.2g} ms", health.arrival_p95_ms);
}

}  // namespace rollscope
