#include "app/window/live_feed.hpp"

#include <utility>

#include "app/station/curve_values.hpp"

namespace rollscope {
namespace {

constexpr double kSummaryEvery_s = 0.1;

}  // namespace

LiveFeed::LiveFeed(std::function<void()> wake, std::shared_ptr<MomentGate> gate)
    : gate_(std::move(gate)), wake_(std::move(wake)) {}

void LiveFeed::on_frame(const RawFrame&, const Observation& observation, const Analyzer&) {
  const double time_s = observation.frame.time_s;
  HistoryPoint point;
  point.time_s = time_s;
  const CurveValues values = curve_values(observation);
  point.p1 = values.p1;
  point.force_n = values.force_n;
  point.has_cop = observation.totals.has_cop;
  point.cop_x_mm = static_cast<float>(observation.totals.cop_x_mm);
  point.cop_y_mm = static_cast<float>(observation.totals.cop_y_mm);
  point.after_gap = last_time_s_ >= 0 && time_s - last_time_s_ > kStallAfter_s;
  last_time_s_ = time_s;
  // A full ring means the window has not drawn for a minute: its plot may miss points, results do not.
  (void)points_.push(std::move(point));

  summary_.add(observation.frame);
  if (time_s >= summary_due_s_ || time_s < summary_due_s_ - 1) {
    summaries_.back() = summary_;
    summaries_.publish();
    summary_due_s_ = time_s + kSummaryEvery_s;
  }
  if (gate_) gate_->pass(observation);
  wake_();
}

void LiveFeed::on_end(const Observation&, const Analyzer&) {
  wake_();
}

void LiveFeed::drain(SessionState& state) {
  for (HistoryPoint point; points_.pop(point);) state.history.push(point);
  summaries_.take(state.summary);
}

}  // namespace rollscope
