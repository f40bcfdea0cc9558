// Gathers from observations what a timeline draws: holds, alerts, strokes, marks and two curves.
#pragma once

#include <cstddef>

#include "app/station/replay.hpp"
#include "core/observation.hpp"

namespace rollscope {

inline constexpr std::size_t kTimelinePoints_max = 8192;

class TimelineBuilder {
 public:
  // Every observation in order.
  void add(const Observation& observation);
  // What finish() of the analyzer returned.
  void add_end(const Observation& observation) { add_events(observation); }
  [[nodiscard]] const ReplayTimeline& timeline() const { return timeline_; }

 private:
  void add_events(const Observation& observation);
  void add_point(const Observation& observation);
  void halve();

  ReplayTimeline timeline_;
  std::size_t frames_a_point_ = 1;  // doubles whenever the points are full
  std::size_t frames_in_last_ = 0;
};

}  // namespace rollscope
