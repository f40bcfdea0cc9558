#include "drivers/devices/plain_counts.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <string>

#include "core/base/check.hpp"

namespace rollscope {

StreamInfo counts_info(int rows, int cols, double full_scale) {
  StreamInfo info;
  info.layout.rows = rows;
  info.layout.cols = cols;
  info.format = full_scale > 255.0 ? SampleFormat::u16 : SampleFormat::u8;
  info.full_scale = full_scale;
  return info;
}

void blank_frame(RawFrame& frame, std::size_t sensels) {
  frame.sequence = 0;
  frame.device_us = kNoDeviceTime;
  frame.angle_rad = kNotGiven;
  frame.nrs = kNotGiven;
  frame.imu.fill(kNotGiven);
  frame.trigger = false;
  frame.samples.resize(sensels);
}

std::uint32_t whole_count(float sample, std::uint32_t largest) {
  if (!(sample > 0.0F)) return 0;
  return static_cast<std::uint32_t>(std::fmin(std::round(sample), static_cast<float>(largest)));
}

Result<StreamInfo> emulated_info(std::string_view id, StreamInfo own, const StreamInfo& wanted) {
  const auto size = [](const SensorLayout& layout) {
    return std::to_string(layout.rows) + " rows and " + std::to_string(layout.cols) + " columns";
  };
  if (wanted.layout.rows != own.layout.rows || wanted.layout.cols != own.layout.cols)
    return fail(Errc::bad_argument,
                std::string(id) + " has " + size(own.layout) + ", not " + size(wanted.layout));
  own.layout = wanted.layout;
  own.rate_hz = wanted.rate_hz;
  return own;
}

double number_option(const DeviceOptions& options, std::string_view key) {
  const std::string& text = options.at(std::string(key));
  double value = 0.0;
  const auto [stop, code] = std::from_chars(text.data(), text.data() + text.size(), value);
  ROLLSCOPE_CHECK(code == std::errc{} && stop == text.data() + text.size(), "options are checked before");
  return value;
}

int int_option(const DeviceOptions& options, std::string_view key) {
  return static_cast<int>(number_option(options, key));
}

}  // namespace rollscope
