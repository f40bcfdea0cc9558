#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>

#include "drivers/transport/device_link.hpp"
#include "drivers/transport/wake_pipe.hpp"

namespace rollscope {
namespace {

using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

class TcpLink final : public DeviceLink {
 public:
  TcpLink(int listener, std::uint16_t port) : listener_(listener), port_(port) {}
  ~TcpLink() override {
    TcpLink::unplug();
    ::close(listener_);
  }
  TcpLink(const TcpLink&) = delete;
  TcpLink& operator=(const TcpLink&) = delete;

  bool has_reader() override {
    if (client_ < 0 && !unplugged_) {
      client_ = ::accept4(listener_, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
      const int on = 1;
      if (client_ >= 0) ::setsockopt(client_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    }
    return client_ >= 0;
  }

  void wait(milliseconds timeout) override {
    poll_link(client_ >= 0 ? client_ : listener_, POLLIN, wake_, static_cast<int>(timeout.count()));
  }

  std::size_t receive(std::span<std::byte> into) override {
    if (client_ < 0) return 0;
    const ssize_t count = ::recv(client_, into.data(), into.size(), 0);
    if (count > 0) return static_cast<std::size_t>(count);
    if (count == 0 || (errno != EAGAIN && errno != EINTR)) drop_client();
    return 0;
  }

  std::size_t send(std::span<const std::byte> bytes, milliseconds timeout) override {
    if (const std::size_t count = send_now(bytes); count > 0 || client_ < 0) return count;
    poll_link(client_, POLLOUT, wake_, static_cast<int>(timeout.count()));
    return send_now(bytes);
  }

  // The reader gets everything before the end of the stream; its own close says that it has.
  void drain(milliseconds timeout) override {
    if (client_ < 0) return;
    ::shutdown(client_, SHUT_WR);
    const auto deadline = Clock::now() + timeout;
    std::array<std::byte, 256> sink{};
    while (client_ >= 0 && Clock::now() < deadline) {
      while (receive(sink) > 0) {
      }
      if (client_ >= 0) wait(std::chrono::ceil<milliseconds>(deadline - Clock::now()));
    }
  }

  void unplug() override {
    unplugged_ = true;
    drop_client();
  }

  void wake() noexcept override { wake_.wake(); }
  [[nodiscard]] std::string uri() const override { return "tcp://127.0.0.1:" + std::to_string(port_); }

 private:
  std::size_t send_now(std::span<const std::byte> bytes) {
    const ssize_t count = ::send(client_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (count < 0 && errno != EAGAIN && errno != EINTR) drop_client();
    return count > 0 ? static_cast<std::size_t>(count) : 0;
  }

  void drop_client() {
    if (client_ >= 0) ::close(client_);
    client_ = -1;
  }

  int listener_;
  std::uint16_t port_;
  int client_ = -1;
  bool unplugged_ = false;
  WakePipe wake_;
};

}  // namespace

Result<std::unique_ptr<DeviceLink>> make_tcp_link(std::uint16_t port) {
  const int listener = ::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  const int on = 1;
  ::setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  auto* const generic = reinterpret_cast<sockaddr*>(&address);
  if (listener < 0 || ::bind(listener, generic, size) != 0 || ::listen(listener, 1) != 0 ||
      ::getsockname(listener, generic, &size) != 0) {
    const std::string reason = std::strerror(errno);
    if (listener >= 0) ::close(listener);
    return fail(Errc::busy, "port " + std::to_string(port) + " cannot be listened on: " + reason);
  }
  return std::make_unique<TcpLink>(listener, ntohs(address.sin_port));
}

}  // namespace rollscope
