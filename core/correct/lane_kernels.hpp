// The loops of the measurement lane that run over every sensel of every frame, for any x86-64
// (core/base/simd.hpp).
#pragma once

#include <cstddef>
#include <cstdint>

namespace rollscope {

// Medians of three frames of `count` samples each.
struct MedianInput {
  const float* now;
  const float* before;
  const float* long_before;
  std::size_t count;
};
struct Medians {
  bool finite = true;       // false: a sample somewhere is not, and its median is not to be used
  std::int64_t spikes = 0;  // samples of `before` that stand out from both others to the same side by more
};  // than the spike height
Medians take_medians(const MedianInput& in, float spike_height, float* out);
// Those spikes, one bit a sensel in (count + 63) / 64 words, sensel 0 lowest in the first. Not finite: none.
void mark_spikes(const MedianInput& in, float height, std::uint64_t* bits);

// How samples become pressures. Arrays have one value a sensel.
struct ConversionInput {
  const float* samples;
  const float* zero;
  const float* gain;
  const float* rise;          // given in place of the above, may be where pressures go; null: not
  const std::uint8_t* never;  // bits of Validity that are always set: absent, dead
  std::size_t count;
  float full_scale_sample;  // raw samples from here on are saturated
  float limit;              // and rises over zero above this
  bool on_grid;             // round to multiples of 2^-10
};
// rise = (sample - zero) x gain. Sets pressures (0 where not usable) and validities. Along a line: pressure =
// slope x rise.
void convert_along_line(const ConversionInput& in, float slope, float* pressure, std::uint8_t* validity);
// Straight lines between the entries of a table, two at least; below zero along a line.
struct ConversionTable {
  const float* entries;
  std::size_t size;
  float inverse_step;  // entries per unit of rise
  float slope;         // below zero
};
void convert_by_table(const ConversionInput& in, const ConversionTable& table, float* pressure,
                      std::uint8_t* validity);

}  // namespace rollscope
