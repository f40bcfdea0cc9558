#include "drivers/files/profile_toml.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>
#include <vector>

#include "drivers/files/toml_reading.hpp"

namespace rollscope {
namespace {

// Edits that turn one name into the other.
std::size_t distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 0; i < a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i + 1;
    for (std::size_t j = 0; j < b.size(); ++j) {
      const std::size_t replaced = diagonal + (a[i] != b[j]);
      diagonal = row[j + 1];
      row[j + 1] = std::min({replaced, row[j] + 1, row[j + 1] + 1});
    }
  }
  return row.back();
}

std::string_view nearest_name(std::string_view name) {
  std::string_view best = "region";
  for (const ProfileParameter& parameter : profile_parameters())
    if (distance(name, parameter.name) < distance(name, best)) best = parameter.name;
  return best;
}

std::string range_text(const ProfileParameter& parameter) {
  std::string text = fmt::format("{} to {}", parameter.min, parameter.max);
  if (parameter.unit != "1") text += fmt::format(" {}", parameter.unit);
  if (!parameter.zero_means.empty()) text += fmt::format("; 0: {}", parameter.zero_means);
  return text;
}

// Applies the values of one table; `prefix` is "" or "hold." and the like.
Result<void> apply_table(const toml::table& table, std::string_view name, const std::string& prefix,
                         Profile& profile) {
  for (const auto& [key, node] : table) {
    const std::string whole = prefix + std::string(key.str());
    if (whole == "region") {
      const auto value = node.value<std::string>();
      if (!value) return toml_error(name, node, "region wants a text in quotes, as in \"lateral-thigh\"");
      profile.region = *value;
      continue;
    }
    if (const toml::table* inner = node.as_table(); inner != nullptr && prefix.empty()) {
      if (auto r = apply_table(*inner, name, whole + ".", profile); !r) return r;
      continue;
    }
    const ProfileParameter* parameter = find_profile_parameter(whole);
    if (parameter == nullptr)
      return toml_error(name, node,
                        fmt::format("'{}' is no setting; did you mean '{}'?", whole, nearest_name(whole)));
    const auto value = node.value<double>();
    if (!value || !parameter->in_range(*value))
      return toml_error(name, node, fmt::format("{} wants a number, {}", whole, range_text(*parameter)));
    parameter->value(profile) = *value;
  }
  return {};
}

}  // namespace

Result<Profile> parse_profile(std::string_view text, std::string_view name) {
  auto table = parse_toml(text, name);
  if (!table) return std::unexpected(table.error());
  Profile profile;
  if (auto r = apply_table(*table, name, "", profile); !r) return std::unexpected(r.error());
  if (auto r = check_profile(profile); !r)
    return fail(Errc::format, std::string(name) + ": " + r.error().detail);
  return profile;
}

Result<Profile> read_profile(const std::filesystem::path& path) {
  auto text = read_text_file(path);
  if (!text) return std::unexpected(text.error());
  return parse_profile(*text, path.string());
}

std::string profile_text(const Profile& profile) {
  std::string text =
      "# rollscope profile: the settings of an analysis. Leave out what may stay at its default.\n\n"
      "region = " +
      toml_string(profile.region) + "\n";
  std::string_view table;
  for (const ProfileParameter& parameter : profile_parameters()) {
    const std::size_t dot = parameter.name.find('.');
    const std::string_view in = dot == std::string_view::npos ? "" : parameter.name.substr(0, dot);
    if (in != table) text += fmt::format("\n[{}]\n", in);
    table = in;
    const std::string_view key =
        dot == std::string_view::npos ? parameter.name : parameter.name.substr(dot + 1);
    text += fmt::format("{} = {}  # {}. {}\n", key, toml_number(parameter.value_in(profile)),
                        range_text(parameter), parameter.why);
  }
  return text;
}

}  // namespace rollscope
