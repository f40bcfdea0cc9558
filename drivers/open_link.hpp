// The link a source URI names, before anybody knows what sends on it.
#pragma once

#include <chrono>
#include <memory>
#include <stop_token>

#include "core/base/result.hpp"
#include "drivers/source_uri.hpp"
#include "drivers/transport/byte_stream.hpp"
#include "drivers/transport/link_finder.hpp"
#include "drivers/transport/modem_lines.hpp"

namespace rollscope {

// Errc::bad_argument for an option no source and no device has: passed over without a word, a misspelt one
// would make the source another than meant.
Result<void> check_option_names(const SourceUri& uri);

// serial:, tty:, tcp: and file: (its bytes). `baud` and `lines` are for serial ports; `patience` and `cancel`
// for a connection over the network.
Result<std::unique_ptr<ByteStream>> open_link(const SourceUri& uri, int baud, ModemLines lines,
                                              std::chrono::milliseconds patience,
                                              const std::stop_token& cancel);

// How that link, open at the moment, is found again once it is lost; nullptr where it cannot be told from
// another.
std::unique_ptr<LinkFinder> make_link_finder(const SourceUri& uri, int baud, ModemLines lines);

}  // namespace rollscope
