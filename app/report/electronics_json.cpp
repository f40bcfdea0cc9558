#include "app/report/electronics_json.hpp"

#include <string_view>

namespace rollscope {
namespace {

using Json = nlohmann::ordered_json;

const Calibration& calibration_of(const Analysis& analysis) {
  static const Calibration none;
  return analysis.setup.calibration ? *analysis.setup.calibration : none;
}

std::string_view crosstalk_correction(const Analysis& analysis) {
  if (analysis.setup.stream.format == SampleFormat::f32_kpa) return "taken as in order";
  switch (calibration_of(analysis).crosstalk.front_end) {
    case FrontEnd::grounded:
    case FrontEnd::zero_potential:
      return analysis.unit == PressureUnit::kpa ? "solved" : "not solved";
    case FrontEnd::floating:
      return "estimated";
    case FrontEnd::corrected:
      return "corrected by its maker";
    case FrontEnd::none:
      break;
  }
  return "not known";
}

}  // namespace

nlohmann::ordered_json crosstalk_json(const Analysis& analysis) {
  const Crosstalk& lines = calibration_of(analysis).crosstalk;
  return {{"front_end", word(lines.front_end)},
          {"correction", crosstalk_correction(analysis)},
          {"ghost_ratio", lines.ghost_ratio >= 0.0 ? Json(lines.ghost_ratio) : Json(nullptr)},
          {"lines_strained", analysis.lines_strained},
          {"lines_overloaded", analysis.lines_overloaded}};
}

nlohmann::ordered_json creep_json(const Analysis& analysis) {
  const Creep& creep = calibration_of(analysis).creep;
  const bool corrected = analysis.unit == PressureUnit::kpa && creep.characterised();
  return {
      {"correction", corrected ? "corrected" : "not corrected"},
      {"per_decade", corrected ? Json(creep.per_decade) : Json(nullptr)},
      {"uncertainty_per_decade", corrected ? creep.per_decade * creep.uncertainty : kTypicalCreepPerDecade}};
}

}  // namespace rollscope
