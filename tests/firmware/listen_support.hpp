// What a device has said, packet by packet, each held to the wire format's own encoder byte for byte.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "core/frame/raw_frame.hpp"

namespace rollscope {

struct Heard {
  std::vector<StreamInfo> hellos;
  std::vector<RawFrame> frames;
  std::vector<std::string> texts;
  std::string order;                    // h, f and t as they came
  std::vector<std::size_t> frame_ends;  // offset behind each frame's last byte
  std::size_t whole = 0;                // bytes up to the end of the last packet
};

// `bytes` from the device's first on; the last packet may be cut off. Anything else than sound packets is a
// failure of the test.
[[nodiscard]] Heard listen(std::span<const std::byte> bytes);

}  // namespace rollscope
