#include "drivers/transport/tcp_stream.hpp"

#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <optional>

#include "drivers/transport/fd_stream.hpp"
#include "drivers/transport/wake_pipe.hpp"

namespace rollscope {
namespace {

using Clock = std::chrono::steady_clock;

struct HostPort {
  std::string host;
  std::string port;
};

std::optional<HostPort> split(const std::string& address) {
  const std::size_t colon = address.rfind(':');
  if (colon == std::string::npos || colon == 0 || colon + 1 == address.size()) return std::nullopt;
  HostPort out{.host = address.substr(0, colon), .port = address.substr(colon + 1)};
  if (out.host.front() == '[' && out.host.back() == ']') out.host = out.host.substr(1, out.host.size() - 2);
  return out;
}

// 0, or the errno of the failure.
int finish_connect(int fd, WakePipe& cancelled, Clock::time_point deadline) {
  for (;;) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - Clock::now()).count();
    if (left <= 0) return ETIMEDOUT;
    const PollOutcome outcome = poll_link(fd, POLLOUT, cancelled, static_cast<int>(left));
    if (outcome.woken) return ECANCELED;
    if (!outcome.ready && !outcome.hung_up) continue;
    int code = 0;
    socklen_t size = sizeof code;
    ::getsockopt(fd, SOL_SOCKET, SO_ERROR, &code, &size);
    return code;
  }
}

// A connected descriptor, or minus the errno.
int connect_to(const addrinfo& address, WakePipe& cancelled, Clock::time_point deadline) {
  const int fd = ::socket(address.ai_family, address.ai_socktype, address.ai_protocol);
  if (fd < 0) return -errno;
  ::fcntl(fd, F_SETFL, O_NONBLOCK);
  ::fcntl(fd, F_SETFD, FD_CLOEXEC);
  int code = ::connect(fd, address.ai_addr, address.ai_addrlen) == 0 ? 0 : errno;
  if (code == EINPROGRESS) code = finish_connect(fd, cancelled, deadline);
  if (code != 0) {
    ::close(fd);
    return -code;
  }
  const int on = 1;
  ::setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  ::setsockopt(fd, SOL_SOCKET, SO_KEEPALIVE, &on, sizeof on);
  return fd;
}

}  // namespace

Result<std::unique_ptr<ByteStream>> open_tcp_stream(const std::string& address,
                                                    std::chrono::milliseconds timeout,
                                                    const std::stop_token& cancel) {
  const auto parts = split(address);
  if (!parts) return fail(Errc::bad_argument, "tcp://" + address + ": host:port is wanted");
  addrinfo hints{};
  hints.ai_family = AF_UNSPEC;
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* found = nullptr;
  if (const int code = ::getaddrinfo(parts->host.c_str(), parts->port.c_str(), &hints, &found); code != 0)
    return fail(Errc::not_found, "tcp://" + address + ": " + ::gai_strerror(code));
  const auto deadline = Clock::now() + timeout;
  WakePipe cancelled;
  const std::stop_callback wake_when_cancelled(cancel, [&cancelled] { cancelled.wake(); });
  int fd = -ECONNREFUSED;
  for (const addrinfo* candidate = found; candidate != nullptr && fd < 0 && fd != -ECANCELED;
       candidate = candidate->ai_next)
    fd = connect_to(*candidate, cancelled, deadline);
  ::freeaddrinfo(found);
  if (fd == -ECANCELED)
    return fail(Errc::disconnected, "tcp://" + address + ": given up before it was connected");
  if (fd < 0)
    return fail(Errc::disconnected, "tcp://" + address + ": no connection: " + std::strerror(-fd) +
                                        "; is the device's server running there?");
  return std::make_unique<FdStream>(fd, FdStream::Kind::socket, "tcp://" + address);
}

}  // namespace rollscope
