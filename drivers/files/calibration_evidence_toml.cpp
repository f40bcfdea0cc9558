#include "drivers/files/calibration_evidence_toml.hpp"

#include <cmath>
#include <limits>

#include "drivers/files/toml_reading.hpp"

namespace rollscope {
namespace {

constexpr double kAny = std::numeric_limits<double>::lowest();

Result<void> read_number(const toml::table& table, std::string_view name, const char* key, double least,
                         double& number) {
  const toml::node* node = table.get(key);
  if (node == nullptr) return {};
  const auto value = node->value<double>();
  if (!value || !std::isfinite(*value) || *value < least)
    return toml_error(name, *node,
                      std::string(key) + " wants a number" +
                          (least == kAny ? "" : " of " + toml_number(least) + " or more"));
  number = *value;
  return {};
}

Result<void> read_scale(const toml::table& table, std::string_view name, double& scale) {
  if (auto read = read_number(table, name, "pressure_scale", 0.0, scale); !read) return read;
  if (scale > 0.0) return {};
  return toml_error(name, *table.get("pressure_scale"), "pressure_scale wants a number above 0");
}

Result<void> read_model(const toml::table& table, std::string_view name, CurveModel& model) {
  const toml::node* node = table.get("model");
  if (node == nullptr) return {};
  const auto found = find_curve_model(node->value_or(std::string_view()));
  if (!found) return toml_error(name, *node, R"(model wants "spline", "linear", "power" or "cubic")");
  model = *found;
  return {};
}

Result<void> read_residuals(const toml::table& table, std::string_view name, Calibration& calibration) {
  const toml::node* node = table.get("residuals");
  if (node == nullptr) return {};
  constexpr std::string_view kForm = "residuals wants one number for each point, or nothing";
  const toml::array* list = node->as_array();
  if (list == nullptr || (!list->empty() && list->size() != calibration.points.size()))
    return toml_error(name, *node, kForm);
  for (const toml::node& item : *list) {
    const auto value = item.value<double>();
    if (!value || !std::isfinite(*value)) return toml_error(name, item, kForm);
    calibration.residuals.push_back(*value);
  }
  return {};
}

Result<void> read_masked(const toml::table& table, std::string_view name, std::vector<std::int32_t>& masked) {
  const toml::node* node = table.get("masked");
  if (node == nullptr) return {};
  constexpr std::string_view kForm = "masked wants the numbers of sensels, row by row from 0, rising";
  const toml::array* list = node->as_array();
  if (list == nullptr) return toml_error(name, *node, kForm);
  for (const toml::node& item : *list) {
    const auto value = item.value<std::int64_t>();
    const std::int64_t least = masked.empty() ? 0 : std::int64_t{masked.back()} + 1;
    if (!value || *value < least || *value > std::numeric_limits<std::int32_t>::max())
      return toml_error(name, item, kForm);
    masked.push_back(static_cast<std::int32_t>(*value));
  }
  return {};
}

Result<void> read_flag(const toml::table& table, std::string_view name, const char* key, bool& flag) {
  const toml::node* node = table.get(key);
  if (node == nullptr) return {};
  const auto value = node->value_exact<bool>();  // 1 is no true
  if (!value) return toml_error(name, *node, std::string(key) + " wants true or false");
  flag = *value;
  return {};
}

Result<void> read_temperature(const toml::table& table, std::string_view name,
                              std::optional<double>& temperature_c) {
  if (table.get("temperature_c") == nullptr) return {};
  return read_number(table, name, "temperature_c", kAny, temperature_c.emplace());
}

Result<void> read_loads(const toml::table& table, std::string_view name, Equilibration& level) {
  const toml::node* node = table.get("loads");
  if (node == nullptr) return {};
  constexpr std::string_view kForm =
      "loads wants pairs of kPa (0.0: not known) and mean counts, rising, as in loads = [[50, 810], [200, "
      "2400]]";
  const toml::array* rows = node->as_array();
  if (rows == nullptr) return toml_error(name, *node, kForm);
  for (const toml::node& row : *rows) {
    const toml::array* pair = row.as_array();
    if (pair == nullptr || pair->size() != 2) return toml_error(name, row, kForm);
    const auto kpa = (*pair)[0].value<double>(), counts = (*pair)[1].value<double>();
    const double last = level.loads.empty() ? 0.0 : level.loads.back().mean_counts;
    if (!kpa || !counts || !(*kpa >= 0.0) || !(*counts > last) || !std::isfinite(*kpa) ||
        !std::isfinite(*counts))
      return toml_error(name, row, kForm);
    level.loads.push_back({.kpa = *kpa, .mean_counts = *counts});
  }
  return {};
}

Result<void> read_equilibration(const toml::table& table, std::string_view name, Equilibration& level) {
  const toml::node* node = table.get("equilibration");
  if (node == nullptr) return {};
  const toml::table* inner = node->as_table();
  if (inner == nullptr) return toml_error(name, *node, "equilibration wants a table: [equilibration]");
  for (const Result<void>& step :
       {read_loads(*inner, name, level), read_number(*inner, name, "spread_before", 0.0, level.spread_before),
        read_number(*inner, name, "spread_after", 0.0, level.spread_after)})
    if (!step) return step;
  return {};
}

Result<void> read_checks(const toml::table& table, std::string_view name, std::vector<LoadCheck>& checks) {
  const toml::node* node = table.get("checks");
  if (node == nullptr) return {};
  constexpr std::string_view kForm = "checks wants tables with known_n and measured_n: [[checks]]";
  const toml::array* list = node->as_array();
  if (list == nullptr) return toml_error(name, *node, kForm);
  for (const toml::node& item : *list) {
    const toml::table* inner = item.as_table();
    if (inner == nullptr || inner->get("known_n") == nullptr || inner->get("measured_n") == nullptr)
      return toml_error(name, item, kForm);
    LoadCheck& check = checks.emplace_back();
    check.note = (*inner)["note"].value_or(std::string());
    for (const Result<void>& step : {read_number(*inner, name, "known_n", 0.0, check.known_n),
                                     read_number(*inner, name, "measured_n", kAny, check.measured_n),
                                     read_scale(*inner, name, check.pressure_scale)})
      if (!step) return step;
    if (!(check.known_n > 0.0)) return toml_error(name, item, "known_n wants a force above 0 N");
  }
  return {};
}

template <class Values, class Text>
std::string list_text(const Values& values, Text text) {
  std::string all;
  for (std::size_t i = 0; i < values.size(); ++i)
    all += (i == 0 ? "" : i % 16 == 0 ? ",\n  " : ", ") + text(values[i]);
  return "[" + all + "]";
}

}  // namespace

Result<void> read_evidence(const toml::table& table, std::string_view name, Calibration& calibration) {
  if (const toml::node* node = table.get("indenter")) {
    const auto text = node->value<std::string>();
    if (!text) return toml_error(name, *node, "indenter wants a text in quotes");
    calibration.indenter = *text;
  }
  for (const Result<void>& step :
       {read_model(table, name, calibration.model), read_residuals(table, name, calibration),
        read_masked(table, name, calibration.masked), read_scale(table, name, calibration.pressure_scale),
        read_temperature(table, name, calibration.temperature_c),
        read_flag(table, name, "in_situ", calibration.in_situ),
        read_equilibration(table, name, calibration.equilibration),
        read_checks(table, name, calibration.checks)})
    if (!step) return step;
  return {};
}

std::string evidence_keys_text(const Calibration& calibration) {
  std::string text = "model = " + toml_string(word(calibration.model)) +
                     "  # \"spline\", \"linear\", \"power\" or \"cubic\"\n";
  if (!calibration.residuals.empty())
    text +=
        "# Of each point, relative; of a spline, each inner point against the curve through the others.\n"
        "residuals = " +
        list_text(calibration.residuals, toml_number) + "\n";
  if (calibration.pressure_scale != 1.0)
    text += "pressure_scale = " + toml_number(calibration.pressure_scale) +
            "  # after a load check; pressure and force together\n";
  if (calibration.temperature_c) text += "temperature_c = " + toml_number(*calibration.temperature_c) + "\n";
  if (!calibration.indenter.empty()) text += "indenter = " + toml_string(calibration.indenter) + "\n";
  if (calibration.in_situ) text += "in_situ = true  # the points were taken on the mat as it is used\n";
  if (!calibration.masked.empty())
    text += "# Sensels taken as dead, row by row from 0.\nmasked = " +
            list_text(calibration.masked, [](std::int32_t index) { return std::to_string(index); }) + "\n";
  return text;
}

std::string evidence_tables_text(const Calibration& calibration) {
  std::string text;
  const Equilibration& level = calibration.equilibration;
  if (level != Equilibration{}) {
    text +=
        "\n# Uniform loads [kPa (0.0: not known), mean counts] the sensels were levelled under.\n"
        "[equilibration]\nloads = " +
        list_text(level.loads,
                  [](const UniformLoad& load) {
                    return "[" + toml_number(load.kpa) + ", " + toml_number(load.mean_counts) + "]";
                  }) +
        "\nspread_before = " + toml_number(level.spread_before) +
        "  # standard deviation over sensels, relative\nspread_after = " + toml_number(level.spread_after) +
        "\n";
  }
  for (const LoadCheck& check : calibration.checks)
    text += "\n# A known force against what the sensor read.\n[[checks]]\nknown_n = " +
            toml_number(check.known_n) + "\nmeasured_n = " + toml_number(check.measured_n) +
            "\npressure_scale = " + toml_number(check.pressure_scale) +
            "\nnote = " + toml_string(check.note) + "\n";
  return text;
}

}  // namespace rollscope
