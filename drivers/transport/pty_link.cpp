#include <fcntl.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>

#include "drivers/transport/device_link.hpp"
#include "drivers/transport/wake_pipe.hpp"

namespace rollscope {
namespace {

using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;
namespace fs = std::filesystem;

// Nothing in the system tells when a terminal is opened again: it has to be asked.
constexpr milliseconds kAskForReader{5};
constexpr int kSilences = 20;  // 0.1 s: on a busy computer bytes are that long on their way

// Raw from the start: bytes sent before a reader sets its own mode must arrive as they are, without an echo.
// Closed again at once, so that a hang-up of the master says "nobody has it open".
bool prepare_terminal(const char* terminal) {
  const int fd = ::open(terminal, O_RDWR | O_NOCTTY | O_CLOEXEC);
  if (fd < 0) return false;
  termios settings{};
  const bool got = ::tcgetattr(fd, &settings) == 0;
  ::cfmakeraw(&settings);
  const bool set = got && ::tcsetattr(fd, TCSANOW, &settings) == 0;
  ::close(fd);
  return set;
}

class PtyLink final : public DeviceLink {
 public:
  PtyLink(int master, std::string terminal, fs::path link)
      : master_(master), terminal_(std::move(terminal)), link_(std::move(link)) {}
  ~PtyLink() override { PtyLink::unplug(); }
  PtyLink(const PtyLink&) = delete;
  PtyLink& operator=(const PtyLink&) = delete;

  bool has_reader() override {
    pollfd polled{.fd = master_, .events = 0, .revents = 0};
    return master_ >= 0 && ::poll(&polled, 1, 0) >= 0 && (polled.revents & POLLHUP) == 0;
  }

  void wait(milliseconds timeout) override {
    if (has_reader()) {
      poll_link(master_, POLLIN, wake_, static_cast<int>(timeout.count()));
      return;
    }
    const auto deadline = Clock::now() + timeout;
    while (!has_reader() && Clock::now() < deadline) {
      pollfd polled{.fd = wake_.poll_fd(), .events = POLLIN, .revents = 0};
      const auto left = std::chrono::ceil<milliseconds>(deadline - Clock::now());
      if (::poll(&polled, 1, static_cast<int>(std::clamp(left, milliseconds(0), kAskForReader).count())) > 0)
        break;
    }
    wake_.drain();
  }

  std::size_t receive(std::span<std::byte> into) override {
    const ssize_t count = master_ < 0 ? 0 : ::read(master_, into.data(), into.size());
    return count > 0 ? static_cast<std::size_t>(count) : 0;
  }

  std::size_t send(std::span<const std::byte> bytes, milliseconds timeout) override {
    if (master_ < 0) return 0;
    const ssize_t count = ::write(master_, bytes.data(), bytes.size());
    if (count > 0) return static_cast<std::size_t>(count);
    poll_link(master_, POLLOUT, wake_, static_cast<int>(timeout.count()));
    const ssize_t later = ::write(master_, bytes.data(), bytes.size());
    return later > 0 ? static_cast<std::size_t>(later) : 0;
  }

  // Closing the master throws away what was not read. Whether something is left only the terminal's own side
  // knows; it is asked several times, for bytes may be on their way into its buffer.
  void drain(milliseconds timeout) override {
    const auto deadline = Clock::now() + timeout;
    const int fd = has_reader() ? ::open(terminal_.c_str(), O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC) : -1;
    for (int empty = 0; fd >= 0 && empty < kSilences && Clock::now() < deadline;) {
      int waiting = 0;
      if (::ioctl(fd, FIONREAD, &waiting) != 0) break;
      empty = waiting == 0 ? empty + 1 : 0;
      pollfd none{.fd = -1, .events = 0, .revents = 0};
      ::poll(&none, 1, static_cast<int>(kAskForReader.count()));
    }
    if (fd >= 0) ::close(fd);
  }

  void unplug() override {
    if (master_ < 0) return;
    std::error_code ignored;
    if (fs::is_symlink(link_, ignored) && fs::read_symlink(link_, ignored) == terminal_)
      fs::remove(link_, ignored);
    ::close(master_);
    master_ = -1;
  }

  void wake() noexcept override { wake_.wake(); }
  [[nodiscard]] std::string uri() const override { return "tty:" + link_.string(); }

 private:
  int master_;
  std::string terminal_;  // "/dev/pts/4"
  fs::path link_;
  WakePipe wake_;
};

}  // namespace

Result<std::unique_ptr<DeviceLink>> make_pty_link(const std::string& path) {
  const int master = ::posix_openpt(O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
  std::array<char, 128> terminal{};
  if (master < 0 || ::grantpt(master) != 0 || ::unlockpt(master) != 0 ||
      ::ptsname_r(master, terminal.data(), terminal.size()) != 0 || !prepare_terminal(terminal.data())) {
    const std::string reason = std::strerror(errno);
    if (master >= 0) ::close(master);
    return fail(Errc::io, "no pseudo-terminal can be made: " + reason);
  }
  std::error_code code;
  if (fs::is_symlink(path, code)) fs::remove(path, code);
  fs::create_symlink(terminal.data(), path, code);
  if (code) {
    ::close(master);
    return fail(code == std::errc::file_exists ? Errc::exists : Errc::io,
                path + ": the link to the pseudo-terminal cannot be made: " + code.message());
  }
  return std::make_unique<PtyLink>(master, terminal.data(), path);
}

}  // namespace rollscope
