// Which kind of source a URI names.
#include <spdlog/spdlog.h>

#include <algorithm>
#include <memory>
#include <optional>
#include <stop_token>
#include <vector>

#include "drivers/devices/device.hpp"
#include "drivers/devices/device_source.hpp"
#include "drivers/devices/port_guess.hpp"
#include "drivers/devices/probe.hpp"
#include "drivers/emulator/demo_source.hpp"
#include "drivers/files/file_format.hpp"
#include "drivers/open_link.hpp"
#include "drivers/source.hpp"
#include "drivers/transport/capture_file.hpp"
#include "drivers/transport/latency_timer.hpp"
#include "drivers/transport/returning_stream.hpp"
#include "drivers/transport/serial_port.hpp"
#include "drivers/triggered_source.hpp"

namespace rollscope {
namespace {

using std::chrono::milliseconds;
using OpenedSource = Result<std::unique_ptr<Source>>;

// What one attempt to open a source needs throughout.
struct Opening {
  const SourceUri& uri;
  const std::stop_token& cancel;
  std::shared_ptr<CaptureFile> capture;  // capture=; else none
  milliseconds replug{0};                // how long a link that was lost is looked for
};

constexpr double kLongest_s = std::chrono::duration<double>(kReplugForEver).count();

OpenedSource open_device(const Opening& opening, LinkKind kind, int baud, ModemLines lines,
                         milliseconds patience) {
  auto stream = open_link(opening.uri, baud, lines, patience, opening.cancel);
  if (!stream) return std::unexpected(stream.error());
  if (kind == LinkKind::live && opening.replug.count() > 0)
    if (auto finder = make_link_finder(opening.uri, baud, lines))
      stream = returning(std::move(*stream), std::move(finder), opening.replug);
  if (opening.capture) {
    opening.capture->restart();
    stream = captured(std::move(*stream), opening.capture);
  }
  return open_device_source(std::move(*stream), kind, opening.uri, patience, opening.cancel);
}

constexpr milliseconds kLeastPatience{2500};  // a baud: enough to listen and to ask a few devices

// Of the port at `path`; nullptr where nothing is known of it.
const PortGuess* guess_of(const std::string& path) {
  const auto ports = list_serial_ports();
  if (!ports) return nullptr;
  const auto port = std::ranges::find(*ports, path, &SerialPortInfo::path);
  return port == ports->end() ? nullptr : guess_port(port->vendor_id, port->product_id);
}

// The baud rates worth trying: the one given, else those of the devices in question.
Result<std::vector<int>> baud_rates(const SourceUri& uri) {
  const auto given = uri.number("baud", 0.0, 50.0, 20e6);
  if (!given) return std::unexpected(given.error());
  if (*given > 0.0) return std::vector{static_cast<int>(*given)};
  if (const auto named = uri.options.find("device"); named != uri.options.end()) {
    const auto device = find_device(named->second);
    if (!device) return std::unexpected(device.error());
    return std::vector{(*device)->default_baud};
  }
  return plausible_bauds(guess_of(uri.address));
}

OpenedSource open_serial(const Opening& opening, milliseconds patience) {
  const auto rates = baud_rates(opening.uri);
  if (!rates) return std::unexpected(rates.error());
  // Of a device that is not named nothing is known but what most boards want.
  ModemLines lines = ModemLines::raise;
  if (const auto named = opening.uri.options.find("device"); named != opening.uri.options.end()) {
    const auto device = find_device(named->second);
    if (!device) return std::unexpected(device.error());
    lines = (*device)->modem_lines;
  }
  if (const auto warning = latency_warning(opening.uri.address)) spdlog::warn("{}", *warning);
  const auto share = std::max(patience / static_cast<int>(rates->size()), kLeastPatience);
  std::optional<Error> told;
  for (const int baud : *rates) {
    auto tried = open_device(opening, LinkKind::live, baud, lines, rates->size() == 1 ? patience : share);
    if (tried || opening.cancel.stop_requested() || tried.error().code == Errc::disconnected) return tried;
    // Text is text at its own baud only: what another one makes of it says less.
    if (!told || offered_options(*told).empty()) told = tried.error();
  }
  return std::unexpected(*told);
}

Result<std::shared_ptr<CaptureFile>> capture_of(const SourceUri& uri) {
  const auto wanted = uri.options.find("capture");
  if (wanted == uri.options.end()) return nullptr;
  if (uri.scheme == "file" || uri.scheme == "demo")
    return fail(Errc::bad_argument, "capture=" + wanted->second + ": no device sends bytes to " + uri.scheme +
                                        ": sources; it goes with serial:, tty: and tcp:");
  return CaptureFile::create(wanted->second);
}

// With the marks a device's trigger input and a trigger port give.
OpenedSource with_triggers(OpenedSource source, std::unique_ptr<ByteStream> port) {
  if (!source) return source;
  return triggered(std::move(*source), std::move(port));
}

}  // namespace

Result<std::unique_ptr<Source>> open_source(const SourceUri& uri, milliseconds patience,
                                            const std::stop_token& cancel, milliseconds replug) {
  if (const auto known = check_option_names(uri); !known) return std::unexpected(known.error());
  const auto replug_s =
      uri.number("replug_s", std::chrono::duration<double>(replug).count(), 0.0, kLongest_s);
  if (!replug_s) return std::unexpected(replug_s.error());
  const bool file = uri.scheme == "file";
  if ((file || uri.scheme == "demo") && uri.options.contains("trigger"))
    return fail(Errc::bad_argument, "trigger= goes with serial:, tty: and tcp:; " + uri.scheme +
                                        ": sources do not run beside an experiment");
  auto capture = capture_of(uri);
  if (!capture) return std::unexpected(capture.error());
  const Opening opening{.uri = uri,
                        .cancel = cancel,
                        .capture = std::move(*capture),
                        .replug = std::chrono::ceil<milliseconds>(std::chrono::duration<double>(*replug_s))};
  if (uri.scheme == "demo") return open_demo_source(uri);
  // A dump of a device's bytes says nowhere what it is: the user does, with device=.
  if (file && !uri.options.contains("device")) return open_file_source(uri);
  auto port = open_trigger_port(uri);
  if (!port) return std::unexpected(port.error());
  if (uri.scheme == "serial") return with_triggers(open_serial(opening, patience), std::move(*port));
  const LinkKind kind = file ? LinkKind::dump : LinkKind::live;
  return with_triggers(open_device(opening, kind, 0, ModemLines::leave, patience), std::move(*port));
}

}  // namespace rollscope
