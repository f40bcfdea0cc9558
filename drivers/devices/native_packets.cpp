#include "drivers/devices/native_packets.hpp"

#include <zlib.h>

#include <cstdint>
#include <cstring>
#include <optional>
#include <utility>

#include "drivers/devices/cobs.hpp"
#include "drivers/devices/native_wire.hpp"

namespace rollscope::native {
namespace {

constexpr std::size_t kLargestStuffed = kLargestPacket + kLargestPacket / 254 + 1;

bool crc_matches(std::span<const std::byte> packet) {
  const std::size_t size = packet.size() - kCrcBytes;
  std::uint32_t sent = 0;
  for (std::size_t i = 0; i < kCrcBytes; ++i)
    sent |= std::to_integer<std::uint32_t>(packet[size + i]) << (8 * i);
  return ::crc32(0, reinterpret_cast<const Bytef*>(packet.data()), static_cast<uInt>(size)) == sent;
}

}  // namespace

Cut PacketCutter::cut(std::span<const std::byte> bytes) {
  const auto bad = [](std::size_t consumed, ParseFault fault) {
    return Cut{.status = ParseStatus::bad, .consumed = consumed, .fault = fault};
  };
  const void* const zero = std::memchr(bytes.data() + searched_, 0, bytes.size() - searched_);
  if (zero == nullptr) {
    searched_ = bytes.size();
    if (bytes.size() <= kLargestStuffed) return {};
    searched_ = 0;
    joined_ = false;
    return bad(bytes.size(), ParseFault::wrong_length);
  }
  const auto length = static_cast<std::size_t>(static_cast<const std::byte*>(zero) - bytes.data());
  const bool whole = std::exchange(joined_, true);
  searched_ = 0;
  if (length == 0) return {.status = ParseStatus::filler, .consumed = 1};
  if (packet_.size() < length) packet_.resize(length);
  const auto size =
      length > kLargestStuffed ? std::nullopt : cobs_decode(bytes.first(length), packet_.data());
  // What was joined in the middle is no fault of the link.
  if (!size || *size <= kCrcBytes)
    return bad(length + 1, whole ? ParseFault::wrong_length : ParseFault::lost_sync);
  if (!crc_matches(std::span(packet_).first(*size)))
    return bad(length + 1, whole ? ParseFault::checksum : ParseFault::lost_sync);
  return {.status = ParseStatus::packet,
          .consumed = length + 1,
          .packet = std::span(packet_).first(*size - kCrcBytes)};
}

}  // namespace rollscope::native
