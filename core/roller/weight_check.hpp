// The free check of a roller's calibration: what presses on the floor is what presses on the body plus the
// roller's own weight (science.md 2.10).
#pragma once

#include "core/base/time_base.hpp"
#include "core/roller/patches.hpp"
#include "core/roller/roller_motion.hpp"

namespace rollscope {

class WeightCheck {
 public:
  // roller_kg: 0: unknown, the difference is measured but not judged.
  explicit WeightCheck(double roller_kg) : roller_kg_(roller_kg) {}

  // Counts frames at rest (slower than v_enter_mm_s) in which both patches are seen whole: one on the seam's
  // gap is not. Forces in N; without them (counts) feed nothing.
  void step(const Tick& tick, const RollerMoment& roller, const PatchForces& forces, double v_enter_mm_s);

  [[nodiscard]] double expected_n() const;  // m x g; 0: not known
  [[nodiscard]] double measured_n() const;  // mean of floor minus body over seconds()
  [[nodiscard]] double seconds() const { return seconds_; }
  // The mass is known and at least 2 s were measured.
  [[nodiscard]] bool judged() const;
  // The mean is further than 15 % of the roller's weight from it: the calibration has drifted.
  [[nodiscard]] bool off() const;
  // The same of the last 2 s, and by more than 2 % of the floor's force: for the technical alert while it
  // lasts.
  [[nodiscard]] bool off_now() const;

 private:
  double roller_kg_;
  double seconds_ = 0.0, difference_n_s_ = 0.0, floor_n_s_ = 0.0;
  double recent_s_ = 0.0, recent_difference_n_ = 0.0, recent_floor_n_ = 0.0;
};

}  // namespace rollscope
