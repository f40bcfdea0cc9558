// How to get at a link again that was lost: the same port or server, maybe under another name.
#pragma once

#include <functional>
#include <memory>
#include <stop_token>
#include <string>
#include <vector>

#include "core/base/result.hpp"
#include "drivers/transport/byte_stream.hpp"
#include "drivers/transport/serial_port.hpp"

namespace rollscope {

// One thread at a time.
class LinkFinder {
 public:
  virtual ~LinkFinder() = default;

  // It was lost just now: what else is there at this moment is not it.
  virtual void lost() {}

  // One attempt: the link, opened as it was the first time, or why it is not there. `cancel` ends it at once.
  virtual Result<std::unique_ptr<ByteStream>> find(const std::stop_token& cancel) = 0;

  // The folder a new name appears in when it comes back; empty: nothing tells, ask again.
  [[nodiscard]] virtual std::string folder() const = 0;
};

// What a serial finder does with the system; tests bring their own.
struct SerialPorts {
  std::function<Result<std::vector<SerialPortInfo>>()> list = list_serial_ports;
  std::function<Result<std::unique_ptr<ByteStream>>(const std::string& path)> open;
};

// Make it while the port is there: it notes what is plugged in. Goes by port_identity.hpp.
std::unique_ptr<LinkFinder> make_serial_finder(const std::string& path, SerialPorts ports);

// A terminal has nothing but its name. nullptr for /dev/pts/N itself: the system gives that number to the
// next terminal anybody opens. A link is followed only once it is a new one, for an old one that was left
// behind leads to a stranger's terminal.
std::unique_ptr<LinkFinder> make_tty_finder(const std::string& path);

std::unique_ptr<LinkFinder> make_tcp_finder(const std::string& address);

}  // namespace rollscope
