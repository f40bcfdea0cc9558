// Juqiao cushions of 16 x 16, one byte a sensel (devices.md B5). Some boards run at 1 000 000 baud instead.
#include "drivers/devices/juqiao_stream.hpp"

namespace rollscope {
namespace {

constexpr int kRows = 16;
constexpr int kCols = 16;

std::unique_ptr<DeviceParser> make_parser(const DeviceOptions& options) {
  return juqiao::make_parser(kRows, kCols, options);
}

Result<std::unique_ptr<DeviceEncoder>> make_encoder(const StreamInfo& wanted, const DeviceOptions& options) {
  return juqiao::make_encoder("juqiao-16x16", kRows, kCols, wanted, options);
}

}  // namespace

DeviceDescription juqiao_16x16_device() {
  auto device = juqiao::description("juqiao-16x16", "Juqiao cushion, 16 x 16", kRows, kCols, 921'600);
  device.make_parser = make_parser;
  device.make_encoder = make_encoder;
  return device;
}

}  // namespace rollscope
