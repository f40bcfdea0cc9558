// Arbitrary bytes through a device's parser: what the fuzzer of each device and the replay of its corpus do.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "drivers/devices/device.hpp"

namespace rollscope::fuzz {

// What stands before the stream in an input; a shorter input is filled up with zeros.
inline constexpr std::size_t kOptionBytes = 6;  // one a parameter of the device; 0: its fallback
inline constexpr std::size_t kFlagsAt = 6;
inline constexpr std::size_t kCutsAt = 7;  // seed of where the stream is cut and what time passes between
inline constexpr std::size_t kHeadBytes = 8;

enum Flag : std::uint8_t {
  at_end = 1,  // no byte follows the last one
  packed = 2,  // the stream is packed (below): how a few bytes hold a frame of 64 x 64
  sealed = 4,  // the stream is packets to seal (below): how made-up bytes get past a checksum
};

// The options `head` asks for; the fallbacks where they do not go together.
DeviceOptions options_of(const DeviceDescription& device, std::span<const std::byte> head);

// Runs of equal bytes made short, for the sake of the fuzzer and the size of the corpus. A byte c below 128:
// c + 1 bytes follow as they are; above: the byte that follows stands c - 127 times.
std::vector<std::byte> pack(std::span<const std::byte> bytes);
std::vector<std::byte> unpack(std::span<const std::byte> bytes);

// Packets of the native device, each behind its length (u16, little endian), with checksum and framing.
std::vector<std::byte> seal(std::span<const std::byte> packets);

struct Outcome {
  std::string wrong;  // empty: nothing
  std::uint64_t frames = 0;
};

// Decodes `input` in pieces, in one go, and as a Conversation where the device is asked. Wrong are: counters
// that do not add up, a frame that has not its layout's size or counts its format cannot hold, numbers or
// time that go back, other frames when cut elsewhere.
Outcome drive(const DeviceDescription& device, std::span<const std::byte> input);

}  // namespace rollscope::fuzz
