// Times of frames that carry none: when they arrived, without the bunches a USB bridge makes of them.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>

#include "drivers/devices/lower_envelope.hpp"

namespace rollscope {

// A device without a clock sends at a steady period; the bridge and the system hold its frames back for up to
// 16 ms and more, by chance, and never hand one over early. So the line under the arrivals, over the frames'
// numbers, is when they would have come with the least delay. A stamp is on that line, but
//   - never after the frame's arrival and never before the stamp of the frame before;
//   - never more than 20 ms before the arrival, so that a device that sends as it likes is not bent straight;
//   - at the arrival itself for the first second, and where a frame is later than bunches explain: a stall is
//     a stall, and a device that has paused or lost frames unseen is followed anew.
// Causal: a stamp is final. Allocates nothing.
class ArrivalClock {
 public:
  // The stamp, ns, of frame `number` (rising) that arrived at `arrived_ns` (not falling).
  std::int64_t push(std::uint64_t number, std::int64_t arrived_ns);
  // The link was away: what comes next has nothing to do with the line so far.
  void restart() { restart_ = started_; }

  // 95 % of the frames arrived within so many ms of their stamp: what a stamp may be off by at the worst. 0:
  // none was stamped by the line yet.
  [[nodiscard]] double late_p95_ms() const { return late_p95_ms_; }

 private:
  struct Point {
    double number, ns;
  };
  [[nodiscard]] double lateness(Point at);
  void follow_anew(Point from);
  void end_block(double now_ns);
  [[nodiscard]] double late_quantile_ms(double share) const;
  void count(double late_ns);

  static constexpr std::size_t kBins = 100;  // of 0.25 ms
  bool started_ = false;
  bool restart_ = false;
  std::uint64_t first_number_ = 0;
  std::int64_t first_ns_ = 0, last_stamp_ns_ = 0;
  LowerEnvelope envelope_;
  std::optional<EnvelopeLine> line_;  // arrival, ns since the first, over numbers since the first
  double followed_ns_ = 0.0;          // where the envelope's first point is
  bool settled_ = false;              // the line's slope rests on long enough
  double block_ns_ = 0.0;             // where this block of half a second began
  int block_frames_ = 0;
  double least_late_ns_ = 0.0;  // in this block
  Point least_late_{};
  std::array<std::uint64_t, kBins> late_{};  // how many frames were how late; the last: and later
  std::uint64_t counted_ = 0;
  double late_p95_ms_ = 0.0;
};

}  // namespace rollscope
