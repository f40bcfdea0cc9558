// Bounded ring between one producer and one consumer thread; a full ring refuses, it never grows.
#pragma once

#include <readerwriterqueue/readerwritercircularbuffer.h>

#include <chrono>
#include <cstddef>
#include <utility>

namespace rollscope {

// Room for `capacity` items, all of it allocated by the constructor. push() and pop() neither lock nor
// allocate (what T's own move does aside). Why the circular buffer of readerwriterqueue and not its queue: it
// is bounded exactly, and uses no fences, which the thread sanitizer cannot follow.
template <class T>
class Ring {
 public:
  explicit Ring(std::size_t capacity) : queue_(capacity) {}

  // Producer thread. False when full: `item` is untouched then.
  [[nodiscard]] bool push(T&& item) { return queue_.try_enqueue(std::move(item)); }
  // Consumer thread. False when empty.
  [[nodiscard]] bool pop(T& item) { return queue_.try_dequeue(item); }
  // Consumer thread. Sleeps until an item comes, at most `timeout`.
  [[nodiscard]] bool pop(T& item, std::chrono::microseconds timeout) {
    return queue_.wait_dequeue_timed(item, timeout);
  }
  // Either thread; a snapshot.
  [[nodiscard]] std::size_t size() const { return queue_.size_approx(); }

 private:
  moodycamel::BlockingReaderWriterCircularBuffer<T> queue_;
};

}  // namespace rollscope
