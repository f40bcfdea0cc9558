// A TCP connection to a device server, as a client.
#pragma once

#include <chrono>
#include <memory>
#include <stop_token>
#include <string>

#include "drivers/transport/byte_stream.hpp"

namespace rollscope {

// `address` is "host:port", an IPv6 host in brackets. Fails when nothing answers within `timeout`, and at
// once when `cancel` is requested.
Result<std::unique_ptr<ByteStream>> open_tcp_stream(const std::string& address,
                                                    std::chrono::milliseconds timeout,
                                                    const std::stop_token& cancel = {});

}  // namespace rollscope
