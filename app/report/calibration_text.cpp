#include "app/report/calibration_text.hpp"

#include <fmt/format.h>

#include "core/correct/calibration_fit.hpp"
#include "core/correct/pressure_curve.hpp"
#include "core/correct/uncertainty_class.hpp"

namespace rollscope {
namespace {

std::string equilibration_text(const Calibration& calibration) {
  const Equilibration& level = calibration.equilibration;
  if (level.loads.empty()) return "equilibration  none: sensels are taken as alike\n";
  std::string text =
      fmt::format("equilibration  {} uniform load{}", level.loads.size(), level.loads.size() == 1 ? "" : "s");
  text += fmt::format(", spread of the sensels {:.1f} % before, {:.1f} % after{}", 100 * level.spread_before,
                      100 * level.spread_after,
                      level.loads.size() < 3 ? " (of these loads, by construction)" : "");
  return text + fmt::format(", {} masked\n", calibration.masked.size());
}

// A spline's ends have no residual to show.
bool says_something(const Calibration& calibration, std::size_t i) {
  return calibration.residuals.size() == calibration.points.size() &&
         (calibration.model != CurveModel::spline || (i > 0 && i + 1 < calibration.points.size()));
}

std::string points_text(const Calibration& calibration) {
  const auto curve = PressureCurve::make(calibration);
  std::string text = fmt::format("curve          {}\n\n  {:>10}  {:>10}  {:>10}  {:>8}\n",
                                 word(calibration.model), "counts", "kPa", "curve", "residual");
  for (std::size_t i = 0; i < calibration.points.size(); ++i) {
    const CurvePoint& p = calibration.points[i];
    text += fmt::format(
        "  {:10.1f}  {:10.2f}  {:10.2f}  {}\n", p.counts, p.kpa, curve ? curve->kpa(p.counts) : 0.0,
        says_something(calibration, i) ? fmt::format("{:+7.2f} %", 100 * calibration.residuals[i])
                                       : std::string("       -"));
  }
  if (const auto rms = residual_rms(calibration)) {
    text += fmt::format("  {:>10}  {:>10}  {:>10}  {:7.2f} %{}\n", "", "", "RMS", 100 * *rms,
                        calibration.model == CurveModel::spline
                            ? "  (each inner point against the curve through the others)"
                            : "");
  } else {
    text += "  too few points to say how well the curve follows them\n";
  }
  if (curve)
    text += fmt::format("  valid up to {:.0f} kPa, beyond: saturated, at least that\n", curve->limit_kpa());
  return text + '\n';
}

std::string checks_text(const Calibration& calibration) {
  if (calibration.checks.empty()) return "load check     none\n";
  std::string text;
  for (const LoadCheck& check : calibration.checks)
    text += fmt::format("load check     {:.1f} N known, {:.1f} N read: {:.3f}, {}{}{}\n", check.known_n,
                        check.measured_n, load_ratio(check), word(load_check_verdict(load_ratio(check))),
                        check.pressure_scale == calibration.pressure_scale ? "" : " (before the rescale)",
                        check.note.empty() ? "" : "; " + check.note);
  if (calibration.pressure_scale != 1.0)
    text += fmt::format("rescaled       pressure and force times {:.4f}\n", calibration.pressure_scale);
  return text;
}

}  // namespace

std::string calibration_summary(const Calibration& calibration) {
  const UncertaintyClass found = calibration_class(calibration);
  return equilibration_text(calibration) + (calibration.points.empty() ? "" : points_text(calibration)) +
         checks_text(calibration) +
         fmt::format("class          {}{}{}\n", found.letter, found.why.empty() ? "" : ": ", found.why);
}

}  // namespace rollscope
