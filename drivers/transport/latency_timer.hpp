// How long an FTDI bridge holds bytes back before it hands them to the computer (devices.md R3).
#pragma once

#include <filesystem>
#include <optional>
#include <string>

namespace rollscope {

// What to tell the user of serial port `path` when its bridge waits longer than 1 ms, with the fix; none for
// ports that have no such timer. `sysfs` is where the system lists its USB serial ports.
std::optional<std::string> latency_warning(
    const std::string& path, const std::filesystem::path& sysfs = "/sys/bus/usb-serial/devices");

}  // namespace rollscope
