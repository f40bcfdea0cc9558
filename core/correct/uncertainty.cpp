#include "core/correct/uncertainty.hpp"

#include <cmath>

#include "core/correct/calibration_fit.hpp"

namespace rollscope {
namespace {

constexpr double kHold_s = 60.0;
// Why: one or two loads are levelled exactly, whatever lies between them.
constexpr std::size_t kTellingLoads = 3;

UncertaintySource typical(std::string_view id, std::string_view what, double low, double high) {
  return {.id = id, .what = what, .low = low, .high = high, .measured = false};
}

UncertaintySource measured(std::string_view id, std::string_view what, double share) {
  return {.id = id, .what = what, .low = share, .high = share, .measured = true};
}

void add_calibrated(const Calibration& calibration, std::vector<UncertaintySource>& sources) {
  const auto rms = residual_rms(calibration);
  sources.push_back(rms ? measured("curve_fit", "curve, residuals RMS", *rms)
                        : typical("curve_fit", "curve", 0.01, 0.03));
  if (const auto ratio = worst_load_ratio(calibration))
    sources.push_back(measured("load_check", "load check, worst", std::abs(*ratio - 1.0)));
  if (calibration.equilibration.loads.empty())
    sources.push_back(
        typical("sensel_to_sensel",
                calibration.gain.empty() ? "sensels not levelled" : "levelling of the sensels not recorded",
                0.05, 0.32));
  else if (calibration.equilibration.loads.size() >= kTellingLoads)
    sources.push_back(
        measured("sensel_to_sensel", "sensels, spread left", calibration.equilibration.spread_after));
  else
    sources.push_back(typical("sensel_to_sensel",
                              "sensels, levelled under too few loads to tell what is left", 0.0,
                              calibration.equilibration.spread_before));
  if (!calibration.in_situ)
    sources.push_back(typical("mounting", "mounting and softness other than calibrated", 0.05, 0.30));
}

// Of the lines, and of creep over a hold of a minute (science.md 3.4, 3.5).
void add_electronics(const StreamInfo& stream, const Calibration& calibration,
                     std::vector<UncertaintySource>& sources) {
  const Crosstalk& lines = calibration.crosstalk;
  if (lines.ghost_ratio >= 0.0)
    sources.push_back(measured("crosstalk", "fourth corner of the ghost test", lines.ghost_ratio));
  else if (lines.solved())
    sources.push_back(typical("crosstalk", "crosstalk, solved", 0.0, 0.01));
  // Why not of a file in kPa: its maker's crosstalk is taken as in order (design.md 5).
  else if (stream.format != SampleFormat::f32_kpa)
    sources.push_back(
        typical("crosstalk", "crosstalk, if it is a row-column array left uncorrected", 0.0, 0.80));
  const double share = creep_uncertainty(calibration.creep, 0.0, kHold_s);
  if (calibration.creep.characterised())
    sources.push_back(measured("creep", "creep over a 60 s hold, what its correction leaves", share));
  else
    sources.push_back(typical("creep", "creep over a 60 s hold, uncorrected", 0.02, share));
}

}  // namespace

Uncertainty uncertainty_of(const StreamInfo& stream, const std::optional<Calibration>& calibration) {
  Uncertainty made{.found = stream_class(stream, calibration), .sources = {}};
  if (made.found.letter == 'C') return made;
  const bool own_kpa = stream.format == SampleFormat::f32_kpa || !calibration;
  if (own_kpa) {
    made.sources.push_back(typical("curve_fit", "curve", 0.01, 0.03));
    made.sources.push_back(typical("mounting", "mounting and softness other than calibrated", 0.05, 0.30));
  } else {
    add_calibrated(*calibration, made.sources);
  }
  add_electronics(stream, calibration ? *calibration : Calibration{}, made.sources);
  made.sources.push_back(typical("hysteresis", "loading against unloading", 0.05, 0.15));
  made.sources.push_back(typical("temperature", "each K off the calibration", 0.002, 0.01));
  return made;
}

}  // namespace rollscope
