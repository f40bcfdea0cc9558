#include "drivers/transport/wake_pipe.hpp"

#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include <array>

#include "core/base/check.hpp"

namespace rollscope {

WakePipe::WakePipe() {
  std::array<int, 2> ends{-1, -1};
  ROLLSCOPE_CHECK(::pipe(ends.data()) == 0, "a pipe can be made");
  for (const int fd : ends) {
    ::fcntl(fd, F_SETFL, O_NONBLOCK);
    ::fcntl(fd, F_SETFD, FD_CLOEXEC);
  }
  read_fd_ = ends[0];
  write_fd_ = ends[1];
}

WakePipe::~WakePipe() {
  ::close(read_fd_);
  ::close(write_fd_);
}

void WakePipe::wake() noexcept {
  pending_.store(true);
  const char byte = 0;
  // A full pipe is a wake already.
  [[maybe_unused]] const auto written = ::write(write_fd_, &byte, 1);
}

void WakePipe::drain() noexcept {
  pending_.store(false);
  std::array<char, 64> sink{};
  while (::read(read_fd_, sink.data(), sink.size()) > 0) {
  }
}

PollOutcome poll_link(int fd, short events, WakePipe& wake, int timeout_ms) {
  std::array<pollfd, 2> polled{pollfd{.fd = fd, .events = events, .revents = 0},
                               pollfd{.fd = wake.poll_fd(), .events = POLLIN, .revents = 0}};
  PollOutcome outcome;
  // An interrupted wait counts as one that found nothing: the caller asks again.
  if (::poll(polled.data(), polled.size(), timeout_ms) <= 0) return outcome;
  if (polled[1].revents != 0) {
    wake.drain();
    outcome.woken = true;
    return outcome;
  }
  outcome.ready = (polled[0].revents & events) != 0;
  outcome.hung_up = (polled[0].revents & (POLLHUP | POLLERR | POLLNVAL)) != 0;
  return outcome;
}

}  // namespace rollscope
