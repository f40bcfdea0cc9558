// Devices whose stream does not say how many rows and columns it has, nor whether they are wrapped round a
// roller: the user does, with rows=, cols= and radius_mm= in the URI. The rows and cols of their description
// are what is taken without.
#pragma once

#include <string>
#include <vector>

#include "core/frame/sensor_layout.hpp"
#include "drivers/devices/device.hpp"

namespace rollscope {

// rows, cols (1 to 256) and radius_mm (0: flat), with these fallbacks.
std::vector<DeviceParameter> geometry_parameters(int rows, int cols);

// The layout `options` ask for, at 10 mm pitch; round a roller the columns share its circumference.
SensorLayout open_layout(const DeviceOptions& options);

bool has_open_geometry(const DeviceDescription& device);

// The options, complete, with which `device` has a sensor like `layout`; the fallbacks where its size is
// fixed.
Result<DeviceOptions> options_for(const DeviceDescription& device, const SensorLayout& layout);

// Those of `options` that are not the fallbacks, as the end of a URI: "&rows=10&cols=16"; empty when there
// are none.
std::string uri_options(const DeviceDescription& device, const DeviceOptions& options);

}  // namespace rollscope
