#include "core/hold/oscillation.hpp"

#include <algorithm>
#include <cmath>

#include "core/base/periodic.hpp"

namespace rollscope {
namespace {

constexpr double kBack_cos = -0.5;    // a way back lies within 60 degrees of the way there
constexpr double kLeastShare = 0.75;  // no swing is shorter than this share of osc_swing_min
constexpr double kMostShare = 1.15;   // nor longer than this share of osc_swing_max
constexpr double kRuler_mm = 1.0;     // a mat tells a swing no better
constexpr double kSameEnd = 0.3;      // of a swing: reversals at one end lie no farther apart
constexpr double kAlikeLong = 0.6;    // of the longest swing's time: no swing is shorter
constexpr double kLeastWay_s = 0.08;  // faster is no person but a contact that flickers between two peaks
constexpr double kOverdue = 1.5;      // of the longer of the last two ways
constexpr double kLeastOverdue_s = 0.4;

double way_cos(const TurningPoint& a, const TurningPoint& b, const TurningPoint& c) {
  const double there_x = b.x_mm - a.x_mm, there_y = b.y_mm - a.y_mm;
  const double back_x = c.x_mm - b.x_mm, back_y = c.y_mm - b.y_mm;
  const double lengths = std::hypot(there_x, there_y) * std::hypot(back_x, back_y);
  return lengths > 0.0 ? (there_x * back_x + there_y * back_y) / lengths : 1.0;
}

// How long a way of way_mm takes at the pace of a swing, at most as long as the swing itself.
double at_pace_s(double way_mm, double swing_mm, double swing_s) {
  return swing_mm > 0.0 ? std::min(1.0, way_mm / swing_mm) * swing_s : 0.0;
}

}  // namespace

OscillationChange Oscillation::step(const Tick& tick, const HoldInput& in, const HoldParameters& p,
                                    double period_x_mm) {
  const bool pressed = in.present && in.frame_valid && static_cast<double>(in.p1) >= p.h_off_kpa;
  OscillationChange change;
  const bool gone = seen_ && !pressed && tick.time_s - last_pressed_s_ > p.t_grace_s + kTimeSlack_s;
  if (tick.stalled || gone) change = close();
  if (seen_ && tick.step_s > 0.0) {
    const double counted_s = last_pressed_ ? tick.counted_s : 0.0;
    sums_.counted_s += counted_s;
    sums_.lost_s += tick.step_s - counted_s;
    sums_.p1_s += counted_s * static_cast<double>(last_.p1);
    sums_.force_s += counted_s * last_.force_n;
  }
  if (pressed) {
    take_in(tick, in, period_x_mm);
    const OscillationChange seen = look(tick, in, p);
    change.reversed = seen.reversed;
    change.started = seen.started;
    change.ended = change.ended || seen.ended;
  }
  last_ = in;
  last_pressed_ = pressed;
  return change;
}

void Oscillation::take_in(const Tick& tick, const HoldInput& in, double period_x_mm) {
  if (seen_) {
    x_mm_ += wrapped_difference(in.x_mm, x_mm_, period_x_mm);
  } else {
    x_mm_ = in.x_mm;
  }
  seen_ = true;
  period_x_mm_ = period_x_mm;
  last_pressed_s_ = tick.time_s;
  p1_peak_ = std::max(p1_peak_, in.p1);
}

OscillationChange Oscillation::look(const Tick& tick, const HoldInput& in, const HoldParameters& p) {
  OscillationChange change;
  const TurningPoint from = points_.from();
  if (const auto at = points_.step(tick.time_s, x_mm_, in.y_mm, p.osc_turn_mm)) {
    change.reversed = true;
    const bool ran = running_;
    change.ended = turn({*at, at->distance_mm(from), at->time_s - from.time_s, p1_peak_, sums_}, in, p);
    change.started = running_ && !ran;
    p1_peak_ = in.p1;
  } else if (running_ && overdue(tick.time_s)) {
    end(way_out_mm());
    turns_.clear();
    change.ended = true;
  }
  return change;
}

// True: it ended the one that ran.
bool Oscillation::turn(const Turn& turn, const HoldInput& in, const HoldParameters& p) {
  const bool goes_on = !turns_.empty() && swings(turns_[turns_.size() - 1], turn, p);
  const bool was_running = running_;
  if (running_ && !goes_on) end(turn.way_mm);
  if (!goes_on) turns_.clear();
  if (turns_.full()) {
    std::move(turns_.begin() + 1, turns_.end(), turns_.begin());
    turns_.resize(turns_.size() - 1);
  }
  turns_.push_back(turn);
  if (!was_running) {
    if (const std::size_t reversals = found(in, p); reversals > 0) begin(turns_.size() - reversals);
    return false;
  }
  if (running_ && !in_window(static_cast<std::size_t>(std::lround(p.osc_reversals)), p)) end(turn.way_mm);
  if (running_) add(turn);
  return !running_;
}

bool Oscillation::swings(const Turn& before, const Turn& turn, const HoldParameters& p) const {
  if (turn.way_mm < kLeastShare * p.osc_swing_min_mm || turn.way_mm > kMostShare * p.osc_swing_max_mm)
    return false;
  if (turn.way_s < kLeastWay_s) return false;
  if (turns_.size() < 2) return true;
  return way_cos(turns_[turns_.size() - 2].at, before.at, turn.at) <= kBack_cos;
}

// The newest `wanted` reversals are near enough in time; more than osc_reversals may take longer by as much.
bool Oscillation::in_window(std::size_t wanted, const HoldParameters& p) const {
  if (turns_.size() < wanted) return false;
  const double span_s = turns_[turns_.size() - 1].at.time_s - turns_[turns_.size() - wanted].at.time_s;
  const double window_s =
      p.osc_window_s * static_cast<double>(wanted - 1) / (std::round(p.osc_reversals) - 1.0);
  return span_s <= window_s + kTimeSlack_s;
}

// How many reversals make it one now; 0: it is none.
std::size_t Oscillation::found(const HoldInput& in, const HoldParameters& p) const {
  auto wanted = static_cast<std::size_t>(std::lround(p.osc_reversals));
  if (!in.may_start || !in_window(wanted, p)) return 0;
  const bool held =
      in.held_since_s >= 0.0 && turns_[turns_.size() - wanted].at.time_s - in.held_since_s >= p.t_min_s;
  if (held) wanted += 1;
  if (!in_window(wanted, p)) return 0;
  const std::size_t first = turns_.size() - wanted;
  double ways_mm = 0.0;
  for (std::size_t i = first + 1; i < turns_.size(); ++i) ways_mm += turns_[i].way_mm;
  const double mean_mm = ways_mm / static_cast<double>(wanted - 1);
  const bool in_range =
      mean_mm >= p.osc_swing_min_mm - kRuler_mm && mean_mm <= p.osc_swing_max_mm + kRuler_mm;
  return in_range && is_regular(first, mean_mm) ? wanted : 0;
}

// Every other reversal lies at the same end, and the swings take alike long.
bool Oscillation::is_regular(std::size_t first, double swing_mm) const {
  double shortest_s = turns_[first + 1].way_s, longest_s = shortest_s;
  for (std::size_t i = first + 2; i < turns_.size(); ++i) {
    if (turns_[i].at.distance_mm(turns_[i - 2].at) > kSameEnd * swing_mm) return false;
    shortest_s = std::min(shortest_s, turns_[i].way_s);
    longest_s = std::max(longest_s, turns_[i].way_s);
  }
  return shortest_s >= kAlikeLong * longest_s;
}

bool Oscillation::overdue(double time_s) const {
  const Turn& last = turns_[turns_.size() - 1];
  const double usual_s = std::max(last.way_s, turns_[turns_.size() - 2].way_s);
  return time_s - last.at.time_s > std::max(kLeastOverdue_s, kOverdue * usual_s);
}

void Oscillation::begin(std::size_t first) {
  first_ = turns_[first];
  const Turn& second = turns_[first + 1];
  const double lead_s = at_pace_s(first_.way_mm, second.way_mm, second.way_s);
  start_s_ = first_.at.time_s - std::min(lead_s, first_.way_s);
  running_ = true;
  reversals_ = 1;
  swings_mm_ = middles_x_ = middles_y_ = 0.0;
  peak_ = first_.p1_peak;
  last_turn_ = first_;
  for (std::size_t i = first + 1; i < turns_.size(); ++i) add(turns_[i]);
}

void Oscillation::add(const Turn& turn) {
  reversals_ += 1;
  swings_mm_ += turn.way_mm;
  middles_x_ += 0.5 * (turn.at.x_mm + last_turn_.at.x_mm);
  middles_y_ += 0.5 * (turn.at.y_mm + last_turn_.at.y_mm);
  peak_ = std::max(peak_, turn.p1_peak);
  last_turn_ = turn;
}

// way_out_mm: how far it went after the last reversal.
void Oscillation::end(double way_out_mm) {
  running_ = false;
  const double swings = reversals_ - 1;
  const double tail_s = at_pace_s(way_out_mm, last_turn_.way_mm, last_turn_.way_s);
  const double lost_s = last_turn_.sums.lost_s - first_.sums.lost_s;
  const double counted_s = last_turn_.sums.counted_s - first_.sums.counted_s;
  record_ = OscillationRecord{};
  record_.start_s = start_s_;
  record_.end_s = std::max(last_turn_.at.time_s, std::min(last_turn_.at.time_s + tail_s, last_pressed_s_));
  record_.dwell_s = std::max(0.0, record_.end_s - record_.start_s - lost_s);
  record_.reversals = reversals_;
  record_.rate_hz = 0.5 * swings / (last_turn_.at.time_s - first_.at.time_s);
  record_.swing_mm = swings_mm_ / swings;
  record_.x_mm = wrap(middles_x_ / swings, period_x_mm_);
  record_.y_mm = middles_y_ / swings;
  record_.p1_peak = peak_;
  if (counted_s <= 0.0) return;
  record_.p1_mean = (last_turn_.sums.p1_s - first_.sums.p1_s) / counted_s;
  record_.force_n = (last_turn_.sums.force_s - first_.sums.force_s) / counted_s;
}

OscillationChange Oscillation::close() {
  OscillationChange change;
  change.ended = running_;
  if (running_) end(way_out_mm());
  points_.clear();
  turns_.clear();
  seen_ = last_pressed_ = false;
  p1_peak_ = 0.0F;
  return change;
}

}  // namespace rollscope
