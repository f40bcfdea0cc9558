// Where on the computer's USB a serial port is plugged in.
#pragma once

#include <filesystem>
#include <string>

namespace rollscope {

struct UsbPlace {
  std::string socket;     // "1-1.2": bus and the ports of the hubs on the way; stays when names change
  std::string interface;  // "1.0": which of the functions of a device that has several ports
};

// Empty where `path` is no USB port, or the system does not tell. `sysfs` is where it lists its terminals.
[[nodiscard]] UsbPlace usb_place(const std::string& path,
                                 const std::filesystem::path& sysfs = "/sys/class/tty");

}  // namespace rollscope
