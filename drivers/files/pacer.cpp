#include "drivers/files/pacer.hpp"

#include <algorithm>
#include <utility>

namespace rollscope {

bool Pacer::wait_for(std::int64_t time_ns, std::chrono::milliseconds timeout) {
  if (speed_ <= 0.0) return true;
  std::unique_lock lock(mutex_);
  const auto now = Clock::now();
  if (!started_) {
    started_ = now;
    first_ns_ = time_ns;
  }
  const std::chrono::duration<double, std::nano> after(static_cast<double>(time_ns - first_ns_) / speed_);
  const auto due = *started_ + std::chrono::duration_cast<Clock::duration>(after);
  if (due <= now) return true;
  changed_.wait_until(lock, std::min(due, now + timeout), [&] { return woken_; });
  const bool woken = std::exchange(woken_, false);
  return !woken && Clock::now() >= due;
}

void Pacer::wake() noexcept {
  {
    const std::scoped_lock lock(mutex_);
    woken_ = true;
  }
  changed_.notify_all();
}

}  // namespace rollscope
