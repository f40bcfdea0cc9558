// Powers of floats from sums, products and bits alone: the same bits on every machine, and loops over them
// become vector instructions, which the library's pow does not promise.
#pragma once

#include <algorithm>
#include <bit>
#include <cstdint>

namespace rollscope {

// log2 of a positive normal number. Absolute error below 1e-6 near 1, else below 2e-7 of the result.
[[nodiscard]] inline float fast_log2(float x) {
  // x = m 2^e with m from sqrt(1/2) to sqrt(2); log2 m = 2/ln 2 artanh((m - 1) / (m + 1)).
  const auto bits = std::bit_cast<std::int32_t>(x);
  const std::int32_t e = (bits - 0x3f3504f3) >> 23;
  const auto m = std::bit_cast<float>(bits - e * (1 << 23));
  const float t = (m - 1.0F) / (m + 1.0F), tt = t * t;
  const float series = 2.8853901F + tt * (0.96179669F + tt * (0.57707801F + tt * 0.41219859F));
  return static_cast<float>(e) + t * series;
}

// 2^y, y held to -126..126. Relative error below 3e-7.
[[nodiscard]] inline float fast_exp2(float y) {
  const float held = std::min(std::max(y, -126.0F), 126.0F);
  constexpr float kRound = 12582912.0F;  // 1.5 * 2^23: adding it leaves no room for a fraction
  const float whole = (held + kRound) - kRound;
  const float f = held - whole;
  const float series =
      1.0F + f * (0.69314718F +
                  f * (0.24022651F +
                       f * (0.055504109F + f * (0.0096181291F + f * (0.0013333558F + f * 0.00015403530F)))));
  return series * std::bit_cast<float>((static_cast<std::int32_t>(whole) + 127) * (1 << 23));
}

}  // namespace rollscope
