#include "drivers/open_link.hpp"

#include <set>
#include <string>

#include "drivers/devices/device.hpp"
#include "drivers/files/source_options.hpp"
#include "drivers/transport/file_stream.hpp"
#include "drivers/transport/serial_port.hpp"
#include "drivers/transport/tcp_stream.hpp"
#include "drivers/transport/tty_stream.hpp"

namespace rollscope {

Result<void> check_option_names(const SourceUri& uri) {
  std::set<std::string, std::less<>> known{"device", "baud", "speed",     "loop",    "rate_hz",  "seed",
                                           "rows",   "cols", "settle_ms", "capture", "replug_s", "trigger"};
  known.insert(kSourceOptions.begin(), kSourceOptions.end());
  for (const DeviceDescription& device : all_devices())
    for (const DeviceParameter& parameter : device.parameters) known.insert(parameter.key);
  for (const auto& [key, value] : uri.options) {
    if (known.contains(key)) continue;
    std::string list;
    for (const std::string& each : known) list += (list.empty() ? "" : ", ") + each;
    return fail(Errc::bad_argument, uri.address + ": there is no option '" + key + "'; known are " + list);
  }
  return {};
}

Result<std::unique_ptr<ByteStream>> open_link(const SourceUri& uri, int baud, ModemLines lines,
                                              std::chrono::milliseconds patience,
                                              const std::stop_token& cancel) {
  if (uri.scheme == "serial") return open_serial_port(uri.address, baud, lines);
  if (uri.scheme == "tty") return open_tty_stream(uri.address);
  if (uri.scheme == "tcp") return open_tcp_stream(uri.address, patience, cancel);
  if (uri.scheme == "file") return open_file_stream(uri.address);
  return fail(Errc::bad_argument, uri.to_string() + ": no device sends bytes there");
}

std::unique_ptr<LinkFinder> make_link_finder(const SourceUri& uri, int baud, ModemLines lines) {
  if (uri.scheme == "tty") return make_tty_finder(uri.address);
  if (uri.scheme == "tcp") return make_tcp_finder(uri.address);
  if (uri.scheme != "serial") return nullptr;
  const auto open = [=](const std::string& path) { return open_serial_port(path, baud, lines); };
  return make_serial_finder(uri.address, {.list = list_serial_ports, .open = open});
}

}  // namespace rollscope
