// A device on a byte stream as a source: found, greeted, decoded.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <stop_token>

#include "drivers/devices/probe.hpp"
#include "drivers/source.hpp"
#include "drivers/transport/byte_stream.hpp"

namespace rollscope {

enum class LinkKind : std::uint8_t {
  live,  // frames are stamped when they are read
  dump,  // a file of bytes: frames are stamped at the device's rate, rate_hz= or 50 Hz, from 0 on
};

// Takes device= and the device's own parameters, settle_ms=, calibration= and pitch_mm= from `uri`. With
// device= the stream is known once the device has announced itself or three valid frames came in a row;
// without, every device that can be told by its bytes is tried, and only three valid frames in a row count. A
// live device named is first left alone until it has settled (settle_ms=, else as described). Fails after
// `patience` behind that, saying what was seen instead, and at once when `cancel` is requested. Frames that
// came while opening are not lost: read() gives them first. `clock` stamps and keeps every time; tests bring
// their own.
Result<std::unique_ptr<Source>> open_device_source(std::unique_ptr<ByteStream> stream, LinkKind kind,
                                                   const SourceUri& uri, std::chrono::milliseconds patience,
                                                   const std::stop_token& cancel = {},
                                                   const MonotonicClock& clock = capture_clock_ns);

}  // namespace rollscope
