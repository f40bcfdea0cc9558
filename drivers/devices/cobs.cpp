#include "drivers/devices/cobs.hpp"

#include <bit>
#include <cstdint>
#include <cstring>

namespace rollscope {
namespace {

// Counts are small, so their high bytes are mostly zero: runs are one byte or none, and taking them one at a
// time waits for each code to find the next. Eight bytes that are four runs of one byte, or eight empty runs,
// are recognised at a glance and give eight bytes. Nothing is written when it is neither.
bool decode_eight(const std::byte* in, std::byte* out) {
  static_assert(std::endian::native == std::endian::little);
  constexpr std::uint64_t kCodes = 0x00FF00FF00FF00FF;  // every second byte
  constexpr std::uint64_t kRunsOfOne = 0x0002000200020002;
  constexpr std::uint64_t kEmptyRuns = 0x0101010101010101;
  std::uint64_t eight = 0;
  std::memcpy(&eight, in, sizeof eight);
  if ((eight & kCodes) == kRunsOfOne)
    eight = (eight >> 8) & kCodes;
  else if (eight == kEmptyRuns)
    eight = 0;
  else
    return false;
  std::memcpy(out, &eight, sizeof eight);
  return true;
}

}  // namespace

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
  constexpr std::size_t kGlance = 8;
  const std::byte* in = stuffed.data();
  const std::byte* const end = in + stuffed.size();
  std::byte* to = out;
  while (in < end) {
    const auto left = static_cast<std::size_t>(end - in);
    // One byte more than looked at: the zero behind the last run belongs to it only when something follows.
    const bool roomy = left > kGlance;
    if (roomy && decode_eight(in, to)) {
      in += kGlance;
      to += kGlance;
      continue;
    }
    const auto code = std::to_integer<std::size_t>(*in);
    if (code == 0 || code > left) return std::nullopt;
    // A short run is copied with bytes to spare, which the next one overwrites.
    if (roomy && code <= kGlance)
      std::memcpy(to, in + 1, kGlance);
    else
      std::memcpy(to, in + 1, code - 1);
    in += code;
    to += code - 1;
    if (code != 0xFF && in < end) *to++ = std::byte{0};
  }
  return static_cast<std::size_t>(to - out);
}

}  // namespace rollscope
