// A TCP connection to a device server, as a client.
#pragma once

#include <chrono>
#include <memory>
#include <string>

#include "drivers/transport/byte_stream.hpp"

namespace rollscope {

// `address` is "host:port", an IPv6 host in brackets. Fails when nothing answers within `timeout`.
Result<std::unique_ptr<ByteStream>> open_tcp_stream(const std::string& address,
                                                    std::chrono::milliseconds timeout);

}  // namespace rollscope
