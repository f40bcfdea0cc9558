#include "drivers/source_uri.hpp"

#include <charconv>
#include <cmath>

namespace rollscope {
namespace {

constexpr std::string_view kSchemes[] = {"serial", "tty", "tcp", "file", "demo"};

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

Result<std::string> decode(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      out += text[i];
      continue;
    }
    const int high = i + 2 < text.size() ? hex_digit(text[i + 1]) : -1;
    const int low = i + 2 < text.size() ? hex_digit(text[i + 2]) : -1;
    if (high < 0 || low < 0)
      return fail(Errc::bad_argument, "'" + std::string(text) + "': write a literal % as %25");
    out += static_cast<char>(high * 16 + low);
    i += 2;
  }
  return out;
}

std::string encode(std::string_view text, std::string_view keep) {
  constexpr std::string_view kHex = "0123456789ABCDEF";
  std::string out;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    const bool plain = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                       std::string_view("-._~,").find(c) != std::string_view::npos ||
                       keep.find(c) != std::string_view::npos;
    if (plain) {
      out += c;
    } else {
      out += '%';
      out += kHex[byte >> 4];
      out += kHex[byte & 15];
    }
  }
  return out;
}

bool known_scheme(std::string_view scheme) {
  for (const std::string_view known : kSchemes)
    if (scheme == known) return true;
  return false;
}

}  // namespace

Result<SourceUri> SourceUri::parse(std::string_view text) {
  const std::string whole(text);
  const std::size_t colon = text.find(':');
  if (colon == std::string_view::npos || !known_scheme(text.substr(0, colon))) {
    // A path may hold ':', '?' and '%': it is taken as it stands.
    if (text.empty()) return fail(Errc::bad_argument, "an empty source: give a file or an address");
    if (colon != std::string_view::npos && text.substr(colon).starts_with("://"))
      return fail(Errc::bad_argument, "'" + whole + "': sources are serial:, tty:, tcp:, file: and demo:");
    return SourceUri{.scheme = "file", .address = whole, .options = {}};
  }
  SourceUri uri;
  uri.scheme = text.substr(0, colon);
  std::string_view rest = text.substr(colon + 1);
  if (rest.starts_with("//") && (uri.scheme == "tcp" || uri.scheme == "file")) rest.remove_prefix(2);
  const std::size_t question = rest.find('?');
  auto address = decode(rest.substr(0, question));
  if (!address) return std::unexpected(address.error());
  uri.address = *address;
  if (uri.address.empty())
    return fail(Errc::bad_argument, "'" + whole + "': nothing after '" + uri.scheme + ":'");
  if (question == std::string_view::npos) return uri;
  std::string_view options = rest.substr(question + 1);
  while (!options.empty()) {
    const std::size_t end = options.find('&');
    const std::string_view pair = options.substr(0, end);
    options = end == std::string_view::npos ? std::string_view{} : options.substr(end + 1);
    if (pair.empty()) continue;
    const std::size_t equals = pair.find('=');
    if (equals == std::string_view::npos || equals == 0)
      return fail(Errc::bad_argument, "'" + whole + "': '" + std::string(pair) + "' is not key=value");
    auto key = decode(pair.substr(0, equals));
    auto value = decode(pair.substr(equals + 1));
    if (!key) return std::unexpected(key.error());
    if (!value) return std::unexpected(value.error());
    if (!uri.options.emplace(*key, *value).second)
      return fail(Errc::bad_argument, "'" + whole + "': '" + *key + "' is given twice");
  }
  return uri;
}

std::string SourceUri::to_string() const {
  std::string out = scheme + ":" + (scheme == "tcp" ? "//" : "") + encode(address, "/:");
  char separator = '?';
  for (const auto& [key, value] : options) {
    out += separator + encode(key, "") + "=" + encode(value, "/:");
    separator = '&';
  }
  return out;
}

Result<double> SourceUri::number(std::string_view key, double fallback, double min, double max) const {
  const auto found = options.find(std::string(key));
  if (found == options.end()) return fallback;
  double value = 0;
  const char* end = found->second.data() + found->second.size();
  const auto [stop, code] = std::from_chars(found->second.data(), end, value);
  if (code != std::errc{} || stop != end || !std::isfinite(value) || value < min || value > max)
    return fail(Errc::bad_argument, std::string(key) + "=" + found->second + ": a number from " +
                                        std::to_string(min) + " to " + std::to_string(max) + " is wanted");
  return value;
}

}  // namespace rollscope
