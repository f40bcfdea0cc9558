#include "drivers/devices/device.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>

namespace rollscope {
namespace {

using Kind = DeviceParameter::Kind;

std::string plain(double value) {
  std::string text = std::to_string(value);
  text.erase(text.find_last_not_of('0') + 1);
  if (text.back() == '.') text.pop_back();
  return text;
}

std::string accepted(const DeviceParameter& parameter) {
  if (parameter.choices.empty())
    return std::string(parameter.kind == Kind::whole_number ? "a whole number" : "a number") + " from " +
           plain(parameter.min) + " to " + plain(parameter.max);
  std::string out = "one of";
  for (const std::string& choice : parameter.choices) out += " " + choice;
  return out;
}

bool fits(const DeviceParameter& parameter, const std::string& value) {
  if (!parameter.choices.empty())
    return std::ranges::find(parameter.choices, value) != parameter.choices.end();
  if (parameter.kind == Kind::text) return true;
  double number = 0.0;
  const char* end = value.data() + value.size();
  const auto [stop, code] = std::from_chars(value.data(), end, number);
  return code == std::errc{} && stop == end && std::isfinite(number) && number >= parameter.min &&
         number <= parameter.max && (parameter.kind != Kind::whole_number || number == std::floor(number));
}

}  // namespace

bool DeviceDescription::has_parameter(std::string_view key) const {
  return std::ranges::find(parameters, key, &DeviceParameter::key) != parameters.end();
}

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
  if (device.check_options != nullptr)
    if (auto sound = device.check_options(out); !sound) return std::unexpected(sound.error());
  return out;
}

}  // namespace rollscope
