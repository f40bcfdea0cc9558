#include "drivers/devices/unwrap.hpp"

#include <algorithm>
#include <utility>

namespace rollscope {

SequenceUnwrapper::Result SequenceUnwrapper::push(std::uint32_t sequence) {
  constexpr std::int32_t kSeenBefore = 16;
  if (!last_) {
    last_ = sequence;
    unwrapped_ = sequence;
    return {SequenceStep::first, unwrapped_, 0};
  }
  if (restart_) {
    restart_ = false;
    last_ = sequence;
    return {SequenceStep::restarted, ++unwrapped_, 0};
  }
  // The signed difference is right over the wrap from 2^32 - 1 to 0.
  const auto step = static_cast<std::int32_t>(sequence - *last_);
  if (step <= 0 && step >= -kSeenBefore) return {SequenceStep::repeated, unwrapped_, 0};
  last_ = sequence;
  if (step < 0) return {SequenceStep::restarted, ++unwrapped_, 0};
  unwrapped_ += static_cast<std::uint32_t>(step);
  const auto lost = static_cast<std::uint64_t>(step) - 1;
  return {lost == 0 ? SequenceStep::next : SequenceStep::gap, unwrapped_, lost};
}

std::int64_t ClockUnwrapper::push(std::int64_t device_us, std::int64_t captured_ns, bool restarted) {
  constexpr std::int64_t kWrap = std::int64_t{1} << 32;
  restarted = restarted || std::exchange(restart_, false);
  if (any_ && (restarted || device_us < last_raw_us_)) {
    const bool wrapped = !restarted && last_raw_us_ < kWrap && last_raw_us_ - device_us > kWrap / 2;
    const std::int64_t host_us = std::max<std::int64_t>((captured_ns - last_captured_ns_) / 1000, 1);
    offset_us_ = wrapped ? offset_us_ + kWrap : last_us_ + host_us - device_us;
    restarts_ += wrapped ? 0 : 1;
  }
  any_ = true;
  last_raw_us_ = device_us;
  last_us_ = device_us + offset_us_;
  last_captured_ns_ = captured_ns;
  return last_us_;
}

}  // namespace rollscope
