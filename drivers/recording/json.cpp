#include "drivers/recording/json.hpp"

#include <cmath>
#include <nlohmann/json.hpp>

namespace rollscope {
namespace {

using Json = nlohmann::ordered_json;

// Throws what nlohmann throws; parse() below turns that into an Error.
double number(const Json& json) {
  return json.is_null() ? std::numeric_limits<double>::quiet_NaN() : json.get<double>();
}

Json to_json(const std::vector<float>& values) {
  Json json = Json::array();
  for (const float value : values) json.push_back(static_cast<double>(value));
  return json;
}

std::vector<float> floats(const Json& json) {
  std::vector<float> values;
  for (const Json& value : json) values.push_back(static_cast<float>(number(value)));
  return values;
}

// Only what is there: a plain calibration reads as it always did.
void add_evidence(Json& json, const Calibration& calibration) {
  if (calibration.model != CurveModel::spline) json["model"] = word(calibration.model);
  if (!calibration.residuals.empty()) json["residuals"] = calibration.residuals;
  if (!calibration.exponent.empty()) json["exponent"] = to_json(calibration.exponent);
  if (!calibration.masked.empty()) json["masked"] = calibration.masked;
  if (calibration.pressure_scale != 1.0) json["pressure_scale"] = calibration.pressure_scale;
  if (calibration.temperature_c) json["temperature_c"] = *calibration.temperature_c;
  if (!calibration.indenter.empty()) json["indenter"] = calibration.indenter;
  if (calibration.in_situ) json["in_situ"] = true;
  const Equilibration& level = calibration.equilibration;
  if (level != Equilibration{}) {
    Json loads = Json::array();
    for (const UniformLoad& load : level.loads)
      loads.push_back({{"kpa", load.kpa}, {"mean_counts", load.mean_counts}});
    json["equilibration"] = {
        {"loads", loads}, {"spread_before", level.spread_before}, {"spread_after", level.spread_after}};
  }
  for (const LoadCheck& check : calibration.checks)
    json["checks"].push_back({{"known_n", check.known_n},
                              {"measured_n", check.measured_n},
                              {"pressure_scale", check.pressure_scale},
                              {"note", check.note}});
}

void add_electronics(Json& json, const Calibration& calibration) {
  const Crosstalk& lines = calibration.crosstalk;
  if (lines != Crosstalk{})
    json["crosstalk"] = {{"front_end", word(lines.front_end)},
                         {"columns_driven", lines.columns_driven},
                         {"pulldown_ohm", lines.pulldown_ohm},
                         {"feedback_ohm", lines.feedback_ohm},
                         {"driver_ohm", lines.driver_ohm},
                         {"sense_ohm", lines.sense_ohm},
                         {"full_scale_counts", lines.full_scale_counts},
                         {"ghost_ratio", lines.ghost_ratio}};
  const Creep& creep = calibration.creep;
  if (creep != Creep{})
    json["creep"] = {
        {"per_decade", creep.per_decade}, {"tau_s", creep.tau_s}, {"uncertainty", creep.uncertainty}};
}

void read_electronics(const Json& json, Calibration& calibration) {
  if (const auto found = json.find("crosstalk"); found != json.end()) {
    Crosstalk& lines = calibration.crosstalk;
    const auto name = found->at("front_end").get<std::string>();
    const auto front_end = find_front_end(name);
    if (!front_end) throw std::runtime_error("front end '" + name + "' is not known to this version");
    lines.front_end = *front_end;
    lines.columns_driven = found->at("columns_driven").get<bool>();
    lines.pulldown_ohm = number(found->at("pulldown_ohm"));
    lines.feedback_ohm = number(found->at("feedback_ohm"));
    lines.driver_ohm = number(found->at("driver_ohm"));
    lines.sense_ohm = number(found->at("sense_ohm"));
    lines.full_scale_counts = number(found->at("full_scale_counts"));
    lines.ghost_ratio = number(found->at("ghost_ratio"));
  }
  if (const auto found = json.find("creep"); found != json.end()) {
    calibration.creep.per_decade = number(found->at("per_decade"));
    calibration.creep.tau_s.clear();
    for (const Json& tau : found->at("tau_s")) calibration.creep.tau_s.push_back(number(tau));
    calibration.creep.uncertainty = number(found->at("uncertainty"));
  }
}

CurveModel model_from(const Json& json) {
  const auto name = json.get<std::string>();
  const auto found = find_curve_model(name);
  if (!found) throw std::runtime_error("curve model '" + name + "' is not known to this version");
  return *found;
}

void read_evidence(const Json& json, Calibration& calibration) {
  const auto with = [&](const char* key, auto read) {
    if (const auto found = json.find(key); found != json.end()) read(*found);
  };
  with("model", [&](const Json& value) { calibration.model = model_from(value); });
  with("residuals", [&](const Json& value) {
    for (const Json& residual : value) calibration.residuals.push_back(number(residual));
  });
  with("exponent", [&](const Json& value) { calibration.exponent = floats(value); });
  with("masked", [&](const Json& value) { value.get_to(calibration.masked); });
  with("pressure_scale", [&](const Json& value) { calibration.pressure_scale = number(value); });
  with("temperature_c", [&](const Json& value) { calibration.temperature_c = number(value); });
  with("indenter", [&](const Json& value) { value.get_to(calibration.indenter); });
  with("in_situ", [&](const Json& value) { value.get_to(calibration.in_situ); });
  with("equilibration", [&](const Json& value) {
    for (const Json& load : value.at("loads"))
      calibration.equilibration.loads.push_back(
          {.kpa = number(load.at("kpa")), .mean_counts = number(load.at("mean_counts"))});
    calibration.equilibration.spread_before = number(value.at("spread_before"));
    calibration.equilibration.spread_after = number(value.at("spread_after"));
  });
  with("checks", [&](const Json& value) {
    for (const Json& check : value)
      calibration.checks.push_back({.known_n = number(check.at("known_n")),
                                    .measured_n = number(check.at("measured_n")),
                                    .pressure_scale = number(check.at("pressure_scale")),
                                    .note = check.at("note")});
  });
}

Json to_json(const Calibration& calibration) {
  Json points = Json::array();
  for (const CurvePoint& point : calibration.points)
    points.push_back({{"counts", point.counts}, {"kpa", point.kpa}});
  Json json{{"points", points},
            {"gain", to_json(calibration.gain)},
            {"zero", to_json(calibration.zero)},
            {"full_scale_kpa", calibration.full_scale_kpa},
            {"quality_class", std::string(1, calibration.quality_class)},
            {"sensor_serial", calibration.sensor_serial},
            {"date", calibration.date},
            {"operator", calibration.operator_name},
            {"note", calibration.note}};
  add_evidence(json, calibration);
  add_electronics(json, calibration);
  return json;
}

Calibration calibration_from(const Json& json) {
  Calibration calibration;
  for (const Json& point : json.at("points"))
    calibration.points.push_back({.counts = number(point.at("counts")), .kpa = number(point.at("kpa"))});
  calibration.gain = floats(json.at("gain"));
  calibration.zero = floats(json.at("zero"));
  calibration.full_scale_kpa = number(json.at("full_scale_kpa"));
  const auto quality = json.at("quality_class").get<std::string>();
  if (quality.size() != 1) throw std::runtime_error("quality_class is one letter");
  calibration.quality_class = quality[0];
  calibration.sensor_serial = json.at("sensor_serial");
  calibration.date = json.at("date");
  calibration.operator_name = json.at("operator");
  calibration.note = json.at("note");
  read_evidence(json, calibration);
  read_electronics(json, calibration);
  return calibration;
}

Json to_json(Profile profile) {
  Json parameters = Json::object();
  for (const ProfileParameter& parameter : profile_parameters())
    parameters[std::string(parameter.name)] = parameter.value(profile);
  return {{"region", profile.region}, {"parameters", parameters}};
}

Profile profile_from(const Json& json) {
  Profile profile;
  for (const auto& [name, value] : json.at("parameters").items()) {
    const ProfileParameter* found = find_profile_parameter(name);
    if (found == nullptr) throw std::runtime_error("parameter '" + name + "' is not known to this version");
    found->value(profile) = number(value);
  }
  profile.region = json.at("region");
  return profile;
}

Json body(const ZeroCommand&) {
  return Json::object();
}
Json body(const RegionCommand& command) {
  return {{"region", command.region}};
}
Json body(const TargetCommand& command) {
  return {{"target_s", command.target_s}};
}
Json body(const ProfileCommand& command) {
  return {{"profile", to_json(command.profile)}};
}
Json body(const CalibrationCommand& command) {
  return {{"calibration", to_json(command.calibration)}};
}
Json body(const AcknowledgeCommand&) {
  return Json::object();
}
Json body(const StopCommand&) {
  return Json::object();
}
Json body(const PainCommand& command) {
  return {{"nrs", command.nrs}};
}
Json body(const MarkCommand& command) {
  return {{"text", command.text}};
}

// In the order of the variant's alternatives.
constexpr std::string_view kKinds[] = {"zero",        "region", "target", "profile", "calibration",
                                       "acknowledge", "stop",   "pain",   "mark"};
static_assert(std::size(kKinds) == std::variant_size_v<Command>, "a name for each command");

Command command_from(const Json& json) {
  const auto kind = json.at("kind").get<std::string>();
  if (kind == "zero") return ZeroCommand{};
  if (kind == "region") return RegionCommand{json.at("region").get<std::string>()};
  if (kind == "target") return TargetCommand{number(json.at("target_s"))};
  if (kind == "profile") return ProfileCommand{profile_from(json.at("profile"))};
  if (kind == "calibration") return CalibrationCommand{calibration_from(json.at("calibration"))};
  if (kind == "acknowledge") return AcknowledgeCommand{};
  if (kind == "stop") return StopCommand{};
  if (kind == "pain") return PainCommand{json.at("nrs").get<int>()};
  if (kind == "mark") return MarkCommand{json.at("text").get<std::string>()};
  throw std::runtime_error("command '" + kind + "' is not known to this version");
}

// Text that is not UTF-8 (a mark typed elsewhere) must not stop a recording.
std::string dump(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

template <class Read>
auto parse(std::string_view text, const char* what, Read read) -> Result<decltype(read(Json()))> {
  try {
    return read(Json::parse(text));
  } catch (const std::exception& problem) {
    return fail(Errc::format, std::string(what) + " in the recording cannot be read: " + problem.what());
  }
}

}  // namespace

std::string calibration_json(const Calibration& calibration) {
  return dump(to_json(calibration));
}
Result<Calibration> parse_calibration_json(std::string_view text) {
  return parse(text, "the calibration", calibration_from);
}

std::string profile_json(const Profile& profile) {
  return dump(to_json(profile));
}
Result<Profile> parse_profile_json(std::string_view text) {
  return parse(text, "the profile", profile_from);
}

std::string_view command_kind(const Command& command) {
  return kKinds[command.index()];
}
std::string command_json(const Command& command) {
  Json json = {{"kind", command_kind(command)}};
  json.update(std::visit([](const auto& alternative) { return body(alternative); }, command));
  return dump(json);
}
Result<Command> parse_command_json(std::string_view text) {
  return parse(text, "a command", command_from);
}

}  // namespace rollscope
