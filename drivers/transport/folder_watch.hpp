// Sleeps until something appears in a folder: a port that is plugged in, a link that is made.
#pragma once

#include <chrono>
#include <string>

#include "drivers/transport/wake_pipe.hpp"

namespace rollscope {

// One thread, but for wake(). Where the system has no such watch left, or the folder is not there, only time
// passes: look again after it all the same.
class FolderWatch {
 public:
  explicit FolderWatch(const std::string& folder);  // empty: nothing is watched
  ~FolderWatch();
  FolderWatch(const FolderWatch&) = delete;
  FolderWatch& operator=(const FolderWatch&) = delete;

  // Returns once a name in the folder came, or its rights changed, since the last call, and had a moment to
  // settle; at the latest after `timeout`, or when woken.
  void wait(std::chrono::milliseconds timeout);
  void wake() noexcept { wake_.wake(); }

 private:
  int fd_ = -1;
  WakePipe wake_;
};

}  // namespace rollscope
