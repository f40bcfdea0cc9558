#include "drivers/files/calibration_electronics_toml.hpp"

#include "drivers/files/toml_reading.hpp"

namespace rollscope {
namespace {

struct Place {
  const toml::table& table;
  std::string_view name;  // of the file
};

Result<void> read_number(const Place& from, const char* key, double& number) {
  const toml::node* node = from.table.get(key);
  if (node == nullptr) return {};
  const auto value = node->value<double>();
  if (!value) return toml_error(from.name, *node, std::string(key) + " wants a number");
  number = *value;
  return {};
}

// The lines a sensel's voltage is put on.
Result<void> read_driven(const Place& from, bool& columns_driven) {
  const toml::node* node = from.table.get("driven");
  if (node == nullptr) return {};
  const auto text = node->value<std::string>();
  if (text != "rows" && text != "columns")
    return toml_error(from.name, *node, R"(driven wants "rows" or "columns")");
  columns_driven = text == "columns";
  return {};
}

Result<void> read_front_end(const Place& from, FrontEnd& front_end) {
  const toml::node* node = from.table.get("front_end");
  constexpr const char* kForm =
      R"(front_end wants "none", "grounded", "zero-potential", "floating" or "corrected")";
  if (node == nullptr) return fail(Errc::format, std::string(from.name) + ": [crosstalk]: " + kForm);
  const auto found = find_front_end(node->value_or(std::string_view()));
  if (!found) return toml_error(from.name, *node, kForm);
  front_end = *found;
  return {};
}

// What the core finds wrong, with the place in the file.
Result<void> at(std::string_view name, const toml::node& node, const Result<void>& checked) {
  if (checked) return {};
  return toml_error(name, node, checked.error().detail);
}

Result<void> read_crosstalk(const toml::table& table, std::string_view name, Crosstalk& crosstalk) {
  const toml::node* node = table.get("crosstalk");
  if (node == nullptr) return {};
  const toml::table* inner = node->as_table();
  if (inner == nullptr) return toml_error(name, *node, "crosstalk wants a table: [crosstalk]");
  const Place from{*inner, name};
  for (const Result<void>& step :
       {read_front_end(from, crosstalk.front_end), read_driven(from, crosstalk.columns_driven),
        read_number(from, "pulldown_ohm", crosstalk.pulldown_ohm),
        read_number(from, "feedback_ohm", crosstalk.feedback_ohm),
        read_number(from, "driver_ohm", crosstalk.driver_ohm),
        read_number(from, "sense_ohm", crosstalk.sense_ohm),
        read_number(from, "full_scale_counts", crosstalk.full_scale_counts),
        read_number(from, "ghost_ratio", crosstalk.ghost_ratio)})
    if (!step) return step;
  return at(name, *node, check_crosstalk(crosstalk));
}

Result<void> read_taus(const Place& from, std::vector<double>& tau_s) {
  const toml::node* node = from.table.get("tau_s");
  if (node == nullptr) return {};
  constexpr std::string_view kForm = "tau_s wants rising times in seconds, as in tau_s = [0.3, 3, 30, 300]";
  const toml::array* list = node->as_array();
  if (list == nullptr) return toml_error(from.name, *node, kForm);
  tau_s.clear();
  for (const toml::node& item : *list) {
    const auto value = item.value<double>();
    if (!value) return toml_error(from.name, item, kForm);
    tau_s.push_back(*value);
  }
  return {};
}

Result<void> read_creep(const toml::table& table, std::string_view name, Creep& creep) {
  const toml::node* node = table.get("creep");
  if (node == nullptr) return {};
  const toml::table* inner = node->as_table();
  if (inner == nullptr) return toml_error(name, *node, "creep wants a table: [creep]");
  const Place from{*inner, name};
  for (const Result<void>& step :
       {read_number(from, "per_decade", creep.per_decade), read_taus(from, creep.tau_s),
        read_number(from, "uncertainty", creep.uncertainty)})
    if (!step) return step;
  return at(name, *node, check_creep(creep));
}

std::string crosstalk_text(const Crosstalk& crosstalk) {
  std::string text =
      "\n# How the lines of the array are read: \"grounded\", \"zero-potential\", \"floating\" (only ever "
      "estimated),\n# \"corrected\" (by its maker) or \"none\" (not known). Where it is solved, counts above "
      "are "
      "uS.\n[crosstalk]\nfront_end = " +
      toml_string(word(crosstalk.front_end)) + "\n";
  const auto add = [&](const char* key, double value, const char* what) {
    if (value != 0.0) text += std::string(key) + " = " + toml_number(value) + "  # " + what + "\n";
  };
  if (crosstalk.columns_driven) text += "driven = \"columns\"\n";
  add("pulldown_ohm", crosstalk.pulldown_ohm, "of each sensed line");
  add("feedback_ohm", crosstalk.feedback_ohm, "of each transimpedance input");
  add("driver_ohm", crosstalk.driver_ohm, "of each driven line's driver and multiplexer");
  add("sense_ohm", crosstalk.sense_ohm, "between sensed line and virtual ground");
  add("full_scale_counts", crosstalk.full_scale_counts, "of the converter");
  if (crosstalk.ghost_ratio >= 0.0)
    text += "ghost_ratio = " + toml_number(crosstalk.ghost_ratio) +
            "  # fourth corner to weakest of three loaded; below 0.02 passes\n";
  return text;
}

std::string creep_text(const Creep& creep) {
  std::string taus;
  for (const double tau : creep.tau_s) taus += (taus.empty() ? "" : ", ") + toml_number(tau);
  return "\n# How readings of a steady load rise with time.\n[creep]\nper_decade = " +
         toml_number(creep.per_decade) +
         "  # share of the load for each tenfold of time; 0.0: not characterised\ntau_s = [" + taus +
         "]\nuncertainty = " + toml_number(creep.uncertainty) + "  # share of per_decade\n";
}

}  // namespace

Result<void> read_electronics(const toml::table& table, std::string_view name, Calibration& calibration) {
  if (auto read = read_crosstalk(table, name, calibration.crosstalk); !read) return read;
  return read_creep(table, name, calibration.creep);
}

std::string electronics_text(const Calibration& calibration) {
  std::string text;
  if (calibration.crosstalk != Crosstalk{}) text += crosstalk_text(calibration.crosstalk);
  if (calibration.creep != Creep{}) text += creep_text(calibration.creep);
  return text;
}

}  // namespace rollscope
