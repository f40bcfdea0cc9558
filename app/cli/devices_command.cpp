// `rollscope devices`: serial ports found and device protocols known.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "app/cli/command.hpp"
#include "app/cli/common.hpp"
#include "drivers/devices/device.hpp"
#include "drivers/devices/port_guess.hpp"
#include "drivers/transport/serial_port.hpp"

namespace rollscope {
namespace {

using Json = nlohmann::ordered_json;

Json optional_number(const std::optional<std::uint16_t>& value) {
  return value ? Json(*value) : Json(nullptr);
}

Json guess_json(const SerialPortInfo& port) {
  const PortGuess* guess = guess_port(port.vendor_id, port.product_id);
  if (guess == nullptr) return nullptr;
  return {{"chip", guess->chip},
          {"devices", std::vector(guess->device_ids.begin(), guess->device_ids.end())}};
}

std::string usb_numbers(const SerialPortInfo& port) {
  if (!port.vendor_id || !port.product_id) return "-";
  return fmt::format("{:04x}:{:04x}", *port.vendor_id, *port.product_id);
}

std::string ports_text(const std::vector<SerialPortInfo>& ports) {
  if (ports.empty()) return "No serial port found. Is the mat plugged in?\n";
  constexpr const char* kRow = "  {:16} {:9}  {:18} {}\n";
  std::string text =
      "Serial ports\n" + fmt::format(kRow, "PORT", "USB", "SERIAL NUMBER", "WHAT IT IS, OR A GUESS");
  for (const SerialPortInfo& port : ports) {
    const PortGuess* guess = guess_port(port.vendor_id, port.product_id);
    std::string what = port.description;
    if (guess != nullptr) what += (what.empty() ? "" : "; ") + guess_words(*guess);
    text += fmt::format(kRow, port.path, usb_numbers(port),
                        port.serial_number.empty() ? "-" : port.serial_number, what);
  }
  return text;
}

std::string size_of(const DeviceDescription& device) {
  const auto rows = std::ranges::find(device.parameters, "rows", &DeviceParameter::key);
  const auto cols = std::ranges::find(device.parameters, "cols", &DeviceParameter::key);
  if (rows == device.parameters.end() || cols == device.parameters.end())
    return device.rows > 0 ? fmt::format("{} x {}", device.rows, device.cols) : "says its size";
  // 0: by what it says or sends.
  const std::string without =
      rows->fallback == "0" ? "found out" : fmt::format("{} x {}", rows->fallback, cols->fallback);
  return without + ", or rows= and cols=";
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
                             {"product", port.product},
                             {"guess", guess_json(port)}});
  for (const DeviceDescription& device : all_devices())
    json["devices"].push_back(
        {{"id", device.id}, {"label", device.label}, {"rows", device.rows}, {"cols", device.cols}});
  return json.dump(1, ' ', false, Json::error_handler_t::replace) + "\n";
}

std::string devices_text(const std::vector<SerialPortInfo>& ports) {
  std::string text = ports_text(ports);
  text += "\nDevices known (?device=ID)\n";
  for (const DeviceDescription& device : all_devices()) {
    text += fmt::format("  {:17} {}  ({}, {} baud)\n", device.id, device.label, size_of(device),
                        device.default_baud);
  }
  return text;
}

// "raw, jqbed or hand", "1 to 256".
std::string values_of(const DeviceParameter& parameter) {
  if (!parameter.choices.empty()) return fmt::format("{}", fmt::join(parameter.choices, ", "));
  if (parameter.kind == DeviceParameter::Kind::text) return "text";
  return fmt::format("{} to {}", parameter.min, parameter.max);
}

// All a driver says of its device.
std::string device_text(const DeviceDescription& device) {
  std::string text = fmt::format("{}: {}\n  size     {}\n  baud     {}, unless baud= says otherwise\n",
                                 device.id, device.label, size_of(device), device.default_baud);
  if (device.settle_ms > 0)
    text += fmt::format("  settles  {:.1f} s after opening, unless settle_ms= says otherwise\n",
                        device.settle_ms * 1e-3);
  if (device.needs_name) text += fmt::format("  found    only by its name: device={}\n", device.id);
  if (!device.note.empty()) text += fmt::format("  note     {}\n", device.note);
  if (!device.parameters.empty()) text += "Options\n";
  for (const DeviceParameter& parameter : device.parameters) {
    text += fmt::format("  {:16} {}: {}", parameter.key + "=", parameter.label, values_of(parameter));
    text += parameter.fallback.empty() ? "\n" : fmt::format(" ({})\n", parameter.fallback);
  }
  return text +
         fmt::format("docs/devices/{}.md says what to buy, how to wire it, and what is not known of it.\n",
                     device.id);
}

Result<int> one_device(const std::string& id) {
  const auto device = find_device(id);
  if (!device) return std::unexpected(device.error());
  const auto written = write_text("-", device_text(**device));
  if (!written) return std::unexpected(written.error());
  return 0;
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
  const auto id = std::make_shared<std::string>();
  CLI::App* command = app.add_subcommand("devices", "Serial ports found, and device protocols known");
  auto* one = command->add_option("DEVICE", *id, "Only this device, with its options and what is not known");
  command->add_flag("--json", *json, R"(As {"ports":[...],"devices":[{"id","label","rows","cols"}]})")
      ->excludes(one);
  command->footer(
      "Without ?device= in a source the device is found out: three valid frames in a row decide.\n"
      "A guess goes by the USB chip alone, and the same chip sits in many things.\n"
      "\nExamples:\n"
      "  rollscope devices juqiao-32x32\n"
      "  rollscope devices --json");
  command->callback(
      [json, id, &run] { run = [json, id] { return id->empty() ? devices(*json) : one_device(*id); }; });
}

}  // namespace rollscope
