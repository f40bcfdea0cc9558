#include "core/correct/crosstalk.hpp"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <string>

namespace rollscope {
namespace {

Result<void> check_ohm(double ohm, const char* name, bool needed) {
  if (std::isfinite(ohm) && ohm >= 0.0 && (ohm > 0.0 || !needed)) return {};
  return fail(Errc::bad_argument, std::string("[crosstalk] ") + name + " is " + std::to_string(ohm) +
                                      (needed ? "; this front end needs it, in ohm, above 0"
                                              : "; it is a resistance in ohm, 0 or more"));
}

// In the order of FrontEnd.
constexpr std::string_view kFrontEnds[] = {"none", "grounded", "zero-potential", "floating", "corrected"};
constexpr double kUsPerS = 1e6;

}  // namespace

Result<void> check_crosstalk(const Crosstalk& crosstalk) {
  const bool grounded = crosstalk.front_end == FrontEnd::grounded;
  const bool zero_potential = crosstalk.front_end == FrontEnd::zero_potential;
  for (const Result<void>& step : {check_ohm(crosstalk.pulldown_ohm, "pulldown_ohm", grounded),
                                   check_ohm(crosstalk.feedback_ohm, "feedback_ohm", zero_potential),
                                   check_ohm(crosstalk.driver_ohm, "driver_ohm", false),
                                   check_ohm(crosstalk.sense_ohm, "sense_ohm", false)}) {
    if (!step) return step;
  }
  if (!(std::isfinite(crosstalk.full_scale_counts) && crosstalk.full_scale_counts >= 0.0)) {
    return fail(Errc::bad_argument,
                "[crosstalk] full_scale_counts is a number of counts, or 0 for the sensor's own");
  }
  return {};
}

Result<double> crosstalk_full_scale(const Crosstalk& crosstalk, const StreamInfo& stream) {
  if (crosstalk.full_scale_counts > 0.0) return crosstalk.full_scale_counts;
  if (stream.full_scale > 0.0) return stream.full_scale;
  // Why not what the format can hold: a 12-bit converter in 16-bit samples would be off by a factor of 16.
  if (stream.format == SampleFormat::u8) return full_scale_sample(stream);
  return fail(
      Errc::bad_argument,
      "the sensor does not say which count is full scale, and the crosstalk of its lines cannot be solved "
      "without it; give full_scale_counts under [crosstalk] in the calibration");
}

double lone_reading(const Crosstalk& crosstalk, double us) {
  const bool grounded = crosstalk.front_end == FrontEnd::grounded;
  const double share = us / kUsPerS * (grounded ? crosstalk.pulldown_ohm : crosstalk.feedback_ohm);
  return grounded ? share / (1.0 + share) : share;
}

double lone_us(const Crosstalk& crosstalk, double reading) {
  if (crosstalk.front_end == FrontEnd::grounded)
    return kUsPerS / crosstalk.pulldown_ohm * reading / (1.0 - reading);
  return kUsPerS / crosstalk.feedback_ohm * reading;
}

std::string_view word(FrontEnd front_end) {
  return kFrontEnds[static_cast<std::size_t>(front_end)];
}

std::optional<FrontEnd> find_front_end(std::string_view name) {
  const auto found = std::find(std::begin(kFrontEnds), std::end(kFrontEnds), name);
  if (found == std::end(kFrontEnds)) return std::nullopt;
  return static_cast<FrontEnd>(found - std::begin(kFrontEnds));
}

}  // namespace rollscope
