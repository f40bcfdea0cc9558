// How regularly frames come and how long they take to become an observation.
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>

namespace rollscope {

struct LinkFigures {
  double rate_hz = 0;  // over the last two seconds
  double latency_p50_s = 0, latency_p95_s = 0;
};

// One thread adds, any one other thread reads; neither waits.
class LinkMeter {
 public:
  // `latency_ns` < 0: this source has no live clock. Allocates nothing.
  void add(std::int64_t arrived_ns, std::int64_t latency_ns);
  [[nodiscard]] LinkFigures figures(std::int64_t now_ns) const;

 private:
  static constexpr std::size_t kEntries = 1024;  // two seconds at 512 Hz, one at 1 kHz
  struct Entry {
    std::atomic<std::int64_t> arrived_ns = 0;
    std::atomic<std::int64_t> latency_ns = -1;
  };
  // Written by the adding thread. A reader may meet one entry half old, half new: a figure for people.
  std::array<Entry, kEntries> entries_{};
  std::atomic<std::uint64_t> added_ = 0;
};

}  // namespace rollscope
