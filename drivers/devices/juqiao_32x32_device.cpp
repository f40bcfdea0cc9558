// Juqiao mats and cushions of 32 x 32, one byte a sensel (devices.md B1).
#include "drivers/devices/juqiao_stream.hpp"

namespace rollscope {
namespace {

constexpr int kRows = 32;
constexpr int kCols = 32;

std::unique_ptr<DeviceParser> make_parser(const DeviceOptions& options) {
  return juqiao::make_parser(kRows, kCols, options);
}

Result<std::unique_ptr<DeviceEncoder>> make_encoder(const StreamInfo& wanted, const DeviceOptions& options) {
  return juqiao::make_encoder("juqiao-32x32", kRows, kCols, wanted, options);
}

}  // namespace

DeviceDescription juqiao_32x32_device() {
  auto device =
      juqiao::description("juqiao-32x32", "Juqiao mat or cushion, 32 x 32", kRows, kCols, 1'000'000);
  device.make_parser = make_parser;
  device.make_encoder = make_encoder;
  return device;
}

}  // namespace rollscope
