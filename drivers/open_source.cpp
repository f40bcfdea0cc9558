// Which kind of source a URI names.
#include <algorithm>
#include <set>
#include <stop_token>

#include "drivers/devices/device.hpp"
#include "drivers/devices/device_source.hpp"
#include "drivers/emulator/demo_source.hpp"
#include "drivers/files/file_format.hpp"
#include "drivers/files/source_options.hpp"
#include "drivers/source.hpp"
#include "drivers/transport/file_stream.hpp"
#include "drivers/transport/serial_port.hpp"
#include "drivers/transport/tcp_stream.hpp"
#include "drivers/transport/tty_stream.hpp"

namespace rollscope {
namespace {

using std::chrono::milliseconds;
using OpenedSource = Result<std::unique_ptr<Source>>;

// A misspelt option would be passed over without a word, and the source be another than meant.
Result<void> check_options(const SourceUri& uri) {
  std::set<std::string, std::less<>> known{"device", "baud", "speed", "loop",     "rate_hz",
                                           "seed",   "rows", "cols",  "settle_ms"};
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

OpenedSource open_stream(Result<std::unique_ptr<ByteStream>> stream, LinkKind kind, const SourceUri& uri,
                         milliseconds patience, const std::stop_token& cancel) {
  if (!stream) return std::unexpected(stream.error());
  return open_device_source(std::move(*stream), kind, uri, patience, cancel);
}

constexpr milliseconds kLeastPatience{2500};  // a baud: enough to listen and to ask a few devices

// The baud rates worth trying: the one given, else those of the devices in question.
Result<std::set<int>> baud_rates(const SourceUri& uri) {
  const auto given = uri.number("baud", 0.0, 50.0, 20e6);
  if (!given) return std::unexpected(given.error());
  if (*given > 0.0) return std::set{static_cast<int>(*given)};
  if (const auto named = uri.options.find("device"); named != uri.options.end()) {
    const auto device = find_device(named->second);
    if (!device) return std::unexpected(device.error());
    return std::set{(*device)->default_baud};
  }
  std::set<int> rates;
  for (const DeviceDescription& device : all_devices()) rates.insert(device.default_baud);
  return rates;
}

OpenedSource open_serial(const SourceUri& uri, milliseconds patience, const std::stop_token& cancel) {
  const auto rates = baud_rates(uri);
  if (!rates) return std::unexpected(rates.error());
  // Of a device that is not named nothing is known but what most boards want.
  ModemLines lines = ModemLines::raise;
  if (const auto named = uri.options.find("device"); named != uri.options.end()) {
    const auto device = find_device(named->second);
    if (!device) return std::unexpected(device.error());
    lines = (*device)->modem_lines;
  }
  const auto share = std::max(patience / static_cast<int>(rates->size()), kLeastPatience);
  OpenedSource opened;
  for (const int baud : *rates) {
    opened = open_stream(open_serial_port(uri.address, baud, lines), LinkKind::live, uri,
                         rates->size() == 1 ? patience : share, cancel);
    if (opened || cancel.stop_requested()) return opened;
  }
  return opened;
}

OpenedSource open_file(const SourceUri& uri, milliseconds patience, const std::stop_token& cancel) {
  // A dump of a device's bytes says nowhere what it is: the user does, with device=.
  if (!uri.options.contains("device")) return open_file_source(uri);
  return open_stream(open_file_stream(uri.address), LinkKind::dump, uri, patience, cancel);
}

}  // namespace

Result<std::unique_ptr<Source>> open_source(const SourceUri& uri, milliseconds patience,
                                            const std::stop_token& cancel) {
  if (const auto known = check_options(uri); !known) return std::unexpected(known.error());
  if (uri.scheme == "serial") return open_serial(uri, patience, cancel);
  if (uri.scheme == "tty")
    return open_stream(open_tty_stream(uri.address), LinkKind::live, uri, patience, cancel);
  if (uri.scheme == "tcp")
    return open_stream(open_tcp_stream(uri.address, patience, cancel), LinkKind::live, uri, patience, cancel);
  if (uri.scheme == "demo") return open_demo_source(uri);
  return open_file(uri, patience, cancel);
}

}  // namespace rollscope
