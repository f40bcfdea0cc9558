#include "app/cli/calibrate_amount.hpp"

#include <fmt/format.h>

#include <charconv>
#include <cmath>

namespace rollscope {
namespace {

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t' || text.back() == '\r'))
    text.remove_suffix(1);
  return text;
}

}  // namespace

Result<Amount> parse_amount(std::string_view text, Amount::Unit usual) {
  const std::string_view whole = trimmed(text);
  Amount amount{.unit = usual, .value = 0.0};
  const auto [stop, code] = std::from_chars(whole.data(), whole.data() + whole.size(), amount.value);
  const std::string_view unit = trimmed(whole.substr(static_cast<std::size_t>(stop - whole.data())));
  bool known = true;
  if (unit == "kPa" || unit == "kpa") {
    amount.unit = Amount::Unit::kpa;
  } else if (unit == "N" || unit == "n") {
    amount.unit = Amount::Unit::newton;
  } else if (unit == "kg") {
    amount.unit = Amount::Unit::kilogram;
  } else {
    known = unit.empty();
  }
  if (code == std::errc{} && known && std::isfinite(amount.value) && amount.value > 0.0) return amount;
  return fail(
      Errc::bad_argument,
      fmt::format("'{}' is no load: write a positive number with its unit, as 80 kPa, 50 N or 10 kg", whole));
}

}  // namespace rollscope
