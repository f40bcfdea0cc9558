#include "drivers/devices/cobs.hpp"

#include <cstdint>

namespace rollscope {

void cobs_encode(std::span<const std::byte> bytes, std::vector<std::byte>& out) {
  constexpr std::size_t kLongestRun = 254;
  std::size_t code = out.size();  // where the length of the running block goes
  out.push_back(std::byte{1});
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    if (bytes[i] != std::byte{0}) out.push_back(bytes[i]);
    const std::size_t run = out.size() - code - 1;
    const bool last = i + 1 == bytes.size();
    if (bytes[i] != std::byte{0} && (run < kLongestRun || last)) continue;
    // A full block stands for no zero: one that ends the packet needs no other behind it.
    out[code] = static_cast<std::byte>(run + 1);
    code = out.size();
    out.push_back(std::byte{1});
  }
  out[code] = static_cast<std::byte>(out.size() - code);
}

std::optional<std::size_t> cobs_decode(std::span<const std::byte> stuffed, std::byte* out) {
  const auto* in = reinterpret_cast<const std::uint8_t*>(stuffed.data());
  const auto* const end = in + stuffed.size();
  auto* to = reinterpret_cast<std::uint8_t*>(out);
  auto* const start = to;
  while (in < end) {
    const std::uint8_t code = *in++;
    if (code == 0 || end - in < code - 1) return std::nullopt;
    for (std::uint8_t i = 1; i < code; ++i) *to++ = *in++;
    if (code != 0xFF && in < end) *to++ = 0;
  }
  return static_cast<std::size_t>(to - start);
}

}  // namespace rollscope
