// A device on a byte stream as a source: found, greeted, decoded.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <stop_token>

#include "drivers/source.hpp"
#include "drivers/transport/byte_stream.hpp"

namespace rollscope {

enum class LinkKind : std::uint8_t {
  live,  // frames are stamped when they are read
  dump,  // a file of bytes: frames are stamped at the device's rate, rate_hz= or 50 Hz, from 0 on
};

// Takes device= and the device's own parameters, calibration= and pitch_mm= from `uri`. With device= the
// stream is known once the device has announced itself or three valid frames came in a row; without, every
// known device is tried at once, and only three valid frames in a row count. Fails after `patience`, saying
// what was seen instead, and at once when `cancel` is requested. Frames that came while opening are not lost:
// read() gives them first.
Result<std::unique_ptr<Source>> open_device_source(std::unique_ptr<ByteStream> stream, LinkKind kind,
                                                   const SourceUri& uri, std::chrono::milliseconds patience,
                                                   const std::stop_token& cancel = {});

}  // namespace rollscope
