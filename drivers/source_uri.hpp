// The one form of naming a source: scheme:address?key=value&... (design.md 4). Values are percent-encoded.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "core/base/result.hpp"

namespace rollscope {

struct SourceUri {
  std::string scheme;   // "serial", "tty", "tcp", "file", "demo"
  std::string address;  // "/dev/ttyUSB0", "host:port", "session.rsr", "two-holds"; decoded
  std::map<std::string, std::string> options;  // decoded

  // A bare path of an existing kind of file ("session.rsr", "walk.csv") is read as file:.
  static Result<SourceUri> parse(std::string_view text);
  [[nodiscard]] std::string to_string() const;
  // The option as a number inside [min, max], or an error that names it.
  [[nodiscard]] Result<double> number(std::string_view key, double fallback, double min, double max) const;
};

}  // namespace rollscope
