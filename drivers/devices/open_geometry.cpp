#include "drivers/devices/open_geometry.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <numbers>

#include "drivers/devices/plain_counts.hpp"

namespace rollscope {
namespace {

constexpr double kMostLines = 256.0;  // the largest sheet known has 96 x 88
constexpr double kLargestRadius_mm = 1000.0;

std::string shortest(double value) {
  std::array<char, 32> text{};
  const auto [end, code] = std::to_chars(text.data(), text.data() + text.size(), value);
  return {text.data(), end};
}

}  // namespace

std::vector<DeviceParameter> geometry_parameters(int rows, int cols) {
  return {{.key = "rows",
           .label = "Rows",
           .fallback = std::to_string(rows),
           .choices = {},
           .min = 1.0,
           .max = kMostLines,
           .kind = DeviceParameter::Kind::whole_number},
          {.key = "cols",
           .label = "Columns",
           .fallback = std::to_string(cols),
           .choices = {},
           .min = 1.0,
           .max = kMostLines,
           .kind = DeviceParameter::Kind::whole_number},
          {.key = "radius_mm",
           .label = "Radius of the roller its columns run round (0: flat)",
           .fallback = "0",
           .choices = {},
           .min = 0.0,
           .max = kLargestRadius_mm}};
}

SensorLayout open_layout(const DeviceOptions& options) {
  SensorLayout layout;
  layout.rows = int_option(options, "rows");
  layout.cols = int_option(options, "cols");
  layout.radius_mm = number_option(options, "radius_mm");
  if (layout.radius_mm > 0.0) {
    layout.surface = Surface::cylinder;
    layout.pitch_col_mm = 2.0 * std::numbers::pi * layout.radius_mm / layout.cols;
  }
  return layout;
}

bool has_open_geometry(const DeviceDescription& device) {
  return device.has_parameter("radius_mm");
}

Result<DeviceOptions> options_for(const DeviceDescription& device, const SensorLayout& layout) {
  if (!has_open_geometry(device)) return device_options(device, {});
  DeviceOptions given{{"rows", std::to_string(layout.rows)}, {"cols", std::to_string(layout.cols)}};
  if (layout.surface == Surface::cylinder) given["radius_mm"] = shortest(layout.radius_mm);
  return device_options(device, given);
}

std::string uri_options(const DeviceDescription& device, const DeviceOptions& options) {
  std::string out;
  for (const DeviceParameter& parameter : device.parameters)
    if (options.at(parameter.key) != parameter.fallback)
      out += "&" + parameter.key + "=" + options.at(parameter.key);
  return out;
}

}  // namespace rollscope
