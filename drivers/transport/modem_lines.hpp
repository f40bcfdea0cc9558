// The two lines a host drives beside the data.
#pragma once

#include <cstdint>

namespace rollscope {

// What opening a serial port does to DTR and RTS. The kernel raises both on its own for a moment, whatever is
// wanted here: a board that resets on a rising DTR resets all the same.
enum class ModemLines : std::uint8_t {
  raise,  // boards with native USB (RP2040, TinyUSB) send nothing before
  clear,  // ESP32 boards are held in reset or sent into their boot loader by one of them alone
  leave,  // as they are
};

}  // namespace rollscope
