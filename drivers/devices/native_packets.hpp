// Cuts a byte stream of rollscope's wire format into packets and checks them: both ends of the link use it.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "drivers/devices/device.hpp"

namespace rollscope::native {

struct Cut {
  ParseStatus status = ParseStatus::need_more;  // packet, filler, need_more or bad
  std::size_t consumed = 0;
  ParseFault fault = ParseFault::none;
  std::span<const std::byte> packet =
      {};  // status packet: without CRC, at least 1 byte; good until the next call
};

class PacketCutter {
 public:
  // Callers pass again what was not consumed, with more behind it. Allocates only for a packet longer than
  // any before.
  Cut cut(std::span<const std::byte> bytes);

 private:
  std::vector<std::byte> packet_;
  std::size_t searched_ = 0;  // bytes known to hold no zero
  bool joined_ = false;       // a zero was seen: what comes is whole packets
};

}  // namespace rollscope::native
