// Consistent overhead byte stuffing: any bytes, written without a zero, so that a zero can end a packet.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

namespace rollscope {

// Appends the stuffed bytes (at most size + size / 254 + 1), without the zero that ends a packet.
void cobs_encode(std::span<const std::byte> bytes, std::vector<std::byte>& out);

// Writes the original bytes to `out`, which has room for `stuffed.size()` bytes, and returns how many;
// nothing when a run reaches past the end. `stuffed` holds no zero.
std::optional<std::size_t> cobs_decode(std::span<const std::byte> stuffed, std::byte* out);

}  // namespace rollscope
