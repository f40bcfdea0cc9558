#include "drivers/transport/folder_watch.hpp"

#include <poll.h>
#include <sys/inotify.h>
#include <unistd.h>

#include <array>

namespace rollscope {
namespace {

constexpr int kRest_ms = 50;  // plugging in changes a folder a dozen times in a moment

}  // namespace

FolderWatch::FolderWatch(const std::string& folder) {
  if (folder.empty()) return;
  fd_ = ::inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
  // Rights too: a port is there for a moment before udev lets anybody open it.
  if (fd_ >= 0) ::inotify_add_watch(fd_, folder.c_str(), IN_CREATE | IN_MOVED_TO | IN_ATTRIB);
}

FolderWatch::~FolderWatch() {
  if (fd_ >= 0) ::close(fd_);
}

void FolderWatch::wait(std::chrono::milliseconds timeout) {
  // A descriptor of -1 is passed over by the system.
  if (!poll_link(fd_, POLLIN, wake_, static_cast<int>(timeout.count())).ready) return;
  poll_link(-1, POLLIN, wake_, kRest_ms);
  alignas(inotify_event) std::array<char, 4096> events{};
  while (::read(fd_, events.data(), events.size()) > 0) {
  }
}

}  // namespace rollscope
