#include "drivers/devices/native_wire.hpp"

#include <zlib.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <concepts>

#include "drivers/devices/cobs.hpp"

namespace rollscope::native {
namespace {

constexpr std::size_t kHelloFixed = 32;   // up to the two strings
constexpr std::size_t kFrameHeader = 16;  // up to the counts

template <std::unsigned_integral T>
void put(T value, std::vector<std::byte>& out) {
  for (std::size_t i = 0; i < sizeof(T); ++i) out.push_back(static_cast<std::byte>(value >> (8 * i)));
}

void put(float value, std::vector<std::byte>& out) {
  put(std::bit_cast<std::uint32_t>(value), out);
}

template <std::unsigned_integral T>
T take(std::span<const std::byte> bytes, std::size_t offset) {
  std::uint64_t value = 0;
  for (std::size_t i = 0; i < sizeof(T); ++i)
    value |= std::to_integer<std::uint64_t>(bytes[offset + i]) << (8 * i);
  return static_cast<T>(value);
}

float take_float(std::span<const std::byte> bytes, std::size_t offset) {
  return std::bit_cast<float>(take<std::uint32_t>(bytes, offset));
}

std::uint32_t whole(double value) {
  return static_cast<std::uint32_t>(std::clamp(std::round(value), 0.0, 4294967295.0));
}

void put_string(std::string_view text, std::vector<std::byte>& out) {
  text = text.substr(0, 255);
  put(static_cast<std::uint8_t>(text.size()), out);
  for (const char c : text) out.push_back(static_cast<std::byte>(c));
}

// The string at `offset`, which moves past it; nothing when it reaches past the packet.
std::optional<std::string> take_string(std::span<const std::byte> bytes, std::size_t& offset) {
  if (offset >= bytes.size()) return std::nullopt;
  const auto size = std::to_integer<std::size_t>(bytes[offset]);
  if (bytes.size() - offset - 1 < size) return std::nullopt;
  const auto* text = reinterpret_cast<const char*>(bytes.data() + offset + 1);
  offset += 1 + size;
  return std::string(text, size);
}

Result<void> check_hello(const StreamInfo& info, int bits, std::uint8_t surface) {
  const SensorLayout& layout = info.layout;
  const auto side_fits = [](int side) { return side >= 1 && static_cast<std::size_t>(side) <= kLargestSide; };
  if (!side_fits(layout.rows) || !side_fits(layout.cols) || layout.sensels() > kLargestLayout)
    return fail(Errc::format, "the device announces " + std::to_string(layout.rows) + " x " +
                                  std::to_string(layout.cols) + " sensels");
  if (bits < 1 || bits > 16)
    return fail(Errc::format, "the device announces counts of " + std::to_string(bits) + " bits");
  if (surface > 1) return fail(Errc::format, "the device announces surface " + std::to_string(surface));
  if (layout.pitch_row_mm <= 0.0 || layout.pitch_col_mm <= 0.0)
    return fail(Errc::format, "the device announces no sensel pitch");
  if (layout.surface == Surface::cylinder && layout.radius_mm <= 0.0)
    return fail(Errc::format, "the device announces a cylinder without radius");
  if (!std::isfinite(info.kpa_per_count) || info.kpa_per_count < 0.0)
    return fail(Errc::format, "the device announces a calibration that is no positive number");
  return {};
}

}  // namespace

int count_bits(double full_scale) {
  return std::clamp(static_cast<int>(std::bit_width(whole(full_scale))), 1, 16);
}

void write_hello(const StreamInfo& info, std::vector<std::byte>& packet) {
  packet.clear();
  put(static_cast<std::uint8_t>(PacketType::hello), packet);
  put(kProtocolVersion, packet);
  put(static_cast<std::uint8_t>(info.layout.surface == Surface::cylinder ? 1 : 0), packet);
  put(static_cast<std::uint8_t>(count_bits(info.full_scale)), packet);
  put(static_cast<std::uint16_t>(info.layout.rows), packet);
  put(static_cast<std::uint16_t>(info.layout.cols), packet);
  put(whole(info.layout.pitch_row_mm * 1000.0), packet);
  put(whole(info.layout.pitch_col_mm * 1000.0), packet);
  put(whole(info.layout.radius_mm * 1000.0), packet);
  put(whole(info.rate_hz * 1000.0), packet);
  put(static_cast<std::uint16_t>(whole(info.full_scale)), packet);
  put(std::uint16_t{0}, packet);
  put(static_cast<float>(info.kpa_per_count), packet);
  put_string(info.serial_number, packet);
  put_string(info.firmware, packet);
}

Result<StreamInfo> read_hello(std::span<const std::byte> packet) {
  if (packet.size() < 2 || packet[1] != std::byte{kProtocolVersion})
    return fail(Errc::format, "the device speaks another version of the protocol than 1: update rollscope");
  std::size_t offset = kHelloFixed;
  if (packet.size() < kHelloFixed) return fail(Errc::format, "the device's hello is too short");
  auto serial_number = take_string(packet, offset);
  auto firmware = take_string(packet, offset);
  if (!serial_number || !firmware) return fail(Errc::format, "the device's hello is too short");
  StreamInfo info;
  const auto surface = take<std::uint8_t>(packet, 2);
  const int bits = take<std::uint8_t>(packet, 3);
  info.layout.rows = take<std::uint16_t>(packet, 4);
  info.layout.cols = take<std::uint16_t>(packet, 6);
  info.layout.pitch_row_mm = take<std::uint32_t>(packet, 8) / 1000.0;
  info.layout.pitch_col_mm = take<std::uint32_t>(packet, 12) / 1000.0;
  info.layout.surface = surface == 1 ? Surface::cylinder : Surface::flat;
  info.layout.radius_mm = surface == 1 ? take<std::uint32_t>(packet, 16) / 1000.0 : 0.0;
  info.rate_hz = take<std::uint32_t>(packet, 20) / 1000.0;
  info.full_scale = take<std::uint16_t>(packet, 24);
  info.kpa_per_count = static_cast<double>(take_float(packet, 28));
  if (auto sound = check_hello(info, bits, surface); !sound) return std::unexpected(sound.error());
  if (info.full_scale == 0.0) info.full_scale = (1U << bits) - 1U;
  info.format = bits <= 8 ? SampleFormat::u8 : SampleFormat::u16;
  info.numbered = true;
  info.device_clock = true;
  info.serial_number = std::move(*serial_number);
  info.firmware = std::move(*firmware);
  return info;
}

void write_frame(const RawFrame& frame, CountWidth width, std::vector<std::byte>& packet) {
  const bool angle = std::isfinite(frame.angle_rad);
  const bool imu = std::ranges::all_of(frame.imu, [](float value) { return std::isfinite(value); });
  packet.clear();
  put(static_cast<std::uint8_t>(PacketType::frame), packet);
  put(static_cast<std::uint8_t>(width), packet);
  put(static_cast<std::uint16_t>((angle ? has_angle : 0) | (imu ? has_imu : 0) |
                                 (frame.trigger ? trigger_on : 0)),
      packet);
  put(static_cast<std::uint32_t>(frame.sequence), packet);
  put(static_cast<std::uint64_t>(std::max<std::int64_t>(frame.device_us, 0)), packet);
  pack_counts(width, frame.samples, packet);
  if (angle) put(frame.angle_rad, packet);
  if (imu)
    for (const float value : frame.imu) put(value, packet);
}

std::optional<FrameParts> read_frame(std::span<const std::byte> packet, std::size_t sensels) {
  if (packet.size() < kFrameHeader) return std::nullopt;
  const auto bits = take<std::uint8_t>(packet, 1);
  if (bits != 8 && bits != 12 && bits != 16) return std::nullopt;
  FrameParts parts;
  parts.width = static_cast<CountWidth>(bits);
  parts.flags = take<std::uint16_t>(packet, 2);
  parts.sequence = take<std::uint32_t>(packet, 4);
  parts.device_us = take<std::uint64_t>(packet, 8);
  const std::size_t counts = packed_bytes(parts.width, sensels);
  const std::size_t angle = kFrameHeader + counts;
  const std::size_t imu = angle + ((parts.flags & has_angle) != 0 ? 4 : 0);
  const std::size_t end = imu + ((parts.flags & has_imu) != 0 ? 4 * parts.imu.size() : 0);
  // Bits this program does not know may have put more behind; without any the length must be exact.
  const bool more = (parts.flags & ~(has_angle | has_imu | trigger_on)) != 0;
  if (packet.size() < end || (packet.size() > end && !more)) return std::nullopt;
  parts.counts = packet.subspan(kFrameHeader, counts);
  parts.angle_rad = (parts.flags & has_angle) != 0 ? take_float(packet, angle) : kNotGiven;
  for (std::size_t i = 0; i < parts.imu.size(); ++i)
    parts.imu[i] = (parts.flags & has_imu) != 0 ? take_float(packet, imu + 4 * i) : kNotGiven;
  return parts;
}

void write_text(std::string_view text, std::vector<std::byte>& packet) {
  packet.clear();
  put(static_cast<std::uint8_t>(PacketType::text), packet);
  for (const char c : text) packet.push_back(static_cast<std::byte>(c));
}

std::string_view read_text(std::span<const std::byte> packet) {
  return {reinterpret_cast<const char*>(packet.data()) + 1, packet.size() - 1};
}

void write_command(PacketType type, std::vector<std::byte>& packet) {
  packet.assign(1, static_cast<std::byte>(type));
}

void write_rate(double rate_hz, std::vector<std::byte>& packet) {
  write_command(PacketType::rate, packet);
  put(whole(rate_hz * 1000.0), packet);
}

std::optional<double> read_rate(std::span<const std::byte> packet) {
  if (packet.size() < 5) return std::nullopt;
  return take<std::uint32_t>(packet, 1) / 1000.0;
}

void seal(std::vector<std::byte>& packet, std::vector<std::byte>& out) {
  const auto crc =
      ::crc32(0, reinterpret_cast<const Bytef*>(packet.data()), static_cast<uInt>(packet.size()));
  put(static_cast<std::uint32_t>(crc), packet);
  cobs_encode(packet, out);
  out.push_back(std::byte{0});
}

}  // namespace rollscope::native
