#include "app/cli/stop_signal.hpp"

#include <atomic>
#include <csignal>

namespace rollscope {
namespace {

// Set by the handler, read by the main thread. Lock-free, which is all a handler may touch.
std::atomic<bool> g_stop = false;
static_assert(std::atomic<bool>::is_always_lock_free);

extern "C" void note_stop(int signal) {
  g_stop.store(true);
  std::signal(signal, SIG_DFL);
}

}  // namespace

StopSignal::StopSignal() {
  g_stop = false;
  std::signal(SIGINT, note_stop);
  std::signal(SIGTERM, note_stop);
  // A terminal that is closed. Under nohup it is ignored, and stays so.
  if (std::signal(SIGHUP, note_stop) == SIG_IGN) std::signal(SIGHUP, SIG_IGN);
}

StopSignal::~StopSignal() {
  std::signal(SIGINT, SIG_DFL);
  std::signal(SIGTERM, SIG_DFL);
  if (std::signal(SIGHUP, SIG_DFL) == SIG_IGN) std::signal(SIGHUP, SIG_IGN);
}

bool StopSignal::given() const {
  return g_stop.load();
}

}  // namespace rollscope
