// The median of the steps between frames, in bounded memory.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>

namespace rollscope {

// Counts steps on a grid of nanoseconds. Clocks with more than 50 000 different steps get a coarser grid, ten
// times each time: jitter of a millisecond ends at a tenth of a microsecond. Steps below a day.
class StepMedian {
 public:
  void add(double step_s);
  // 0 without steps.
  [[nodiscard]] double median_s() const;

 private:
  void coarsen();
  [[nodiscard]] std::int64_t step_at(std::uint64_t rank) const;

  std::map<std::int64_t, std::uint64_t> counts_;  // by step in grid units
  std::int64_t grid_ns_ = 1;
  std::uint64_t count_ = 0;
};

}  // namespace rollscope
