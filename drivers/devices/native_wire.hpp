// rollscope's own wire format, packet by packet: docs/wire-format.md to the byte, as the host sees it.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.hpp"
#include "core/frame/raw_frame.hpp"
#include "drivers/devices/count_packing.hpp"

namespace rollscope::native {

inline constexpr std::uint8_t kProtocolVersion = 1;
inline constexpr std::size_t kCrcBytes = 4;
inline constexpr std::size_t kLargestSide = 1024;       // rows or columns
inline constexpr std::size_t kLargestLayout = 65536;    // sensels
inline constexpr std::size_t kLargestPacket = 140'000;  // with CRC, before stuffing

enum class PacketType : std::uint8_t {
  hello = 0x01,
  frame = 0x02,
  text = 0x03,
  request_hello = 0x81,
  start = 0x82,
  stop = 0x83,
  rate = 0x84,
};

// Bits of a frame's `flags`; the fields follow the counts in this order. A set bit this program does not know
// announces a field behind those it knows.
enum FrameFlag : std::uint16_t { has_angle = 1, has_imu = 2, trigger_on = 4 };

struct FrameParts {
  std::uint32_t sequence = 0;
  std::uint64_t device_us = 0;
  CountWidth width = CountWidth::bits16;
  std::uint16_t flags = 0;
  std::span<const std::byte> counts;
  float angle_rad = kNotGiven;
  std::array<float, 6> imu{};
};

// Each writes one packet without CRC and framing: see seal().
void write_hello(const StreamInfo& info, std::vector<std::byte>& packet);
void write_frame(const RawFrame& frame, CountWidth width, std::vector<std::byte>& packet);
void write_text(std::string_view text, std::vector<std::byte>& packet);
void write_command(PacketType type, std::vector<std::byte>& packet);
void write_rate(double rate_hz, std::vector<std::byte>& packet);

// Appends packet + CRC, stuffed and ended by a zero.
void seal(std::vector<std::byte>& packet, std::vector<std::byte>& out);

// What a packet says, CRC taken off. Errors name what is wrong; longer packets than known are accepted.
Result<StreamInfo> read_hello(std::span<const std::byte> packet);
// `counts` is where a frame for `sensels` has them; nothing when it is too short for what it claims.
std::optional<FrameParts> read_frame(std::span<const std::byte> packet, std::size_t sensels);
std::string_view read_text(std::span<const std::byte> packet);
std::optional<double> read_rate(std::span<const std::byte> packet);

// Significant bits of a count, from the full scale.
int count_bits(double full_scale);

}  // namespace rollscope::native
