#include "app/station/timeline.hpp"

#include <algorithm>
#include <variant>

namespace rollscope {
namespace {

// Replaces the record with the same id or appends it; keeps the order of start.
void put(std::vector<AlertRecord>& alerts, const AlertRecord& alert) {
  const auto same =
      std::find_if(alerts.begin(), alerts.end(), [&](const auto& a) { return a.id == alert.id; });
  if (same != alerts.end())
    *same = alert;
  else
    alerts.push_back(alert);
}

template <class Record>
void insert_by_start(std::vector<Record>& records, const Record& record) {
  const auto at = std::upper_bound(records.begin(), records.end(), record,
                                   [](const Record& a, const Record& b) { return a.start_s < b.start_s; });
  records.insert(at, record);
}

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
    if (const auto* hold = std::get_if<HoldEnded>(&event.what)) insert_by_start(timeline_.holds, hold->hold);
    if (const auto* stroke = std::get_if<StrokeEnded>(&event.what))
      insert_by_start(timeline_.strokes, stroke->stroke);
    if (const auto* raised = std::get_if<AlertRaised>(&event.what)) put(timeline_.alerts, raised->alert);
    if (const auto* cleared = std::get_if<AlertCleared>(&event.what)) put(timeline_.alerts, cleared->alert);
    if (std::holds_alternative<Marked>(event.what) || std::holds_alternative<PainRated>(event.what))
      timeline_.markers.push_back(event);
  }
}

void TimelineBuilder::add_point(const Observation& observation) {
  ReplayPoint point{.time_s = observation.frame.time_s,
                    .p1 = observation.totals.p1,
                    .force_n = static_cast<float>(observation.totals.force_n)};
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
