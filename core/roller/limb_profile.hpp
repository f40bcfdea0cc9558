// How long and how hard each place along the limb was pressed by a roller, in body coordinates
// (science.md 1.6, 2.8, 2.10).
#pragma once

#include <array>
#include <cstddef>
#include <span>

#include "core/base/time_base.hpp"
#include "core/roller/patches.hpp"
#include "core/roller/roller_motion.hpp"

namespace rollscope {

// One centimetre of the limb. Sums over valid frames while the body pressed there.
struct LimbCentimetre {
  double dwell_s = 0.0;
  double force_n_s = 0.0;  // over dwell_s: the mean force
  double pti = 0.0;        // integral of the body's P1, in the frame's unit x s
  double p1_peak = 0.0;    // in the frame's unit
};

// Place 0 is where the roller stood when its angle was first known. Four metres either way; what lies
// beyond counts as outside. No allocation.
class LimbProfile {
 public:
  static constexpr double kStep_mm = 10.0;
  static constexpr int kReach = 400;  // centimetres either way

  // The time since the frame before belongs to what that frame showed (Tick::counted_s).
  void step(const Tick& tick, const RollerMoment& roller, const PatchForces& forces, bool frame_valid);

  // Centimetre i covers [i, i + 1) x 10 mm, i from first() to last(); none touched: first() > last().
  [[nodiscard]] int first() const { return first_; }
  [[nodiscard]] int last() const { return last_; }
  [[nodiscard]] const LimbCentimetre& at(int centimetre) const {
    return places_[static_cast<std::size_t>(centimetre + kReach)];
  }
  // Bins of 20 mm that start at even centimetres.
  [[nodiscard]] LimbCentimetre bin_of_two(int even_centimetre) const;

  [[nodiscard]] double rolled_mm() const { return rolled_mm_; }  // way while the body pressed
  [[nodiscard]] double pressed_s() const { return pressed_s_; }  // of it known where
  [[nodiscard]] double outside_s() const { return outside_s_; }  // beyond the reach

 private:
  std::array<LimbCentimetre, 2 * kReach> places_{};
  int first_ = kReach, last_ = -kReach - 1;
  double rolled_mm_ = 0.0, pressed_s_ = 0.0, outside_s_ = 0.0;
  RollerMoment before_;
  PatchForces forces_before_;
};

}  // namespace rollscope
