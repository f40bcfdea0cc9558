// The sustained hold of one track: the state machine of science.md 2.5.
#pragma once

#include <array>
#include <cstddef>

#include "core/base/time_base.hpp"
#include "core/hold/hold_input.hpp"
#include "core/hold/hold_parameters.hpp"
#include "core/hold/hold_record.hpp"
#include "core/hold/pressure_trend.hpp"
#include "core/hold/recent_track.hpp"

namespace rollscope {

// What is in force: parameters in the frame's unit, with the region's limits resolved.
struct HoldRules {
  HoldParameters parameters;
  double target_s = 30.0;
  double t_soft_s = 90.0, t_hard_s = 120.0;
  double t_merge_s = 1.5;
  double period_x_mm = 0.0;  // circumference of a cylinder; 0: flat
  TrendLimits trend;
};

// What one step changed. At most one of ended and discarded.
struct HoldChange {
  bool started = false;  // confirmed: start_s() is back-dated
  bool target_reached = false;
  bool ended = false;      // record() is complete
  bool discarded = false;  // had started, but came out shorter than t_min
};

// Each frame stands for the time until the next one: a hold ends at the first frame that shows its end.
class HoldMachine {
 public:
  HoldChange step(const Tick& tick, const HoldInput& in, const HoldRules& rules);

  // The track is gone for good, or the data ended.
  HoldChange close(EndReason reason, double end_s, const HoldRules& rules);

  [[nodiscard]] HoldPhase phase() const;
  [[nodiscard]] bool running() const { return state_ != State::touch; }  // a candidate or a hold
  [[nodiscard]] bool holding() const { return state_ == State::holding; }
  [[nodiscard]] bool target_reached() const { return target_reached_; }
  [[nodiscard]] double start_s() const { return start_s_; }
  [[nodiscard]] double dwell_s() const { return sums_.dwell_s; }
  [[nodiscard]] float p1_peak() const { return sums_.p1_peak; }
  [[nodiscard]] const HoldRecord& record() const {
    return record_;
  }  // of the last hold that ended or was
     // discarded; its id is 0

 private:
  // IDLE and TOUCH are one here: a track without a slow, pressed contact.
  enum class State : std::uint8_t { touch, candidate, holding };

  // Integrals over the counted time of a hold, so that any earlier moment can be gone back to.
  struct Sums {
    double dwell_s = 0, gap_s = 0, lost_s = 0;
    int gaps = 0;
    double p1_s = 0, mean_s = 0, area_s = 0, force_s = 0, dx_s = 0, dy_s = 0, bad_s = 0;
    float p1_peak = 0;
    bool saturated = false, shaken = false;
  };
  struct Moment {
    double time_s = 0;
    Sums sums;
  };
  // Where a running hold was in the last fifth of a second.
  struct Footstep {
    double x_mm = 0, y_mm = 0;
    Moment at;
  };
  struct Place {
    double time_s = 0, x_mm = 0, y_mm = 0;
  };
  struct Offset {
    double x_mm, y_mm;
    [[nodiscard]] double length_mm() const;
  };

  HoldChange step_oscillating(const HoldInput& in, const HoldRules& rules);
  void note_past(double time_s);
  [[nodiscard]] Moment past(double time_s) const;
  void unblock(const HoldInput& in, const HoldParameters& p);
  void begin(const HoldParameters& p);
  [[nodiscard]] std::size_t slow_since(const HoldParameters& p) const;
  [[nodiscard]] bool may_hold(const HoldInput& in, const HoldParameters& p) const;
  void count(const HoldInput& in, double counted_s, double lost_s, const HoldParameters& p);
  void look_at(const HoldInput& in);
  void step_touch(const Tick& tick, const HoldInput& in, const HoldRules& rules);
  HoldChange step_running(const Tick& tick, const HoldInput& in, const HoldRules& rules);
  HoldChange step_gap(const Tick& tick, const HoldInput& in, const HoldRules& rules);
  HoldChange abort(AbortCause cause, double end_s, const HoldRules& rules);
  HoldChange end(EndReason reason, AbortCause cause, const Moment& at, const HoldRules& rules);
  [[nodiscard]] Moment now(double time_s) const { return {time_s, sums_}; }
  // 0 is the newest.
  [[nodiscard]] const Footstep& footstep(std::size_t back) const {
    return footsteps_[(newest_footstep_ + kFootsteps - back) % kFootsteps];
  }
  void leave_footstep(const Tick& tick, const HoldInput& in, const HoldParameters& p);
  [[nodiscard]] bool moves(const Tick& tick, const HoldInput& in, const HoldParameters& p);
  [[nodiscard]] bool released(const Tick& tick, const HoldInput& in, const HoldParameters& p);
  [[nodiscard]] Offset offset(double from_x, double from_y, double to_x, double to_y) const;
  [[nodiscard]] Offset offset(double from_x, double from_y, const HoldInput& in) const;
  void fill_record(const Moment& at, const HoldRules& rules);

  State state_ = State::touch;
  bool slow_ = false;  // in touch: the slow period of a coming candidate runs
  bool gap_ = false, gap_merged_ = false, gap_invalid_ = false;
  bool fast_ = false, out_ = false, low_ = false;
  bool target_reached_ = false;
  // No hold starts: after pain or a stop until the track was unloaded, after the hard limit also until it has
  // moved on by r_drift.
  enum class Block : std::uint8_t { none, until_moved, until_unloaded };
  Block block_ = Block::none;
  double period_x_mm_ = 0.0;
  double start_s_ = 0.0, settle_since_s_ = 0.0, gap_start_s_ = 0.0, out_since_s_ = 0.0;
  double begin_x_mm_ = 0, begin_y_mm_ = 0;    // where it began: ci
  double anchor_x_mm_ = 0, anchor_y_mm_ = 0;  // c0, follows slowly
  Place fast_from_;                           // where it became fast
  Sums sums_;
  Moment at_anchor_;  // when it was last near the anchor and slow
  static constexpr std::size_t kFootsteps = 24;
  std::array<Footstep, kFootsteps> footsteps_;  // the newest at newest_footstep_
  std::size_t footsteps_left_ = 0, newest_footstep_ = 0;
  Moment before_low_;  // before P1 fell under its share of the plateau
  // One moment each quarter second of the hold, to end it where an oscillation began: that is known only some
  // reversals later.
  static constexpr double kPastStep_s = 0.25;
  static constexpr std::size_t kPast = 64;
  std::array<Moment, kPast> past_{};
  std::size_t past_next_ = 0, past_size_ = 0;
  HoldInput last_;
  RecentTrack recent_;  // while in touch
  HoldRecord record_;
};

}  // namespace rollscope
