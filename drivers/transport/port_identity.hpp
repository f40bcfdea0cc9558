// Which of the ports there are now is the one that was unplugged: the same device, not the same name.
#pragma once

#include <span>

#include "drivers/transport/serial_port.hpp"

namespace rollscope {

// Another port among `ports` that looks like `port`: the same USB numbers and serial number (many bridges are
// all sold with the same one, or with none) and not the same port.
[[nodiscard]] bool has_twin(const SerialPortInfo& port, std::span<const SerialPortInfo> ports);

// `lost` among `now`; nullptr: not there, or nobody can tell.
//   - a serial number of its own (`twin`: it has none of its own): by USB numbers and that, wherever it is
//     plugged in now; where several have it, the one in the same socket;
//   - else by USB numbers and the system's words in the same socket, for a second device of the same make
//     must not go on in the recording of the first;
//   - no USB device: under the same name alone.
[[nodiscard]] const SerialPortInfo* find_again(const SerialPortInfo& lost, bool twin,
                                               std::span<const SerialPortInfo> now);

}  // namespace rollscope
