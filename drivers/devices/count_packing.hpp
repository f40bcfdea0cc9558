// Counts as they lie on a wire: 8, 12 or 16 bits each, little endian, to and from samples.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace rollscope {

// 12 bits: two counts a and b share three bytes a[7:0], b[3:0] a[11:8], b[11:4]; an odd last one takes two
// bytes with the high four bits 0.
enum class CountWidth : std::uint8_t { bits8 = 8, bits12 = 12, bits16 = 16 };

// The narrowest that holds counts of `bits` (1..16) bits.
CountWidth count_width(int bits);
std::size_t packed_bytes(CountWidth width, std::size_t counts);

// `packed` holds packed_bytes(width, samples.size()) bytes.
void unpack_counts(CountWidth width, std::span<const std::byte> packed, std::span<float> samples);

// Appends. Rounds; clamps to what the width holds; NaN becomes 0.
void pack_counts(CountWidth width, std::span<const float> samples, std::vector<std::byte>& out);

}  // namespace rollscope
