// The bytes of a file: a raw dump of what a device sent.
#pragma once

#include <memory>
#include <string>

#include "drivers/transport/byte_stream.hpp"

namespace rollscope {

// Read only; what is written to it is swallowed, as a device that ignores commands would.
Result<std::unique_ptr<ByteStream>> open_file_stream(const std::string& path);

}  // namespace rollscope
