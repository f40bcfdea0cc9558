// What is known of the clocks of a link, for people.
#pragma once

#include <string>

#include "core/frame/raw_frame.hpp"
#include "drivers/stream_health.hpp"

namespace rollscope {

// "the device's runs 12.3 ppm fast, watched for 120 s"; empty where nothing is known (yet).
[[nodiscard]] std::string clock_text(const StreamInfo& stream, const StreamHealth& health);
// The same in 55 characters: "Device's clock 12.3 ppm fast, watched for 120 s".
[[nodiscard]] std::string short_clock_text(const StreamInfo& stream, const StreamHealth& health);

}  // namespace rollscope
