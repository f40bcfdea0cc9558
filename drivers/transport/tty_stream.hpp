// A terminal device without a modem behind it: pseudo-terminals, and bridges such as socat makes.
#pragma once

#include <memory>
#include <string>

#include "drivers/transport/byte_stream.hpp"

namespace rollscope {

// Opens `path` raw. Why not libserialport: it wants a sysfs entry and modem lines, which a pseudo-terminal
// lacks. Baud means nothing here and is not set.
Result<std::unique_ptr<ByteStream>> open_tty_stream(const std::string& path);

}  // namespace rollscope
