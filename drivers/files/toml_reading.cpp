#include "drivers/files/toml_reading.hpp"

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <cmath>
#include <fstream>
#include <sstream>

namespace rollscope {

Result<std::string> read_text_file(const std::filesystem::path& path) {
  std::error_code code;
  if (!std::filesystem::exists(path, code)) return fail(Errc::not_found, path.string() + ": no such file");
  if (!std::filesystem::is_regular_file(path, code))
    return fail(Errc::format, path.string() + ": not a file");
  std::ifstream in(path, std::ios::binary);
  std::stringstream text;
  if (in) text << in.rdbuf();
  if (!in && std::filesystem::file_size(path, code) > 0)
    return fail(Errc::permission, path.string() + ": cannot be read (check its permissions)");
  return text.str();
}

Result<toml::table> parse_toml(std::string_view text, std::string_view name) {
  try {
    return toml::parse(text, name);
  } catch (const toml::parse_error& problem) {
    return fail(Errc::format,
                fmt::format("{}:{}: {}", name, problem.source().begin.line, problem.description()));
  }
}

std::unexpected<Error> toml_error(std::string_view name, const toml::node& where, std::string_view detail) {
  return fail(Errc::format, fmt::format("{}:{}: {}", name, where.source().begin.line, detail));
}

std::string toml_number(double value) {
  if (std::isnan(value)) return "nan";
  if (std::isinf(value)) return value > 0 ? "inf" : "-inf";
  std::array<char, 32> buffer;
  const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value).ptr;
  std::string text(buffer.data(), end);
  // A bare "30" would be an integer, and a person would be told off for writing 30.5 in its place.
  if (text.find_first_of(".e") == std::string::npos) text += ".0";
  return text;
}

std::string toml_string(std::string_view text) {
  std::ostringstream out;
  out << toml::toml_formatter(toml::value<std::string>(std::string(text)),
                              toml::format_flags::quote_dates_and_times);
  std::string quoted = out.str();
  return quoted;
}

}  // namespace rollscope
