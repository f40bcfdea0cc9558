// Tells a contact that is rubbed to and fro on one spot (science.md 2.6, "pin and rub") from a hold and from
// rolling, and times it.
#pragma once

#include <cstddef>

#include "core/base/fixed_vector.hpp"
#include "core/base/time_base.hpp"
#include "core/hold/hold_input.hpp"
#include "core/hold/hold_parameters.hpp"
#include "core/hold/oscillation_record.hpp"
#include "core/hold/turning_points.hpp"

namespace rollscope {

// What one step changed.
struct OscillationChange {
  bool reversed = false;  // a turning point was confirmed
  bool started = false;   // start_s() is back-dated
  bool ended = false;     // record() is complete
};

// One a track. A *swing* is the way between two turning points that follow each other (turning_points.hpp,
// hysteresis osc_turn), back against the way before it within 60 degrees. A *reversal* is a turning point at
// the end of a swing, or the first one before it. It is an oscillation from osc_reversals reversals within
// osc_window on,
//  - whose swings are osc_swing_min to osc_swing_max long in their mean (1 mm either way is granted: a mat
//  tells no
//    better), none shorter than 3/4 of the least or longer than 1.15 times the most,
//  - and regular: every other reversal lies within 0.3 swings of the same place, no swing takes less than 0.6
//  of the
//    time of the longest.
// Out of a hold of t_min and more one reversal more is asked for, in a window longer by as much: sway inside
// a hold stays a hold. It goes on as long as the newest osc_reversals lie within the window and each new
// swing within the outer bounds, and is over when the next reversal is half as late again as the ways before,
// or the contact was lifted for longer than t_grace. So sway turns too little and never twice alike, a roll
// swings too far, and a drift does not come back.
//
// It starts where the way to its first reversal began: as long before as that way is long, at the pace of the
// first swing; it ends after its last reversal by the same rule. No allocation.
class Oscillation {
 public:
  // in.may_start: false where no hold may start either. period_x_mm: 0 when flat.
  OscillationChange step(const Tick& tick, const HoldInput& in, const HoldParameters& parameters,
                         double period_x_mm);
  // The track is gone for good, or the data ended.
  OscillationChange close();

  [[nodiscard]] bool running() const { return running_; }
  [[nodiscard]] double start_s() const { return start_s_; }
  // Of the last one that ended.
  [[nodiscard]] const OscillationRecord& record() const { return record_; }

 private:
  // Integrals over the time of the track: counted and pressed, and the rest of it.
  struct Sums {
    double counted_s = 0, lost_s = 0;
    double p1_s = 0, force_s = 0;
  };
  // A turning point with what was known when it was confirmed.
  struct Turn {
    TurningPoint at;
    double way_mm = 0, way_s = 0;  // the way that led to it
    float p1_peak = 0;             // on that way
    Sums sums;
  };
  static constexpr std::size_t kMostTurns = 8;  // osc_reversals and one more

  void take_in(const Tick& tick, const HoldInput& in, double period_x_mm);
  OscillationChange look(const Tick& tick, const HoldInput& in, const HoldParameters& p);
  bool turn(const Turn& turn, const HoldInput& in, const HoldParameters& p);
  [[nodiscard]] bool swings(const Turn& before, const Turn& turn, const HoldParameters& p) const;
  [[nodiscard]] bool in_window(std::size_t wanted, const HoldParameters& p) const;
  [[nodiscard]] std::size_t found(const HoldInput& in, const HoldParameters& p) const;
  [[nodiscard]] double way_out_mm() const { return points_.farthest().distance_mm(points_.from()); }
  [[nodiscard]] bool is_regular(std::size_t first, double swing_mm) const;
  [[nodiscard]] bool overdue(double time_s) const;
  void begin(std::size_t first);
  void add(const Turn& turn);
  void end(double way_out_mm);

  TurningPoints points_;
  FixedVector<Turn, kMostTurns> turns_;  // the newest last; between two that follow each other lies a swing
  Sums sums_;
  float p1_peak_ = 0;  // since the last turning point was confirmed

  bool running_ = false;
  double start_s_ = 0;
  Turn first_, last_turn_;  // its reversals
  int reversals_ = 0;
  double swings_mm_ = 0, middles_x_ = 0, middles_y_ = 0;  // sums over the swings
  float peak_ = 0;

  bool seen_ = false;  // pressed since it was last given up
  double x_mm_ = 0;    // unwrapped
  double period_x_mm_ = 0, last_pressed_s_ = 0;
  HoldInput last_;  // of the frame before
  bool last_pressed_ = false;
  OscillationRecord record_;
};

}  // namespace rollscope
