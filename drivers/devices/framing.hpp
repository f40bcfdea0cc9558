// The ways of devices without length and checksum to say where a frame begins and ends (devices.md Q, decoder
// shapes 2 and 3). One class each; a device takes the one it has and reads the payload it is given.
#pragma once

#include <cstddef>
#include <span>
#include <string_view>
#include <vector>

#include "drivers/devices/device.hpp"

namespace rollscope {

struct Cut {
  ParseResult result;
  std::span<const std::byte> payload = {};  // result.status frame: what lies between the marks
};

// Skip `count` bytes.
inline ParseResult bad_bytes(std::size_t count, ParseFault fault) {
  return {.status = ParseStatus::bad, .consumed = count, .fault = fault};
}
// The first `size` bytes are a frame that ends with them.
inline ParseResult frame_bytes(std::size_t size) {
  return {.status = ParseStatus::frame, .consumed = size, .frame_end = size};
}

// Offset of the first `mark` in `bytes` from `from` (at most bytes.size()) on; where there is none, of the
// last bytes that may begin one, else bytes.size().
std::size_t find_mark(std::span<const std::byte> bytes, std::span<const std::byte> mark, std::size_t from);
bool mark_at(std::span<const std::byte> bytes, std::span<const std::byte> mark, std::size_t offset);

// A header, then a payload of one fixed length. A frame counts only when the next header stands right behind
// it. Why wait for that, which costs a frame of latency at the device's rate: without it a frame that lost
// bytes on the way is completed with the start of the next and looks sound. A header that turns up inside the
// data costs nothing while frames follow one another, for the place where the next one must stand is looked
// at first. Cannot notice: bytes replaced one for one, a whole number of frames lost; and after damage it
// takes a header in the data for the real one if it stands at the same place in every frame.
class HeadedFrames {
 public:
  // `interjection`: how a message begins that the device may send at any moment, even inside a header; a
  // frame it follows at once is whole too. Empty: none.
  HeadedFrames(std::span<const std::byte> header, std::size_t payload, std::string_view interjection = {});
  // `at_end`: no byte will follow; then the last frame needs no header behind it.
  [[nodiscard]] Cut cut(std::span<const std::byte> bytes, bool at_end) const;
  [[nodiscard]] std::size_t packet_bytes() const { return header_.size() + payload_; }

 private:
  std::vector<std::byte> header_;
  std::size_t payload_;
  std::vector<std::vector<std::byte>> followers_;  // what stands behind a whole frame; the header first
};

// A payload of one fixed length, then a tail. A frame is what lies between two tails and has the length.
// Cannot notice what HeadedFrames cannot.
class TailedFrames {
 public:
  TailedFrames(std::size_t payload, std::span<const std::byte> tail);
  Cut cut(std::span<const std::byte> bytes);

 private:
  std::vector<std::byte> tail_;
  std::size_t payload_;
  bool at_start_ = true;  // the next byte begins a frame: first of the stream or behind a tail
};

// Payloads of any length, each ended by one byte that occurs nowhere else; the device tells a whole one. One
// whole payload between two end bytes is weak evidence in noise, so a frame counts only when the next one is
// whole too.
class EndedFrames {
 public:
  // Whether `payload` is a whole one of `sensels`. Pure.
  using Whole = bool (*)(std::span<const std::byte> payload, std::size_t sensels);

  // `longest`: no payload has more bytes.
  EndedFrames(std::byte end, std::size_t longest, Whole whole, std::size_t sensels);
  // `at_end`: no byte will follow; then the last frame needs none behind it.
  Cut cut(std::span<const std::byte> bytes, bool at_end);

 private:
  // Offset of the end byte that closes the payload beginning at `begin`; bytes.size() where none is in reach.
  [[nodiscard]] std::size_t find_end(std::span<const std::byte> bytes, std::size_t begin) const;
  Cut skip_to_end(std::span<const std::byte> bytes);

  std::byte end_;
  std::size_t longest_;
  Whole whole_;
  std::size_t sensels_;
  bool at_start_ = true;  // as in TailedFrames
  bool checked_ = false;  // the first payload was found whole already
};

}  // namespace rollscope
