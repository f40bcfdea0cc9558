// Real serial ports, through libserialport: listing, opening, reading without spinning, telling gone from
// idle.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/base/result.hpp"
#include "drivers/transport/byte_stream.hpp"
#include "drivers/transport/modem_lines.hpp"

namespace rollscope {

struct SerialPortInfo {
  std::string path;                        // "/dev/ttyUSB0"
  std::string description;                 // the system's words
  std::optional<std::uint16_t> vendor_id;  // USB only
  std::optional<std::uint16_t> product_id;
  std::string serial_number;  // empty: none
  std::string manufacturer;
  std::string product;
  std::string usb_socket;     // where it is plugged in, see usb_place.hpp; empty: not known
  std::string usb_interface;  // of a device with several ports
  bool operator==(const SerialPortInfo&) const = default;
};

// The ports there are now, sorted by path. Walks the system's list: call it about once a second, not per
// frame.
Result<std::vector<SerialPortInfo>> list_serial_ports();

// Opens `path` raw, 8N1, no flow control, at `baud`, sets DTR and RTS, and drops input that came before.
Result<std::unique_ptr<ByteStream>> open_serial_port(const std::string& path, int baud,
                                                     ModemLines lines = ModemLines::raise);

}  // namespace rollscope
