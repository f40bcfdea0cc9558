// What a stream that looks like lines of numbers would be read with.
#pragma once

#include <cstddef>
#include <optional>
#include <span>

#include "drivers/devices/device.hpp"

namespace rollscope {

// The options of the device `text` (rows, cols, end) that fit `bytes`, a piece of a stream joined anywhere;
// nothing when it is not text or too little of it: three whole frames are wanted. A guess: where lines of one
// width come without any mark between frames, many are taken for frames in a line and few for the rows of a
// square.
std::optional<DeviceOptions> guess_text(std::span<const std::byte> bytes);

}  // namespace rollscope
