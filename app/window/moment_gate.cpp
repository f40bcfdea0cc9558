#include "app/window/moment_gate.hpp"

#include <utility>

namespace rollscope {

MomentGate::MomentGate(std::vector<double> moments, std::function<void()> notify)
    : moments_(std::move(moments)), notify_(std::move(notify)) {}

void MomentGate::pass(const Observation& observation) {
  std::unique_lock lock(mutex_);
  while (!open_ && next_ < moments_.size() && observation.frame.time_s >= moments_[next_]) {
    held_ = observation;
    taken_ = false;
    notify_();
    changed_.wait(lock, [this] { return open_ || !held_.has_value(); });
    held_.reset();
  }
}

std::optional<MomentGate::Held> MomentGate::held() {
  const std::lock_guard lock(mutex_);
  if (!held_ || taken_) return std::nullopt;
  taken_ = true;
  return Held{next_, *held_};
}

void MomentGate::release() {
  {
    const std::lock_guard lock(mutex_);
    if (!held_) return;
    ++next_;
    held_.reset();
  }
  changed_.notify_all();
}

void MomentGate::open_for_good() {
  {
    const std::lock_guard lock(mutex_);
    open_ = true;
  }
  changed_.notify_all();
}

}  // namespace rollscope
