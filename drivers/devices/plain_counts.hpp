// What devices that send counts and nothing else have in common: no number, no clock, one sensor for all
// time.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <utility>
#include <vector>

#include "core/base/result.hpp"
#include "core/frame/raw_frame.hpp"
#include "drivers/devices/device.hpp"

namespace rollscope {

// A flat sensor with the pitch of 10 mm that is taken until the user gives another; u8 up to 255 counts, else
// u16.
StreamInfo counts_info(int rows, int cols, double full_scale);

// Makes `frame` one of `sensels` samples and nothing beside them; the samples are the caller's to fill.
void blank_frame(RawFrame& frame, std::size_t sensels);

// The nearest whole count in [0, largest]; NaN becomes 0.
std::uint32_t whole_count(float sample, std::uint32_t largest);

// What an emulated device sends: `own`, with the place and rate of `wanted`. Fails when the sizes differ.
Result<StreamInfo> emulated_info(std::string_view id, StreamInfo own, const StreamInfo& wanted);

// The value of a numeric option; it was checked before.
double number_option(const DeviceOptions& options, std::string_view key);
int int_option(const DeviceOptions& options, std::string_view key);

// An encoder says what it sends.
class PlainEncoder : public DeviceEncoder {
 public:
  explicit PlainEncoder(StreamInfo info) : info_(std::move(info)) {}
  [[nodiscard]] const StreamInfo& info() const override { return info_; }

 private:
  StreamInfo info_;
};

}  // namespace rollscope
