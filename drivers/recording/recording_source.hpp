// The replay of a recording: a source like any other.
#pragma once

#include <memory>
#include <string_view>

#include "drivers/source.hpp"

namespace rollscope {

// file:session.rsr?speed=2&loop=1. Frames and commands come exactly as recorded; `speed` 0 (the default): as
// fast as they are read. With loop=1 later laps go on in time and sequence where the last one ended.
Result<std::unique_ptr<Source>> open_recording_source(const SourceUri& uri);

// Whether a file that starts with these bytes (128 at the least) is a recording.
[[nodiscard]] bool is_recording_start(std::string_view first_bytes);

}  // namespace rollscope
