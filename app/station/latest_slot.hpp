// Newest wins: one thread publishes, one takes, neither waits, no value is ever torn (triple buffer).
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <utility>

namespace rollscope {

// Three buffers travel between writer, middle and reader. Each thread owns one; the middle one is exchanged
// by a single atomic operation. Values that own memory keep it: once every buffer has grown, nothing
// allocates.
template <class T>
class LatestSlot {
 public:
  // Writer thread: the buffer to fill. It holds some older value.
  [[nodiscard]] T& back() { return buffers_[back_]; }
  // Writer thread: hands back() over; an older value nobody took is forgotten.
  void publish() {
    const std::uint8_t old = middle_.exchange(static_cast<std::uint8_t>(back_ | kFresh));
    back_ = old & kIndex;
  }

  // Reader thread: swaps the newest value with `out`, false when it was taken already.
  bool take(T& out) {
    if (!refresh()) return false;
    std::swap(out, buffers_[front_]);
    return true;
  }
  // Reader thread: the newest value published so far, or the one before the first.
  [[nodiscard]] const T& latest() {
    refresh();
    return buffers_[front_];
  }

 private:
  static constexpr std::uint8_t kIndex = 3, kFresh = 4;

  bool refresh() {
    if ((middle_.load() & kFresh) == 0) return false;
    front_ = middle_.exchange(front_) & kIndex;
    return true;
  }

  std::array<T, 3> buffers_{};
  std::atomic<std::uint8_t> middle_ =
      1;                    // index of the middle buffer, kFresh while nobody took it; both write
  std::uint8_t back_ = 0;   // writer's
  std::uint8_t front_ = 2;  // reader's
};

}  // namespace rollscope
