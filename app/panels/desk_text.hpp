// Numbers as the desk views write them.
#pragma once

#include <cstdint>
#include <string>

namespace rollscope {

// "04:12", with `decimals` "04:12.5"; from an hour on "1:04:12". Cut, not rounded: a clock never runs ahead.
[[nodiscard]] std::string clock_text(double seconds, int decimals = 0);
// "25 200"; from a million on "1.23 M".
[[nodiscard]] std::string count_text(std::uint64_t count);
// "11.8 MB".
[[nodiscard]] std::string size_text(std::uint64_t bytes);
// "38 h", "12 min", "40 s".
[[nodiscard]] std::string span_text(double seconds);

}  // namespace rollscope
