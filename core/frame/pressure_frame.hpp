// One frame of the measurement lane: pressure with validity. Every number, alert and export comes from it.
#pragma once

#include <cstdint>
#include <vector>

namespace rollscope {

enum class PressureUnit : std::uint8_t {
  kpa,
  counts,  // not calibrated: class C, relative only
};

// Why a sensel's value may not be taken at its word. Bits may be set together.
enum Validity : std::uint8_t {
  valid = 0,
  absent = 1,     // no sensel there
  missing = 2,    // no reading in this frame (NaN)
  dead = 4,       // masked
  saturated = 8,  // at least this much; value is a lower bound
  filled = 16,    // comes with `dead`: the value is taken from the neighbours, for sums over an area only
};
// Saturated values take part (as "at least"); the others do not.
inline constexpr std::uint8_t kNotUsable = absent | missing | dead;

// Counts in force, area and centre: usable, or filled. A peak and P1 take usable ones only (science.md 3.7).
[[nodiscard]] constexpr bool counts_in_sums(std::uint8_t validity) {
  return (validity & kNotUsable) == 0 || (validity & filled) != 0;
}

struct PressureFrame {
  std::uint64_t index = 0;  // frame number from 0 in this analysis
  double time_s = 0.0;      // since the first frame
  PressureUnit unit = PressureUnit::kpa;
  std::vector<float> pressure;  // rows * cols, signed: small negatives stay; 0 where not usable, not filled
  std::vector<std::uint8_t> validity;  // bits of Validity
};

// The bits that any sensel of the frame has: what no sensel has need not be looked for.
[[nodiscard]] inline std::uint8_t bits_of(const PressureFrame& frame) {
  std::uint8_t bits = 0;
  for (const std::uint8_t validity : frame.validity) bits |= validity;
  return bits;
}

}  // namespace rollscope
