#include "drivers/devices/device.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>

namespace rollscope {
namespace {

std::string accepted(const DeviceParameter& parameter) {
  if (parameter.choices.empty())
    return "a number from " + std::to_string(parameter.min) + " to " + std::to_string(parameter.max);
  std::string out = "one of";
  for (const std::string& choice : parameter.choices) out += " " + choice;
  return out;
}

bool fits(const DeviceParameter& parameter, const std::string& value) {
  if (!parameter.choices.empty())
    return std::ranges::find(parameter.choices, value) != parameter.choices.end();
  double number = 0.0;
  const char* end = value.data() + value.size();
  const auto [stop, code] = std::from_chars(value.data(), end, number);
  return code == std::errc{} && stop == end && std::isfinite(number) && number >= parameter.min &&
         number <= parameter.max;
}

}  // namespace

Result<const DeviceDescription*> find_device(std::string_view id) {
  std::string known;
  for (const DeviceDescription& device : all_devices()) {
    if (device.id == id) return &device;
    known += known.empty() ? device.id : ", " + device.id;
  }
  return fail(Errc::not_found, "no device '" + std::string(id) + "'; known are " + known);
}

Result<DeviceOptions> device_options(const DeviceDescription& device, const DeviceOptions& given) {
  DeviceOptions out;
  for (const DeviceParameter& parameter : device.parameters) {
    const auto found = given.find(parameter.key);
    const std::string& value = found == given.end() ? parameter.fallback : found->second;
    if (!fits(parameter, value))
      return fail(Errc::bad_argument,
                  parameter.key + "=" + value + ": " + device.id + " takes " + accepted(parameter));
    out[parameter.key] = value;
  }
  return out;
}

}  // namespace rollscope
