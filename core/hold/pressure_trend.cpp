#include "core/hold/pressure_trend.hpp"

#include <algorithm>
#include <cmath>

#include "core/base/time_base.hpp"

namespace rollscope {
namespace {

constexpr double kCell_s = 0.5;
constexpr double kLeastCell_s = 0.5 * kCell_s;  // measured, for a cell to count
constexpr double kT1_s = 2.0;
constexpr double kTimeOffset_s = 0.5;  // of ln(t - t0 + 0.5)
constexpr double kEnd_s = 1.0;         // of a hold that belongs to its unloading
constexpr double kLeastWindow_s = 2.0;
constexpr double kFirst_s = 3.0, kLast_s = 5.0;
constexpr std::array kDropsAt_s{10.0, 30.0, 60.0};
constexpr double kDropLate_s = 1.0;  // a drop may be told this much later, where its moment was not measured

constexpr double kSteadyForce = 0.10;
constexpr double kSteadyPeak = 0.03;  // less is no change of the peak, nor is less than twice the scatter
constexpr double kAreaUp = 0.05, kLevelled = 0.02, kFlaggedDrop = 0.15;
constexpr double kLevelled_s = 10.0;

double log_time(double since_s) {
  return std::log(since_s + kTimeOffset_s);
}

// The table of science.md 2.7 on changes of the logarithms. Pressing less moves peak and area the same way as
// the load, a third to a half and two thirds to a half of it (Hertz); creep moves peak and load alike.
TrendCause cause_of(double peak, double force, double area, double scatter) {
  const double least = std::max(kSteadyPeak, 2.0 * scatter);
  const bool same_load = force > std::log1p(-kSteadyForce) && force < std::log1p(kSteadyForce);
  if (!same_load && force < 0.0) return peak < 0.0 && area < 0.0 ? TrendCause::unloads : TrendCause::unclear;
  // Creep lifts edge sensels over P_off too, so that the area grows a little.
  const bool like_creep = force > 0.0 && peak > 0.7 * force && area < 0.75 * force;
  if (!same_load) {
    if (like_creep) return TrendCause::sensor_creep;
    return peak > 0.0 && area > 0.0 ? TrendCause::loads : TrendCause::unclear;
  }
  if (std::abs(peak) < least) return TrendCause::steady;
  if (peak < 0.0) return area > -0.25 * peak ? TrendCause::yields : TrendCause::unclear;
  if (force > 0.5 * peak) {
    if (like_creep) return TrendCause::sensor_creep;
    return area > 0.0 ? TrendCause::loads : TrendCause::unclear;
  }
  return area < 0.25 * peak ? TrendCause::guarding : TrendCause::unclear;
}

}  // namespace

double PressureTrend::Reading::add(const Reading& other) {
  p1 += other.p1;
  force += other.force;
  area += other.area;
  return 1.0;
}

void PressureTrend::Line::add(double at_x, double at_y) {
  n += 1.0;
  x += at_x;
  y += at_y;
  xx += at_x * at_x;
  xy += at_x * at_y;
  yy += at_y * at_y;
}

double PressureTrend::Line::slope() const {
  const double spread = n * xx - x * x;
  return n >= 3.0 && spread > 0.0 ? (n * xy - x * y) / spread : HoldTrend::kNone;
}

double PressureTrend::Line::rmse() const {
  const double b = slope();
  if (std::isnan(b)) return b;
  return std::sqrt(std::max(0.0, (yy - y * y / n - b * (xy - x * y / n)) / n));
}

void PressureTrend::begin(double start_s) {
  *this = PressureTrend{};
  start_s_ = start_s;
}

void PressureTrend::add(double time_s, double counted_s, const HoldInput& in) {
  const double since_s = time_s - 0.5 * counted_s - start_s_;
  if (counted_s <= 0.0 || since_s < 0.0) return;
  const int number = static_cast<int>(since_s / kCell_s);
  if (number != open_.number) {
    close_cell();
    open_.number = number;
  }
  saturated_ = saturated_ || in.saturated;
  open_.time_s += counted_s;
  open_.sums.add({counted_s * static_cast<double>(in.p1), counted_s * in.force_n, counted_s * in.area_cm2});
}

// Two cells that follow each other give the mean of the second round their border.
void PressureTrend::close_cell() {
  const bool measured = open_.number >= 0 && open_.time_s >= kLeastCell_s - kTimeSlack_s;
  if (measured && before_.number >= 0 && before_.number == open_.number - 1) {
    const double time_s = before_.time_s + open_.time_s;
    take(open_.number * kCell_s,
         {(before_.sums.p1 + open_.sums.p1) / time_s, (before_.sums.force + open_.sums.force) / time_s,
          (before_.sums.area + open_.sums.area) / time_s});
  }
  before_ = measured ? open_ : Cell{};
  open_ = Cell{};
}

void PressureTrend::take(double since_s, const Reading& mean) {
  if (since_s < kT1_s - kTimeSlack_s || mean.p1 <= 0.0) return;
  const bool early = since_s <= kT1_s + kFirst_s + kTimeSlack_s;
  if (first_size_ == 0 && !early) return;  // nothing to compare with
  line_.add(log_time(since_s), std::log(mean.p1));
  const Sample sample{since_s, mean, line_};
  if (early && first_size_ < kFirst) first_[first_size_++] = sample;
  for (std::size_t i = 0; i < kDropsAt_s.size(); ++i) {
    const double late_s = since_s - kDropsAt_s[i];
    if (!std::isnan(drops_[i]) || late_s < -kTimeSlack_s || late_s > kDropLate_s + kTimeSlack_s) continue;
    drops_[i] = 1.0 - mean.p1 / first_[0].mean.p1;
    drops_at_s_[i] = since_s;
  }
  recent_[next_] = sample;
  next_ = (next_ + 1) % kRecent;
  size_ = std::min(size_ + 1, kRecent);
}

// Of the recent ones, those no later than this.
std::size_t PressureTrend::samples_until(double since_s) const {
  std::size_t count = size_;
  while (count > 0 && recent(count - 1).since_s > since_s + kTimeSlack_s) --count;
  return count;
}

double PressureTrend::drop_at(std::size_t which, double last_s) const {
  return drops_at_s_[which] <= last_s + kTimeSlack_s ? drops_[which] : HoldTrend::kNone;
}

HoldTrend PressureTrend::conclude(double end_s, const TrendLimits& limits) const {
  HoldTrend trend;
  const double last_s = end_s - start_s_ - kEnd_s;
  trend.drop_10_s = drop_at(0, last_s);
  trend.drop_30_s = drop_at(1, last_s);
  trend.drop_60_s = drop_at(2, last_s);
  const std::size_t count = samples_until(last_s);
  if (count == 0 || first_size_ == 0) return trend;
  const Sample& last = recent(count - 1);
  const double t1_s = first_[0].since_s;
  trend.window_s = last.since_s - t1_s;
  if (trend.window_s < kLeastWindow_s - kTimeSlack_s) return trend;
  trend.slope = last.line.slope();
  trend.rmse = last.line.rmse();

  if (trend.window_s >= kLevelled_s - kTimeSlack_s) {
    Line levelled;
    for (std::size_t i = 0; i < count; ++i) {
      if (last.since_s - recent(i).since_s > kLevelled_s + kTimeSlack_s) continue;
      levelled.add(log_time(recent(i).since_s), std::log(recent(i).mean.p1));
    }
    trend.slope_last_10_s = levelled.slope();
  }
  compare(count, limits, trend);
  return trend;
}

// Why means over some seconds: a breath in the wrong moment is not taken for a change.
void PressureTrend::compare(std::size_t count, const TrendLimits& limits, HoldTrend& trend) const {
  const Sample& last = recent(count - 1);
  const double t1_s = first_[0].since_s, third_s = trend.window_s / 3.0;
  Reading first, end;
  double firsts = 0.0, ends = 0.0;
  for (std::size_t i = 0; i < first_size_; ++i) {
    if (first_[i].since_s <= t1_s + std::min(kFirst_s, third_s) + kTimeSlack_s)
      firsts += first.add(first_[i].mean);
  }
  for (std::size_t i = 0; i < count; ++i) {
    if (last.since_s - recent(i).since_s <= std::min(kLast_s, third_s) + kTimeSlack_s)
      ends += end.add(recent(i).mean);
  }
  const double p1 = (end.p1 / ends) / (first.p1 / firsts);
  const double area = (end.area / ends) / (first.area / firsts);
  trend.drop = 1.0 - p1;
  trend.area_change = area - 1.0;
  const double repeatability = limits.repeatability > 0.0 ? limits.repeatability : trend.rmse;
  const double decades = std::log10(last.since_s / t1_s);
  trend.detectable_drop = 2.0 * limits.creep_per_decade * decades + 2.0 * repeatability;
  if (first.force <= 0.0 || end.force <= 0.0) return;
  const double force = (end.force / ends) / (first.force / firsts);
  trend.force_change = force - 1.0;
  if (saturated_ || std::isnan(trend.rmse)) return;
  trend.cause = cause_of(std::log(p1), std::log(force), std::log(area), trend.rmse);
  bool steady = true;
  for (std::size_t i = 0; i < count; ++i) {
    const bool late = last.since_s - recent(i).since_s <= kLast_s + kTimeSlack_s;
    steady = steady && (!late || std::abs(recent(i).mean.force * firsts / first.force - 1.0) <= kSteadyForce);
  }
  // What is not known is NaN and compares false: it flags nothing.
  trend.flagged = trend.cause == TrendCause::yields && steady && trend.drop >= kFlaggedDrop &&
                  trend.area_change >= kAreaUp && std::abs(trend.slope_last_10_s) <= kLevelled &&
                  trend.drop >= trend.detectable_drop;
}

}  // namespace rollscope
