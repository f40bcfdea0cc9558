#include "drivers/transport/port_identity.hpp"

#include <algorithm>

namespace rollscope {
namespace {

bool same_make(const SerialPortInfo& a, const SerialPortInfo& b) {
  return a.vendor_id && a.vendor_id == b.vendor_id && a.product_id == b.product_id &&
         a.serial_number == b.serial_number && a.usb_interface == b.usb_interface;
}

bool same_socket(const SerialPortInfo& a, const SerialPortInfo& b) {
  return !a.usb_socket.empty() && a.usb_socket == b.usb_socket;
}

// The one that `fits`; nullptr where none does, or more than one.
template <class Fits>
const SerialPortInfo* the_one(std::span<const SerialPortInfo> ports, const Fits& fits) {
  const auto first = std::ranges::find_if(ports, fits);
  if (first == ports.end() || std::find_if(first + 1, ports.end(), fits) != ports.end()) return nullptr;
  return &*first;
}

}  // namespace

bool has_twin(const SerialPortInfo& port, std::span<const SerialPortInfo> ports) {
  // The same socket under another name is the port itself, there again already.
  return std::ranges::any_of(ports, [&](const SerialPortInfo& other) {
    return other.path != port.path && same_make(port, other) && !same_socket(port, other);
  });
}

const SerialPortInfo* find_again(const SerialPortInfo& lost, bool twin, std::span<const SerialPortInfo> now) {
  const auto own_name = [&](const SerialPortInfo& port) { return port.path == lost.path; };
  if (!lost.vendor_id) return the_one(now, own_name);
  const auto in_its_socket = [&](const SerialPortInfo& port) {
    return same_make(lost, port) && port.description == lost.description && same_socket(lost, port);
  };
  if (!lost.serial_number.empty() && !twin)
    if (const auto* one = the_one(now, [&](const SerialPortInfo& port) { return same_make(lost, port); }))
      return one;
  if (!lost.usb_socket.empty()) return the_one(now, in_its_socket);
  // Where the system does not tell the sockets apart the name is all there is left.
  return the_one(now, [&](const SerialPortInfo& port) { return own_name(port) && same_make(lost, port); });
}

}  // namespace rollscope
