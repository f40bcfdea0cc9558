#include "app/station/timeline.hpp"

#include <algorithm>
#include <variant>

#include "app/station/curve_values.hpp"
#include "app/station/gather.hpp"

namespace rollscope {
namespace {

void raise(ReplayPoint& point, const ReplayPoint& other) {
  point.p1 = std::max(point.p1, other.p1);
  point.force_n = std::max(point.force_n, other.force_n);
}

}  // namespace

void TimelineBuilder::add(const Observation& observation) {
  add_point(observation);
  add_events(observation);
  timeline_.duration_s = observation.frame.time_s;
  timeline_.frames = observation.frame.index + 1;
}

void TimelineBuilder::add_events(const Observation& observation) {
  for (const Event& event : observation.events) {
    gather(event, {timeline_.holds, timeline_.oscillations, timeline_.alerts, timeline_.strokes});
    if (std::holds_alternative<Marked>(event.what) || std::holds_alternative<PainRated>(event.what))
      timeline_.markers.push_back(event);
  }
}

void TimelineBuilder::add_point(const Observation& observation) {
  const CurveValues values = curve_values(observation);
  const ReplayPoint point{.time_s = observation.frame.time_s, .p1 = values.p1, .force_n = values.force_n};
  if (frames_in_last_ > 0 && frames_in_last_ < frames_a_point_) {
    raise(timeline_.points.back(), point);
    ++frames_in_last_;
    return;
  }
  if (timeline_.points.size() == kTimelinePoints_max) halve();
  timeline_.points.push_back(point);
  frames_in_last_ = 1;
}

void TimelineBuilder::halve() {
  auto& points = timeline_.points;
  for (std::size_t i = 0; i < points.size() / 2; ++i) {
    points[i] = points[2 * i];
    raise(points[i], points[2 * i + 1]);
  }
  points.resize(points.size() / 2);
  frames_a_point_ *= 2;
}

}  // namespace rollscope
