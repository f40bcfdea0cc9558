// `rollscope devices`: serial ports found and device protocols known.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <memory>
#include <nlohmann/json.hpp>

#include "app/cli/command.hpp"
#include "app/cli/common.hpp"
#include "drivers/devices/device.hpp"
#include "drivers/transport/serial_port.hpp"

namespace rollscope {
namespace {

using Json = nlohmann::ordered_json;

Json optional_number(const std::optional<std::uint16_t>& value) {
  return value ? Json(*value) : Json(nullptr);
}

std::string devices_json(const std::vector<SerialPortInfo>& ports) {
  Json json{{"ports", Json::array()}, {"devices", Json::array()}};
  for (const SerialPortInfo& port : ports)
    json["ports"].push_back({{"path", port.path},
                             {"description", port.description},
                             {"vendor_id", optional_number(port.vendor_id)},
                             {"product_id", optional_number(port.product_id)},
                             {"serial_number", port.serial_number},
                             {"manufacturer", port.manufacturer},
                             {"product", port.product}});
  for (const DeviceDescription& device : all_devices())
    json["devices"].push_back(
        {{"id", device.id}, {"label", device.label}, {"rows", device.rows}, {"cols", device.cols}});
  return json.dump(1, ' ', false, Json::error_handler_t::replace) + "\n";
}

std::string devices_text(const std::vector<SerialPortInfo>& ports) {
  std::string text = ports.empty() ? "No serial port found. Is the mat plugged in?\n" : "Serial ports\n";
  for (const SerialPortInfo& port : ports) {
    text += fmt::format("  {:16} {}", port.path, port.description);
    if (port.vendor_id && port.product_id)
      text += fmt::format("  {:04x}:{:04x}", *port.vendor_id, *port.product_id);
    if (!port.serial_number.empty()) text += fmt::format("  serial number {}", port.serial_number);
    text += '\n';
  }
  text += "\nDevices known (?device=ID)\n";
  for (const DeviceDescription& device : all_devices()) {
    const std::string size =
        device.rows > 0 ? fmt::format("{} x {}", device.rows, device.cols) : "says its size";
    text += fmt::format("  {:16} {}  ({}, {} baud)\n", device.id, device.label, size, device.default_baud);
  }
  return text;
}

Result<int> devices(bool json) {
  const auto ports = list_serial_ports();
  if (!ports) return std::unexpected(ports.error());
  const auto written = write_text("-", json ? devices_json(*ports) : devices_text(*ports));
  if (!written) return std::unexpected(written.error());
  return 0;
}

}  // namespace

void add_devices(CLI::App& app, Run& run) {
  const auto json = std::make_shared<bool>(false);
  CLI::App* command = app.add_subcommand("devices", "Serial ports found, and device protocols known");
  command->add_flag("--json", *json, R"(As {"ports":[...],"devices":[{"id","label","rows","cols"}]})");
  command->footer(
      "Without ?device= in a source the device is found out: three valid frames in a row decide.\n"
      "\nExample:\n"
      "  rollscope devices --json");
  command->callback([json, &run] { run = [json] { return devices(*json); }; });
}

}  // namespace rollscope
