// Frames and streams of devices that send counts and nothing else.
#pragma once

#include <cstddef>

#include "core/frame/raw_frame.hpp"

namespace rollscope {

// Readies `frame` for `sensels` counts: no number, no clock, no further channel.
inline void begin_bare_frame(RawFrame& frame, std::size_t sensels) {
  frame.sequence = 0;
  frame.device_us = kNoDeviceTime;
  frame.angle_rad = kNotGiven;
  frame.nrs = kNotGiven;
  frame.imu.fill(kNotGiven);
  frame.trigger = false;
  frame.samples.resize(sensels);
}

// What is known of a stream of rows x cols counts from 0 to `full_scale`.
inline StreamInfo bare_stream(int rows, int cols, double full_scale) {
  StreamInfo info;
  info.layout.rows = rows;
  info.layout.cols = cols;
  info.format = full_scale <= 255.0 ? SampleFormat::u8 : SampleFormat::u16;
  info.full_scale = full_scale;
  return info;
}

}  // namespace rollscope
