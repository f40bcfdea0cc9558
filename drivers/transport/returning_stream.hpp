// A link that may be unplugged and plugged in again while it is read.
#pragma once

#include <chrono>
#include <memory>

#include "drivers/transport/byte_stream.hpp"
#include "drivers/transport/link_finder.hpp"

namespace rollscope {

// Goes on beyond the loss of `stream`: read() says lost, then idle while `finder` looks for the link on a
// thread of its own that lives no longer than that, then back. After `patience` it is closed for good. While
// the link is away error() says why, writes fail, and closing or destroying the stream ends the search at
// once (a host name that is being looked up is waited for).
std::unique_ptr<ByteStream> returning(std::unique_ptr<ByteStream> stream, std::unique_ptr<LinkFinder> finder,
                                      std::chrono::milliseconds patience);

}  // namespace rollscope
