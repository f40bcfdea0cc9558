// What the fibre mats, cushions and beds of Juqiao share (devices.md B; known from public readers, not from
// the maker): the bytes between two frames, the order of the rows, the event of a restart, the description.
//
//   AA 55 03 99, counts row-major as wired, AA 55 03 99, counts, ...
//
// They send without being asked. No length, checksum or number: the length is locked to what the device must
// have (framing.hpp says what that can notice). A text in the middle of the stream, as the foot mats' answer
// "Unique ID: ...", makes one frame too long: that frame is dropped.
#pragma once

#include <array>
#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "drivers/devices/count_packing.hpp"
#include "drivers/devices/device.hpp"
#include "drivers/devices/framing.hpp"

namespace rollscope::juqiao {

inline constexpr std::array kSeparator{std::byte{0xAA}, std::byte{0x55}, std::byte{0x03}, std::byte{0x99}};

// Where the rows of the picture come from: the options `remap` and `mirror`. Which product wants which is not
// published.
class Wiring {
 public:
  Wiring(int rows, int cols, const DeviceOptions& options);

  // `payload` holds all counts as wired.
  void unpack(CountWidth width, std::span<const std::byte> payload, std::span<float> picture) const;
  // The inverse, appended; a picture of another size is written as it is.
  void pack(CountWidth width, std::span<const float> picture, std::vector<std::byte>& out) const;
  // The same, as counts not yet packed.
  [[nodiscard]] std::vector<float> as_wired(std::span<const float> picture) const;

  // Row of the picture -> row as wired; `mirrored`: each row is also reversed.
  [[nodiscard]] std::size_t wired_row(std::size_t row) const { return rows_[row]; }
  [[nodiscard]] bool mirrored() const { return mirrored_; }

 private:
  std::vector<std::size_t> rows_;
  std::size_t cols_;
  bool mirrored_;
};

inline constexpr std::string_view kAnswer = "Unique ID: ";

// Takes the restart event (the one byte 03 between two separators) out of what `frames` finds wrong.
Cut cut(const HeadedFrames& frames, std::span<const std::byte> bytes, bool at_end);

// One byte a sensel, a frame a payload: all but the halves and the 12-bit beds.
std::unique_ptr<DeviceParser> make_parser(int rows, int cols, const DeviceOptions& options);
Result<std::unique_ptr<DeviceEncoder>> make_encoder(const char* id, int rows, int cols,
                                                    const StreamInfo& wanted, const DeviceOptions& options);

// All but make_parser and make_encoder. `count_bits` 8.
DeviceDescription description(std::string id, std::string label, int rows, int cols, int baud);

}  // namespace rollscope::juqiao
