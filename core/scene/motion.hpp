// An actor's script as a function of time: where it is, how hard it presses, on what.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "core/scene/random.hpp"
#include "core/scene/scene.hpp"

namespace rollscope {

// Steps that end elsewhere: travel, glide, drift.
[[nodiscard]] bool is_way(StepKind kind);
// Highest speed of such a step for each mm of way, 1/s.
[[nodiscard]] double peak_rate(const Step& step);

struct ActorState {
  PointMm scripted{};              // as the script says
  double scripted_speed_mm_s = 0;  // of that
  PointMm at{};                    // with sway: where it really is
  double force_n = 0.0;            // with breathing, tremor and wander
  double modulus_kpa = 0.0;        // with bone and relaxation
};

// Any moment may be asked for, in any order: the random parts are drawn once, on a grid of their own, so that
// they do not depend on the frame rate.
class Motion {
 public:
  Motion(const Actor& actor, std::span<const BonySpot> bony_spots, double duration_s, std::uint64_t seed);

  [[nodiscard]] ActorState state(double time_s) const;

 private:
  struct Segment {
    Step step{};
    double start_s = 0.0;
    PointMm from{};
    double force_from_n = 0.0, force_to_n = 0.0;
    double relax_from_s = 0.0, relax_to_s = 0.0;  // how long the tissue has been held, at both ends
  };
  [[nodiscard]] const Segment& segment_at(double time_s) const;

  Tool tool_;
  std::vector<BonySpot> bony_spots_;
  std::vector<Segment> segments_;  // at least one; the last goes on for ever
  std::vector<float> sway_x_mm_, sway_y_mm_, wander_;
  double breathing_share_, breathing_hz_, tremor_share_, tremor_hz_;
  double breathing_phase_ = 0.0, tremor_phase_ = 0.0;
};

}  // namespace rollscope
