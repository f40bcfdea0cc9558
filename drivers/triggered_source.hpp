// Marks from outside, on the time axis of the frames: an experiment's trigger.
#pragma once

#include <memory>

#include "core/base/result.hpp"
#include "drivers/source.hpp"
#include "drivers/transport/byte_stream.hpp"

namespace rollscope {

// `source`, with a MarkCommand before a frame for
//   - its trigger input, where that went on since the frame before: "trigger";
//   - each byte that came on `port` since the frame before: "trigger 65". nullptr: no such port.
// A mark thus lies on the first frame behind what it marks, at most one period late. The port is looked at
// once a frame and never waited for; one that is lost is named in the log, and the measurement goes on.
std::unique_ptr<Source> triggered(std::unique_ptr<Source> source, std::unique_ptr<ByteStream> port = nullptr);

// The port `trigger=` in `uri` names ("serial:/dev/ttyUSB1", its speed as ?baud=, 115200 otherwise;
// "tty:PATH"; "tcp://host:port"), looked for again when it is lost; nullptr without `trigger=`.
Result<std::unique_ptr<ByteStream>> open_trigger_port(const SourceUri& uri);

}  // namespace rollscope
