#include "core/correct/uncertainty_class.hpp"

#include <array>
#include <charconv>
#include <cmath>

namespace rollscope {
namespace {

constexpr double kAcceptLow = 0.90, kAcceptHigh = 1.10;
constexpr double kWarnLow = 0.80, kWarnHigh = 1.25;
constexpr double kWithinA = 0.05, kWithinB = 0.10;
// Why: 0.95 and 1.10 as decimal numbers are within.
constexpr double kSlack = 1e-9;

std::string two_decimals(double value) {
  std::array<char, 32> text;
  const auto end =
      std::to_chars(text.data(), text.data() + text.size(), value, std::chars_format::fixed, 2).ptr;
  return {text.data(), end};
}

bool is_within(double ratio, double share) {
  return std::abs(ratio - 1.0) <= share + kSlack;
}

// What such an array shows is never a measurement of a sensel (science.md 3.4), whatever else it brings.
bool is_estimated(const Calibration& calibration) {
  return calibration.crosstalk.front_end == FrontEnd::floating;
}
constexpr const char* kEstimated =
    "estimated: an array with floating lines sees paths through all its sensels, not each one";

// What is missing for A, in the order a person would do it.
std::string missing_for_a(const Calibration& calibration, double ratio) {
  std::string missing;
  const auto add = [&](bool there, const char* what) {
    if (!there) missing += std::string(missing.empty() ? "" : ", ") + what;
  };
  add(!calibration.equilibration.loads.empty(), "equilibration");
  add(calibration.in_situ, "points taken on the mat as it is used");
  add(is_within(ratio, kWithinA), "a load check within 5 %");
  add(calibration.creep.characterised(), "a creep model");
  return missing;
}

}  // namespace

Verdict load_check_verdict(double ratio) {
  if (ratio >= kAcceptLow - kSlack && ratio <= kAcceptHigh + kSlack) return Verdict::accept;
  if (ratio >= kWarnLow - kSlack && ratio <= kWarnHigh + kSlack) return Verdict::warn;
  return Verdict::refuse;
}

std::string_view word(Verdict verdict) {
  switch (verdict) {
    case Verdict::accept:
      return "accept";
    case Verdict::warn:
      return "warn";
    case Verdict::refuse:
      return "refuse";
  }
  return "";
}

double load_ratio(const LoadCheck& check) {
  return check.measured_n / check.known_n;
}

std::optional<double> worst_load_ratio(const Calibration& calibration) {
  std::optional<double> worst;
  for (const LoadCheck& check : calibration.checks) {
    if (check.pressure_scale != calibration.pressure_scale) continue;
    const double ratio = load_ratio(check);
    if (!worst || std::abs(ratio - 1.0) > std::abs(*worst - 1.0)) worst = ratio;
  }
  return worst;
}

UncertaintyClass evidence_class(const Calibration& calibration) {
  if (is_estimated(calibration)) return {.letter = 'C', .why = kEstimated};
  if (calibration.points.empty()) return {.letter = 'C', .why = "no curve"};
  const auto ratio = worst_load_ratio(calibration);
  if (!ratio)
    return {.letter = 'C',
            .why = calibration.checks.empty() ? "no load check with a known mass"
                                              : "no load check since the pressure was rescaled"};
  if (!is_within(*ratio, kWithinB))
    return {.letter = 'C', .why = "the load check read " + two_decimals(*ratio) + " of the known force"};
  const std::string missing = missing_for_a(calibration, *ratio);
  if (missing.empty()) return {.letter = 'A', .why = {}};
  return {.letter = 'B', .why = "not A for want of " + missing};
}

UncertaintyClass calibration_class(const Calibration& calibration) {
  if (is_estimated(calibration)) return {.letter = 'C', .why = kEstimated};
  if (calibration.quality_class == 'C') {
    const UncertaintyClass evidence = evidence_class(calibration);
    return {.letter = 'C',
            .declared = true,
            .why = evidence.letter == 'C' ? evidence.why : "the calibration declares class C"};
  }
  if (calibration.points.empty() || !calibration.checks.empty()) return evidence_class(calibration);
  return {.letter = 'B', .declared = true, .why = "declared by the calibration; no load check recorded"};
}

UncertaintyClass stream_class(const StreamInfo& stream, const std::optional<Calibration>& calibration) {
  if (stream.format == SampleFormat::f32_kpa)
    return {.letter = 'B', .declared = true, .why = "the file is in kPa; taken as in order"};
  if (calibration) return calibration_class(*calibration);
  if (stream.kpa_per_count > 0.0)
    return {.letter = 'B', .declared = true, .why = "declared by the device, which states its kPa per count"};
  return {.letter = 'C', .why = "not calibrated: counts only"};
}

}  // namespace rollscope
