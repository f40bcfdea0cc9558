#include "core/correct/calibration_build.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

#include "core/correct/load_reading.hpp"
#include "core/correct/pressure_converter.hpp"
#include "core/correct/uncertainty_class.hpp"
#include "core/frame/neighbourhood.hpp"

namespace rollscope {
namespace {

constexpr double kPatchShare = 0.02;   // of the peak: what belongs to the pressed patch,
constexpr double kNoiseShare = 0.001;  // and at least this share of full scale
constexpr double kStep = 0.7;          // of a correction: settles for curves up to counts^2.8
constexpr double kTrim = 0.1;
constexpr int kMostRounds = 60;
constexpr double kAgree = 1e-4;  // of the force: done
constexpr double kFits = 0.03;   // of the force: still good

std::string number(double value) {
  std::array<char, 32> text;
  const auto end =
      std::to_chars(text.data(), text.data() + text.size(), value, std::chars_format::general, 4).ptr;
  return {text.data(), end};
}

// Counts over zero as the curve sees them: levelled, NaN and masked ones 0.
std::vector<double> levelled_counts(const Calibration& calibration, const StreamInfo& stream,
                                    std::span<const float> counts) {
  Calibration bare = calibration;
  bare.points.clear();
  bare.checks.clear();
  bare.zero.clear();
  bare.quality_class = 'C';
  bare.crosstalk = {};  // Why: where lines are solved the counts given are the solved signal already.
  StreamInfo unlimited = stream;
  unlimited.full_scale = 0.0;
  const auto converter = PressureConverter::make(unlimited, bare);
  std::vector<double> values(counts.size(), 0.0);
  if (!converter) return values;
  PressureFrame frame;
  converter->convert(counts, frame);
  std::copy(frame.pressure.begin(), frame.pressure.end(), values.begin());
  return values;
}

// The patch round the highest sensel, one sensel of rim included: its levelled counts.
std::vector<double> patch_counts(const std::vector<double>& values, const StreamInfo& stream) {
  const auto top = std::max_element(values.begin(), values.end());
  std::vector<double> patch;
  if (top == values.end() || *top <= 0.0) return patch;
  const Neighbourhood neighbours(stream.layout);
  const double least = std::max(kPatchShare * *top, kNoiseShare * usual_full_scale(stream));
  std::vector<std::uint8_t> taken(values.size(), 0);
  std::vector<std::int32_t> open{static_cast<std::int32_t>(top - values.begin())};
  taken[static_cast<std::size_t>(open.front())] = 1;
  while (!open.empty()) {
    const std::int32_t at = open.back();
    open.pop_back();
    patch.push_back(values[static_cast<std::size_t>(at)]);
    if (values[static_cast<std::size_t>(at)] < least) continue;
    neighbours.visit(at, [&](std::int32_t next) {
      if (std::exchange(taken[static_cast<std::size_t>(next)], std::uint8_t{1}) == 0) open.push_back(next);
    });
  }
  return patch;
}

double trimmed_mean(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  const auto cut = static_cast<std::size_t>(kTrim * static_cast<double>(values.size()));
  double sum = 0.0;
  for (std::size_t i = cut; i + cut < values.size(); ++i) sum += values[i];
  return sum / static_cast<double>(values.size() - 2 * cut);
}

struct Press {
  const KnownPress* known;
  std::vector<double> patch;  // of a force
  CurvePoint point;
};

Result<void> check_rising(const std::vector<Press>& presses) {
  for (std::size_t k = 1; k < presses.size(); ++k) {
    const Press &low = presses[k - 1], &high = presses[k];
    if (high.point.kpa > low.point.kpa && high.point.counts > low.point.counts) continue;
    return fail(Errc::refused, high.known->name + " (" + number(high.point.kpa) + " kPa) reads " +
                                   number(high.point.counts) + " counts and " + low.known->name + " (" +
                                   number(low.point.kpa) + " kPa) reads " + number(low.point.counts) +
                                   ": more pressure must give more counts; measure the doubtful one again");
  }
  return {};
}

// Moves each force's counts until the curve carries the force. The largest error left, relative.
Result<double> settle(std::vector<Press>& presses, const StreamInfo& stream, CurveModel model) {
  const double area_cm2 = stream.layout.sensel_area_cm2();
  double worst = 0.0;
  for (int round = 0; round < kMostRounds; ++round) {
    std::vector<CurvePoint> points;
    for (const Press& press : presses) points.push_back(press.point);
    const auto curve = PressureCurve::make(points, 0.0, model);
    if (!curve) return std::unexpected(curve.error());
    worst = 0.0;
    for (Press& press : presses) {
      if (press.patch.empty()) continue;
      double force_n = 0.0;
      for (const double counts : press.patch) force_n += curve->kpa(counts) * area_cm2 * 0.1;
      const double ratio = force_n / press.known->force_n;
      worst = std::max(worst, std::abs(ratio - 1.0));
      // Why at most a fifth: a far step would overtake the neighbouring point.
      press.point.counts *= std::pow(std::clamp(ratio, 0.8, 1.25), kStep);
    }
    if (worst < kAgree) return worst;
    if (auto rising = check_rising(presses); !rising) return std::unexpected(rising.error());
  }
  return worst;
}

}  // namespace

Result<std::vector<CurvePoint>> curve_points(std::vector<KnownPress> presses, const Calibration& levelled,
                                             const StreamInfo& stream, CurveModel model) {
  std::ranges::sort(presses, {}, &KnownPress::kpa);
  std::vector<Press> made;
  for (const KnownPress& known : presses) {
    const std::vector<double> values = levelled_counts(levelled, stream, known.counts);
    Press press{.known = &known, .patch = {}, .point = {.counts = 0.0, .kpa = known.kpa}};
    if (known.force_n > 0.0) {
      press.patch = patch_counts(values, stream);
      double sum = 0.0;
      for (const double counts : press.patch) sum += counts;
      // As if pressure were even over the nominal area: N / kPa is 10 cm2.
      press.point.counts = sum * stream.layout.sensel_area_cm2() / (10.0 * known.force_n / known.kpa);
    } else {
      std::vector<double> live;
      for (std::size_t i = 0; i < values.size(); ++i)
        if (values[i] > 0.0) live.push_back(values[i]);
      if (!live.empty()) press.point.counts = trimmed_mean(std::move(live));
    }
    if (!(press.point.counts > 0.0))
      return fail(Errc::refused, known.name + ": nothing presses on the sensor there; measure it again");
    made.push_back(std::move(press));
  }
  if (auto rising = check_rising(made); !rising) return std::unexpected(rising.error());
  const auto error = settle(made, stream, model);
  if (!error) return std::unexpected(error.error());
  if (*error > kFits)
    return fail(Errc::refused, "no " + std::string(word(model)) +
                                   " curve carries all forces: " + number(100.0 * *error) +
                                   " % are left; check the forces and the indenter's area");
  std::vector<CurvePoint> points;
  for (const Press& press : made) points.push_back(press.point);
  return points;
}

Result<double> measured_force_n(const Calibration& calibration, const StreamInfo& stream,
                                std::span<const float> counts) {
  Calibration armed = calibration;
  armed.zero.clear();  // the counts are over zero already
  armed.checks.clear();
  armed.quality_class = 'B';
  const auto converter = PressureConverter::make(stream, armed);
  if (!converter) return std::unexpected(converter.error());
  if (converter->unit() != PressureUnit::kpa)
    return fail(Errc::refused, "the calibration gives no pressure: " + calibration_class(armed).why);
  PressureFrame frame;
  converter->convert(counts, frame);
  double force_n = 0.0;
  for (const float kpa : frame.pressure)
    force_n += static_cast<double>(kpa) * stream.layout.sensel_area_cm2() * 0.1;
  return force_n;
}

Result<LoadCheck> check_load(const Calibration& calibration, const StreamInfo& stream,
                             const KnownLoad& load) {
  const auto measured = measured_force_n(calibration, stream, load.counts);
  if (!measured) return std::unexpected(measured.error());
  return LoadCheck{.known_n = load.force_n,
                   .measured_n = *measured,
                   .pressure_scale = calibration.pressure_scale,
                   .note = load.note};
}

Result<void> rescale(Calibration& calibration, const LoadCheck& check) {
  const double ratio = load_ratio(check);
  if (load_check_verdict(ratio) == Verdict::refuse)
    return fail(Errc::refused, "the sensor reads " + number(ratio) +
                                   " of the known force; that is too far off to rescale: check the mass, the "
                                   "zero and the points");
  calibration.pressure_scale = check.pressure_scale / ratio;
  return {};
}

}  // namespace rollscope
