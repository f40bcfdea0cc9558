// Juqiao bed and foot mats of 64 x 64, one byte a sensel (devices.md B2).
#include "drivers/devices/juqiao_stream.hpp"

namespace rollscope {
namespace {

constexpr int kRows = 64;
constexpr int kCols = 64;

std::unique_ptr<DeviceParser> make_parser(const DeviceOptions& options) {
  return juqiao::make_parser(kRows, kCols, options);
}

Result<std::unique_ptr<DeviceEncoder>> make_encoder(const StreamInfo& wanted, const DeviceOptions& options) {
  return juqiao::make_encoder("juqiao-64x64", kRows, kCols, wanted, options);
}

}  // namespace

DeviceDescription juqiao_64x64_device() {
  auto device =
      juqiao::description("juqiao-64x64", "Juqiao bed or foot mat, 64 x 64", kRows, kCols, 3'000'000);
  device.make_parser = make_parser;
  device.make_encoder = make_encoder;
  return device;
}

}  // namespace rollscope
