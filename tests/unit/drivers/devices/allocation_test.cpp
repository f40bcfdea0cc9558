// Once running, bytes become frames without the heap.
#include <gtest/gtest.h>

#include <algorithm>

#include "drivers/devices/device.hpp"
#include "drivers/devices/stream_decoder.hpp"
#include "tests/unit/drivers/devices/allocation_support.hpp"
#include "tests/unit/drivers/devices/device_stream_support.hpp"

namespace rollscope {
namespace {

TEST(StreamDecoder, DoesNotAllocateOnceRunning) {
  for (const DeviceDescription& device : all_devices()) {
    DeviceOptions given;
    for (const char* side : {"rows", "cols"})
      if (device.has_parameter(side)) given[side] = "16";
    const DeviceOptions options = *device_options(device, given);
    const StreamInfo info = sensor_of(device, options);
    auto encoder = *device.make_encoder(info, options);
    RawFrame sent;
    sent.samples.assign(info.layout.sensels(), 17.0F);
    std::vector<std::byte> bytes;
    encoder->announce(bytes);
    StreamDecoder decoder(device.make_parser(options));
    RawFrame frame;
    int frames = 0;
    for (int i = 0; i < 200; ++i) {
      sent.sequence = static_cast<std::uint64_t>(i);
      sent.device_us = i;
      if (i > 0) bytes.clear();
      encoder->encode(sent, bytes);
      const long encoded = allocations_so_far();
      for (auto rest = std::span<const std::byte>(bytes); !rest.empty();) {
        rest = rest.subspan(decoder.push(rest.first(std::min<std::size_t>(rest.size(), 64)), i));
        while (decoder.next(frame)) ++frames;
      }
      if (i >= 20) {
        EXPECT_EQ(allocations_so_far() - encoded, 0) << device.id << " frame " << i;
      }
    }
    EXPECT_GE(frames, 198) << device.id;
  }
}

}  // namespace
}  // namespace rollscope
