// The devices a parameterised test runs over, by name.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "drivers/devices/device.hpp"

namespace rollscope {

inline std::vector<const DeviceDescription*> every_device() {
  std::vector<const DeviceDescription*> devices;
  for (const DeviceDescription& device : all_devices()) devices.push_back(&device);
  return devices;
}

// Those whose bytes can tell a frame from noise; what the others cannot is on their pages in docs/devices.
inline std::vector<const DeviceDescription*> devices_that_notice() {
  std::vector<const DeviceDescription*> devices = every_device();
  std::erase_if(devices, [](const auto* device) { return device->noticed == Noticed::little; });
  return devices;
}

inline std::string device_case_name(const testing::TestParamInfo<const DeviceDescription*>& each) {
  std::string name = each.param->id;
  std::ranges::replace(name, '-', '_');
  return name;
}

}  // namespace rollscope
