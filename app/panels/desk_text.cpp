#include "app/panels/desk_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace rollscope {

std::string clock_text(double seconds, int decimals) {
  const double unit = std::pow(10.0, decimals);
  // Why the tiny share: 0.3 s must not become 0.2 because of its binary form.
  const auto ticks = static_cast<long long>(std::max(0.0, seconds) * unit + 1e-6);
  const auto in_second = static_cast<long long>(unit);
  const long long whole = ticks / in_second;
  std::string text = whole >= 3600 ? fmt::format("{}:{:02}:{:02}", whole / 3600, whole / 60 % 60, whole % 60)
                                   : fmt::format("{:02}:{:02}", whole / 60, whole % 60);
  if (decimals > 0) text += fmt::format(".{:0{}}", ticks % in_second, decimals);
  return text;
}

std::string count_text(std::uint64_t count) {
  if (count >= 1'000'000) return fmt::format("{:.2f} M", static_cast<double>(count) * 1e-6);
  if (count >= 1000) return fmt::format("{} {:03}", count / 1000, count % 1000);
  return fmt::format("{}", count);
}

std::string size_text(std::uint64_t bytes) {
  constexpr std::array kUnits{"kB", "MB", "GB", "TB"};
  double size = static_cast<double>(bytes) * 1e-3;
  std::size_t unit = 0;
  while (size >= 999.95 && unit + 1 < kUnits.size()) size *= 1e-3, ++unit;
  return fmt::format("{:.1f} {}", size, kUnits[unit]);
}

std::string span_text(double seconds) {
  if (seconds >= 2 * 3600) return fmt::format("{:.0f} h", std::floor(seconds / 3600));
  if (seconds >= 2 * 60) return fmt::format("{:.0f} min", std::floor(seconds / 60));
  return fmt::format("{:.0f} s", std::floor(std::max(0.0, seconds)));
}

}  // namespace rollscope
