#include "drivers/devices/text_lines.hpp"

#include <algorithm>

namespace rollscope {
namespace {

constexpr std::uint32_t kLargest = 65535;

bool blank(char c) {
  return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

}  // namespace

std::optional<Separator> find_separator(std::string_view word) {
  if (word == "any") return Separator::any;
  if (word == "space") return Separator::space;
  if (word == "comma") return Separator::comma;
  if (word == "tab") return Separator::tab;
  if (word == "semicolon") return Separator::semicolon;
  return std::nullopt;
}

RowReader::RowReader(Separator separator)
    : blank_separates_(separator == Separator::any || separator == Separator::space) {
  const auto set = [this](char c, Mark mark) { marks_[static_cast<unsigned char>(c)] = mark; };
  for (char c = '0'; c <= '9'; ++c) set(c, Mark::digit);
  for (const char c : {' ', '\r', '\n'}) set(c, Mark::blank);
  if (separator == Separator::any) set('\t', Mark::blank);
  if (separator == Separator::tab) set('\t', Mark::between);
  if (separator == Separator::any || separator == Separator::comma) set(',', Mark::between);
  if (separator == Separator::any || separator == Separator::semicolon) set(';', Mark::between);
}

std::optional<std::size_t> RowReader::read(std::string_view line, std::size_t most,
                                           std::vector<float>& cells) const {
  const std::size_t before = cells.size();
  const auto refuse = [&] {
    cells.resize(before);
    return std::nullopt;
  };
  const char* at = line.data();
  const char* const end = at + line.size();
  const auto skip_blanks = [&] {
    const char* const from = at;
    while (at < end && mark(*at) == Mark::blank) ++at;
    return at > from;
  };
  skip_blanks();
  while (at < end) {
    const bool negative = *at == '-';
    if (negative) ++at;
    const char* const first = at;
    std::uint32_t value = 0;
    while (at < end && mark(*at) == Mark::digit && value <= kLargest)
      value = 10 * value + static_cast<std::uint32_t>(*at++ - '0');
    if (at == first) return refuse();
    if (at < end && *at == '.') {
      const char* const point = at++;
      if (at < end && *at >= '5' && *at <= '9') ++value;
      while (at < end && mark(*at) == Mark::digit) ++at;
      if (at == point + 1) return refuse();
    }
    if (value > kLargest || cells.size() - before == most) return refuse();
    cells.push_back(negative ? 0.0F : static_cast<float>(value));
    bool separated = skip_blanks() && blank_separates_;
    if (at < end && mark(*at) == Mark::between) {
      ++at;
      separated = true;
      skip_blanks();
    }
    if (at < end && !separated) return refuse();
  }
  return cells.size() - before;
}

std::string_view trimmed(std::string_view line) {
  while (!line.empty() && blank(line.front())) line.remove_prefix(1);
  while (!line.empty() && blank(line.back())) line.remove_suffix(1);
  return line;
}

bool printable(std::string_view line) {
  return std::ranges::all_of(line, [](char c) { return blank(c) || (c >= ' ' && c <= '~'); });
}

}  // namespace rollscope
