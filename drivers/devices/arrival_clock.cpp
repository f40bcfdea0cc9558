#include "drivers/devices/arrival_clock.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace rollscope {
namespace {

constexpr double kMs = 1e6;                // ns
constexpr double kMostRemoved = 20 * kMs;  // an FTDI bridge holds bytes for 16 ms
constexpr double kStall = 50 * kMs;        // later than that is no bunch ...
constexpr double kStallPeriods = 2.5;      // ... and neither is a slow device's next frame
constexpr double kBlock = 500 * kMs;
constexpr int kBlockFrames = 4;
constexpr double kFirstLine = 1'000 * kMs;   // of arrivals, for a line at all
constexpr double kSteadyLine = 4'000 * kMs;  // for one that takes the place of another
constexpr double kLongestLine = 16'000 * kMs;
constexpr double kUnseenLoss = 0.5;  // of a period: all of a block are so late
constexpr double kBin = 0.25 * kMs;

}  // namespace

std::int64_t ArrivalClock::push(std::uint64_t number, std::int64_t arrived_ns) {
  if (!started_) {
    started_ = true;
    first_number_ = number;
    first_ns_ = last_stamp_ns_ = arrived_ns;
    follow_anew({0.0, 0.0});
  }
  const Point at{static_cast<double>(number - first_number_), static_cast<double>(arrived_ns - first_ns_)};
  if (restart_) follow_anew(at);
  restart_ = false;
  const double late = lateness(at);
  envelope_.add(at.number, at.ns);
  if (late < least_late_ns_) {
    least_late_ns_ = late;
    least_late_ = at;
  }
  if (line_) count(std::min(late, kMostRemoved));
  ++block_frames_;
  if (at.ns - block_ns_ >= kBlock && block_frames_ >= kBlockFrames) end_block(at.ns);
  const auto removed = static_cast<std::int64_t>(std::llround(std::min(late, kMostRemoved)));
  last_stamp_ns_ = std::max(last_stamp_ns_, arrived_ns - removed);
  return last_stamp_ns_;
}

// Behind the line, at least 0: one that is earlier moves the line, one that is much later leaves it.
double ArrivalClock::lateness(Point at) {
  if (!line_) return 0.0;
  const double late = at.ns - line_->at(at.number);
  if (late > std::max(kStall, kStallPeriods * line_->slope)) {
    follow_anew(at);
    return 0.0;
  }
  if (late < 0.0) line_->y += late;
  return std::max(late, 0.0);
}

// The period stays as known until the new line is long enough.
void ArrivalClock::follow_anew(Point from) {
  envelope_.clear();
  followed_ns_ = from.ns;
  if (line_) line_ = EnvelopeLine{.x = from.number, .y = from.ns, .slope = line_->slope};
  block_ns_ = from.ns;
  block_frames_ = 0;
  least_late_ns_ = std::numeric_limits<double>::infinity();
}

void ArrivalClock::end_block(double now_ns) {
  if (line_ && least_late_ns_ > kUnseenLoss * line_->slope) return follow_anew(least_late_);
  const double followed = now_ns - followed_ns_;
  if (followed >= (settled_ ? kSteadyLine : kFirstLine)) {
    if (const auto line = envelope_.line(); line && line->slope > 0.0) line_ = line;
    settled_ = settled_ || followed >= kSteadyLine;
  }
  if (followed >= kLongestLine) {
    envelope_.clear();
    followed_ns_ = now_ns;
  }
  block_ns_ = now_ns;
  block_frames_ = 0;
  least_late_ns_ = std::numeric_limits<double>::infinity();
  late_p95_ms_ = late_quantile_ms(0.95);
}

// Upper end of the bin it falls into; 0: nothing was counted.
double ArrivalClock::late_quantile_ms(double share) const {
  const auto enough = static_cast<std::uint64_t>(std::ceil(share * static_cast<double>(counted_)));
  std::uint64_t seen = 0;
  for (std::size_t bin = 0; bin < kBins && counted_ > 0; ++bin) {
    seen += late_[bin];
    if (seen >= enough) return static_cast<double>(bin + 1) * kBin / kMs;
  }
  return 0.0;
}

void ArrivalClock::count(double late_ns) {
  const auto bin = static_cast<std::size_t>(late_ns / kBin);
  ++late_[std::min(bin, kBins - 1)];
  ++counted_;
}

}  // namespace rollscope
