// What libFuzzer calls with bytes of its own making. One program a device: ROLLSCOPE_FUZZ_DEVICE is its id.
#include <cstdio>
#include <cstdlib>

#include "tests/fuzz/device_drive.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const rollscope::DeviceDescription& device = **rollscope::find_device(ROLLSCOPE_FUZZ_DEVICE);
  const std::string wrong = rollscope::fuzz::drive(device, std::as_bytes(std::span(data, size))).wrong;
  if (wrong.empty()) return 0;
  std::fprintf(stderr, "%s: NOT: %s\n", device.id.c_str(), wrong.c_str());
  std::abort();
}
