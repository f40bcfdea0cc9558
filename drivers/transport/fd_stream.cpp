#include "drivers/transport/fd_stream.hpp"

#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

namespace rollscope {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::size_t kFullRead = 4095;  // a terminal hands over no more at once

int milliseconds_left(Clock::time_point deadline) {
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - Clock::now()).count();
  return static_cast<int>(std::max<std::int64_t>(left, 0));
}

}  // namespace

FdStream::FdStream(int fd, Kind kind, std::string description)
    : fd_(fd), kind_(kind), description_(std::move(description)) {}

FdStream::~FdStream() {
  FdStream::close();
}

ReadResult FdStream::read(std::span<std::byte> into, std::chrono::milliseconds timeout) {
  if (fd_ < 0) return {.status = ReadStatus::closed};
  // Why not always wait first: on a terminal a poll costs more than a read, and more is there now.
  if (std::exchange(more_likely_, false) && !wake_.pending()) {
    const ssize_t at_once = ::read(fd_, into.data(), into.size());
    if (at_once > 0) return got(at_once);
  }
  const PollOutcome outcome = poll_link(fd_, POLLIN, wake_, static_cast<int>(timeout.count()));
  if (outcome.woken || (!outcome.ready && !outcome.hung_up)) return {.status = ReadStatus::idle};
  const ssize_t count = ::read(fd_, into.data(), into.size());
  if (count > 0) return got(count);
  if (count == 0) return end(0);
  // Nothing to read after a hang-up would make the next poll return at once, for ever: it is the end.
  const int code = errno;
  if ((code == EAGAIN || code == EINTR) && !outcome.hung_up) return {.status = ReadStatus::idle};
  return end(code);
}

ReadResult FdStream::got(std::ptrdiff_t count) {
  const auto bytes = static_cast<std::size_t>(count);
  more_likely_ = bytes >= kFullRead;
  return {.status = ReadStatus::bytes, .count = bytes};
}

ReadResult FdStream::end(int code) {
  if (kind_ != Kind::file)
    error_ = Error{Errc::disconnected, description_ + ": the other side is gone (unplugged or closed)"};
  else if (code != 0)
    error_ = Error{Errc::io, description_ + ": cannot be read: " + std::strerror(code)};
  FdStream::close();
  return {.status = ReadStatus::closed};
}

Result<void> FdStream::write(std::span<const std::byte> bytes, std::chrono::milliseconds timeout) {
  if (kind_ == Kind::file) return {};
  const auto deadline = Clock::now() + timeout;
  while (!bytes.empty()) {
    if (fd_ < 0) return fail(Errc::disconnected, description_ + ": closed");
    // SIGPIPE would end the program for a peer that left.
    const ssize_t count = kind_ == Kind::socket ? ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL)
                                                : ::write(fd_, bytes.data(), bytes.size());
    if (count > 0) {
      bytes = bytes.subspan(static_cast<std::size_t>(count));
      continue;
    }
    if (count < 0 && errno != EAGAIN && errno != EINTR)
      return fail(Errc::disconnected, description_ + ": cannot be written: " + std::strerror(errno));
    const int left_ms = milliseconds_left(deadline);
    if (left_ms == 0) return fail(Errc::busy, description_ + ": takes no bytes");
    pollfd polled{.fd = fd_, .events = POLLOUT, .revents = 0};
    ::poll(&polled, 1, left_ms);
  }
  return {};
}

void FdStream::close() noexcept {
  if (fd_ >= 0) ::close(fd_);
  fd_ = -1;
}

}  // namespace rollscope
