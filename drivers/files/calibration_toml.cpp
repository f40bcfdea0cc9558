#include "drivers/files/calibration_toml.hpp"

#include <cmath>
#include <cstdio>
#include <fstream>
#include <sstream>

#include "drivers/files/calibration_electronics_toml.hpp"
#include "drivers/files/calibration_evidence_toml.hpp"
#include "drivers/files/toml_reading.hpp"

namespace rollscope {
namespace {

constexpr std::string_view kPointsForm =
    "points wants pairs of counts and kPa, as in points = [[200, 20.0], [900, 100.0]]";

Result<void> read_points(const toml::table& table, std::string_view name, std::vector<CurvePoint>& points) {
  const toml::node* node = table.get("points");
  // Without kPa there need not be a curve.
  const bool uncalibrated = table["quality_class"].value<std::string>() == "C";
  if (node == nullptr && uncalibrated) return {};
  if (node == nullptr)
    return fail(Errc::format, std::string(name) + ": no points: " + std::string(kPointsForm));
  const toml::array* rows = node->as_array();
  if (rows == nullptr || (rows->empty() && !uncalibrated)) return toml_error(name, *node, kPointsForm);
  for (const toml::node& row : *rows) {
    const toml::array* pair = row.as_array();
    if (pair == nullptr || pair->size() != 2) return toml_error(name, row, kPointsForm);
    const auto counts = (*pair)[0].value<double>(), kpa = (*pair)[1].value<double>();
    if (!counts || !kpa) return toml_error(name, row, kPointsForm);
    const CurvePoint last = points.empty() ? CurvePoint{} : points.back();
    if (!(*counts > last.counts && *kpa > last.kpa && std::isfinite(*counts) && std::isfinite(*kpa)))
      return toml_error(name, row,
                        "points must rise in counts and in kPa, each above 0 (" + toml_number(*counts) +
                            ", " + toml_number(*kpa) + " after " + toml_number(last.counts) + ", " +
                            toml_number(last.kpa) + ")");
    points.push_back({.counts = *counts, .kpa = *kpa});
  }
  return {};
}

Result<void> read_floats(const toml::table& table, std::string_view name, const char* key, bool positive,
                         std::vector<float>& values) {
  const toml::node* node = table.get(key);
  if (node == nullptr) return {};
  const std::string form = std::string(key) + " wants one " +
                           (positive ? "number above 0" : "number of counts") +
                           " for each sensel, row by row, or nothing";
  const toml::array* list = node->as_array();
  if (list == nullptr) return toml_error(name, *node, form);
  values.reserve(list->size());
  for (const toml::node& item : *list) {
    const auto value = item.value<double>();
    if (!value || !std::isfinite(*value) || (positive && !(*value > 0))) return toml_error(name, item, form);
    values.push_back(static_cast<float>(*value));
  }
  return {};
}

Result<void> read_text(const toml::table& table, std::string_view name, const char* key, std::string& text) {
  const toml::node* node = table.get(key);
  if (node == nullptr) return {};
  if (const auto value = node->value<std::string>()) {
    text = *value;
  } else if (node->is_date() || node->is_date_time()) {
    std::ostringstream out;
    if (const auto* date = node->as_date()) out << **date;
    if (const auto* time = node->as_date_time()) out << **time;
    text = out.str();
  } else {
    return toml_error(name, *node, std::string(key) + " wants a text in quotes");
  }
  return {};
}

Result<void> read_quality(const toml::table& table, std::string_view name, char& quality_class) {
  const toml::node* node = table.get("quality_class");
  if (node == nullptr) return {};
  const auto value = node->value<std::string>();
  if (!value || value->size() != 1 || std::string_view("ABC").find((*value)[0]) == std::string_view::npos)
    return toml_error(name, *node, "quality_class wants \"A\", \"B\" or \"C\"");
  quality_class = (*value)[0];
  return {};
}

Result<void> read_full_scale(const toml::table& table, std::string_view name, double& full_scale_kpa) {
  const toml::node* node = table.get("full_scale_kpa");
  if (node == nullptr) return {};
  const auto value = node->value<double>();
  if (!value || !(*value >= 0) || !std::isfinite(*value))
    return toml_error(name, *node, "full_scale_kpa wants a number of kPa, or 0 for 1.1 times the last point");
  full_scale_kpa = *value;
  return {};
}

std::string list_text(const std::vector<float>& values) {
  std::string text = "[";
  for (std::size_t i = 0; i < values.size(); ++i) {
    text += i == 0 ? "" : i % 16 == 0 ? ",\n  " : ", ";
    // As a double, so that reading (double, then float) meets the same bits.
    text += toml_number(static_cast<double>(values[i]));
  }
  return text + "]\n";
}

}  // namespace

Result<Calibration> parse_calibration(std::string_view text, std::string_view name) {
  auto table = parse_toml(text, name);
  if (!table) return std::unexpected(table.error());
  Calibration calibration;
  for (const Result<void>& step :
       {read_points(*table, name, calibration.points),
        read_floats(*table, name, "gain", true, calibration.gain),
        read_floats(*table, name, "zero", false, calibration.zero),
        read_floats(*table, name, "exponent", true, calibration.exponent),
        read_full_scale(*table, name, calibration.full_scale_kpa),
        read_quality(*table, name, calibration.quality_class),
        read_text(*table, name, "sensor_serial", calibration.sensor_serial),
        read_text(*table, name, "date", calibration.date),
        read_text(*table, name, "operator", calibration.operator_name),
        read_text(*table, name, "note", calibration.note), read_evidence(*table, name, calibration),
        read_electronics(*table, name, calibration)})
    if (!step) return std::unexpected(step.error());
  return calibration;
}

Result<Calibration> read_calibration(const std::filesystem::path& path) {
  auto text = read_text_file(path);
  if (!text) return std::unexpected(text.error());
  return parse_calibration(*text, path.string());
}

std::string calibration_text(const Calibration& calibration) {
  std::string points;
  for (const CurvePoint& point : calibration.points)
    points += (points.empty() ? "\n  [" : ",\n  [") + toml_number(point.counts) + ", " +
              toml_number(point.kpa) + "]";
  std::string text =
      "# rollscope calibration: kPa = curve(gain * (counts - zero)); docs/calibration.md.\n\n"
      "# Loaded points [counts, kPa] of the common curve, rising.\n"
      "points = [" +
      points + (points.empty() ? "]\n" : "\n]\n") + evidence_keys_text(calibration) +
      "full_scale_kpa = " + toml_number(calibration.full_scale_kpa) +
      "  # 0.0: 1.1 times the last point\n\n"
      "quality_class = " +
      toml_string(std::string(1, calibration.quality_class)) +
      "  # \"A\", \"B\" or \"C\"\n"
      "sensor_serial = " +
      toml_string(calibration.sensor_serial) +
      "\n"
      "date = " +
      toml_string(calibration.date) +
      "\n"
      "operator = " +
      toml_string(calibration.operator_name) +
      "\n"
      "note = " +
      toml_string(calibration.note) + "\n";
  if (!calibration.gain.empty())
    text += "\n# For each sensel, row by row.\ngain = " + list_text(calibration.gain);
  if (!calibration.zero.empty())
    text += "\n# Counts of each sensel unloaded, row by row.\nzero = " + list_text(calibration.zero);
  if (!calibration.exponent.empty())
    text += "\n# Of each sensel's counts, where it was levelled under more than one load.\nexponent = " +
            list_text(calibration.exponent);
  return text + evidence_tables_text(calibration) + electronics_text(calibration);
}

Result<void> write_calibration(const std::filesystem::path& path, const Calibration& calibration) {
  std::error_code code;
  if (std::filesystem::exists(std::filesystem::symlink_status(path, code)))
    return fail(Errc::exists,
                path.string() + ": exists already, and nothing is ever overwritten (choose another name)");
  std::FILE* file = std::fopen(path.c_str(), "wbx");
  if (file == nullptr)
    return fail(Errc::permission, path.string() + ": cannot be created (check folder and permissions)");
  const std::string text = calibration_text(calibration);
  const bool written = std::fwrite(text.data(), 1, text.size(), file) == text.size();
  if (std::fclose(file) != 0 || !written)
    return fail(Errc::full, path.string() + ": cannot be written to its end (is the disk full?)");
  return {};
}

}  // namespace rollscope
