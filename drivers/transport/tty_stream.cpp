#include "drivers/transport/tty_stream.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <termios.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "drivers/transport/fd_stream.hpp"
#include "drivers/transport/open_error.hpp"

namespace rollscope {
namespace {

bool make_raw(int fd) {
  termios settings{};
  if (::tcgetattr(fd, &settings) != 0) return false;
  ::cfmakeraw(&settings);
  settings.c_cflag |= CLOCAL | CREAD;
  // Why 1: with 0 a read that finds nothing looks like a hang-up.
  settings.c_cc[VMIN] = 1;
  settings.c_cc[VTIME] = 0;
  // Now, without a flush: what the other side has sent already belongs to the stream.
  return ::tcsetattr(fd, TCSANOW, &settings) == 0;
}

}  // namespace

Result<std::unique_ptr<ByteStream>> open_tty_stream(const std::string& path) {
  const int fd = ::open(path.c_str(), O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
  if (fd < 0) return std::unexpected(open_error(path, errno));
  // Two readers would each get half of the bytes.
  if (::flock(fd, LOCK_EX | LOCK_NB) != 0) {
    ::close(fd);
    return std::unexpected(open_error(path, EBUSY));
  }
  if (!make_raw(fd)) {
    const int code = errno;
    ::close(fd);
    return fail(Errc::bad_argument, path + ": is no terminal (" + std::strerror(code) +
                                        "); file: opens files, tcp: network links");
  }
  return std::make_unique<FdStream>(fd, FdStream::Kind::tty, path);
}

}  // namespace rollscope
