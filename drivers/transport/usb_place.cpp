#include "drivers/transport/usb_place.hpp"

#include <system_error>

namespace rollscope {

UsbPlace usb_place(const std::string& path, const std::filesystem::path& sysfs) {
  std::error_code code;
  const auto name = std::filesystem::path(path).filename();
  const auto device = std::filesystem::canonical(sysfs / name / "device", code);
  if (code) return {};
  // ".../usb1/1-1/1-1.2/1-1.2:1.0/ttyUSB0": the interface is the last part with a colon behind a dash.
  UsbPlace place;
  for (const auto& part : device) {
    const std::string text = part.string();
    const std::size_t dash = text.find('-');
    const std::size_t colon = text.find(':');
    if (dash == std::string::npos || colon == std::string::npos || dash == 0 || dash > colon) continue;
    if (text.find_first_not_of("0123456789.-:") != std::string::npos) continue;
    place = {.socket = text.substr(0, colon), .interface = text.substr(colon + 1)};
  }
  return place;
}

}  // namespace rollscope
