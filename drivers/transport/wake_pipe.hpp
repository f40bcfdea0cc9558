// Ends another thread's poll(): a pipe whose read end is polled beside the link.
#pragma once

#include <atomic>

namespace rollscope {

// wake() from any thread or signal handler; the rest from the thread that polls.
class WakePipe {
 public:
  WakePipe();
  ~WakePipe();
  WakePipe(const WakePipe&) = delete;
  WakePipe& operator=(const WakePipe&) = delete;

  void wake() noexcept;
  void drain() noexcept;
  [[nodiscard]] int poll_fd() const { return read_fd_; }
  // A wake nobody has taken yet; costs no system call.
  [[nodiscard]] bool pending() const noexcept { return pending_.load(); }

 private:
  int read_fd_ = -1;
  int write_fd_ = -1;
  std::atomic<bool> pending_ = false;  // set before the pipe is written, cleared before it is emptied
};

// What poll() said about `fd`, waiting at most `timeout_ms`.
struct PollOutcome {
  bool woken = false;
  bool ready = false;    // for what was asked
  bool hung_up = false;  // the other side is gone, or the descriptor failed; data may be left to read
};

// `events` is POLLIN or POLLOUT. A wake is taken (drained) and comes before readiness.
PollOutcome poll_link(int fd, short events, WakePipe& wake, int timeout_ms);

}  // namespace rollscope
