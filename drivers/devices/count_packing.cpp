#include "drivers/devices/count_packing.hpp"

#include <cmath>

#include "core/base/check.hpp"

namespace rollscope {
namespace {

// Byte by byte, so that it means the same on every machine; compilers make it one vectorised load.
void unpack16(const std::uint8_t* in, float* out, std::size_t count) {
  for (std::size_t i = 0; i < count; ++i)
    out[i] = static_cast<float>(static_cast<std::uint16_t>(in[2 * i] | in[2 * i + 1] << 8));
}

void unpack12(const std::uint8_t* in, float* out, std::size_t count) {
  for (std::size_t pair = 0; pair < count / 2; ++pair, in += 3) {
    out[2 * pair] = static_cast<float>(in[0] | (in[1] & 0x0F) << 8);
    out[2 * pair + 1] = static_cast<float>(in[1] >> 4 | in[2] << 4);
  }
  if (count % 2 == 1) out[count - 1] = static_cast<float>(in[0] | (in[1] & 0x0F) << 8);
}

std::uint32_t whole_count(float sample, CountWidth width) {
  const float largest = static_cast<float>((1U << static_cast<unsigned>(width)) - 1U);
  if (!(sample > 0.0F)) return 0;
  return static_cast<std::uint32_t>(std::fmin(std::round(sample), largest));
}

std::byte low_byte(std::uint32_t value) {
  return static_cast<std::byte>(value & 0xFFU);
}

}  // namespace

CountWidth count_width(int bits) {
  ROLLSCOPE_CHECK(bits >= 1 && bits <= 16, "a count has 1 to 16 bits");
  return bits <= 8 ? CountWidth::bits8 : bits <= 12 ? CountWidth::bits12 : CountWidth::bits16;
}

std::size_t packed_bytes(CountWidth width, std::size_t counts) {
  return (counts * static_cast<std::size_t>(width) + 7) / 8;
}

void unpack_counts(CountWidth width, std::span<const std::byte> packed, std::span<float> samples) {
  ROLLSCOPE_CHECK(packed.size() == packed_bytes(width, samples.size()), "one packed count a sample");
  const auto* in = reinterpret_cast<const std::uint8_t*>(packed.data());
  switch (width) {
    case CountWidth::bits8:
      for (std::size_t i = 0; i < samples.size(); ++i) samples[i] = static_cast<float>(in[i]);
      return;
    case CountWidth::bits12:
      return unpack12(in, samples.data(), samples.size());
    case CountWidth::bits16:
      return unpack16(in, samples.data(), samples.size());
  }
}

void pack_counts(CountWidth width, std::span<const float> samples, std::vector<std::byte>& out) {
  for (std::size_t i = 0; i < samples.size(); ++i) {
    const std::uint32_t count = whole_count(samples[i], width);
    out.push_back(low_byte(count));
    if (width == CountWidth::bits16) out.push_back(low_byte(count >> 8));
    if (width != CountWidth::bits12) continue;
    const bool paired = i + 1 < samples.size();
    const std::uint32_t second = paired ? whole_count(samples[i + 1], width) : 0;
    out.push_back(low_byte(count >> 8 | (second & 0x0FU) << 4));
    if (paired) out.push_back(low_byte(second >> 4));
    ++i;
  }
}

}  // namespace rollscope
