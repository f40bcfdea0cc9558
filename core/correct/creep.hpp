// Creep of a sensor under load: what it is, what it may add to a hold, and its inverse (science.md 3.5).
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "core/base/result.hpp"
#include "core/frame/pressure_frame.hpp"

namespace rollscope {

inline constexpr std::size_t kMostCreepStates = 8;

// Readings of a steady load rise by `per_decade` for each tenfold of time: y = x + sum c_i z_i, z_i following
// x with the time constant tau_s[i]. Part of a calibration; of the whole array, not of a sensel.
struct Creep {
  double per_decade = 0.0;  // share of the load, 0.01..0.05 typical; 0: not characterised
  std::vector<double> tau_s{0.3, 3.0, 30.0, 300.0};  // rising, 1 to 8
  double uncertainty = 0.3;                          // of per_decade, as a share of it
  bool operator==(const Creep&) const = default;

  [[nodiscard]] bool characterised() const { return per_decade > 0.0; }
};

// What cannot be: no time constants or too many, not rising, a share outside 0..1. Ok: fine.
[[nodiscard]] Result<void> check_creep(const Creep& creep);

// c_i: per_decade times the decades each time constant stands for.
[[nodiscard]] std::array<double, kMostCreepStates> creep_shares(const Creep& creep);

// Share by which creep may still shift a pressure between two moments after loading, 0 <= from_s <= to_s.
// With a model its uncertainty; without one kTypicalCreepPerDecade, uncorrected.
[[nodiscard]] double creep_uncertainty(const Creep& creep, double from_s, double to_s);
inline constexpr double kTypicalCreepPerDecade = 0.05;  // the upper end of what science.md 3.5 calls typical

// Causal and stable; exact where the model is. The array counts as unloaded before the first frame. Copying
// copies the whole state. process() does not allocate.
class CreepInverse {
 public:
  CreepInverse(const Creep& creep, std::size_t sensels);

  // Takes the creep out of the frame's pressures. time_s never goes back. The load of a frame is taken to
  // have lain there since the frame before, however long that is; a sensel that cannot be used keeps the load
  // it had.
  void process(PressureFrame& frame, double time_s);

 private:
  void set_step(double step_s);

  std::size_t sensels_ = 0, states_ = 0;
  std::array<double, kMostCreepStates> share_{}, tau_s_{};
  // For the step in force: z += take (x - z); echo: share (1 - take), what of z is still in a reading.
  double step_s_ = -1.0;
  std::array<float, kMostCreepStates> take_{}, echo_{};
  float rest_ = 1.0F;  // 1 / (1 + sum share (1 - keep))
  bool started_ = false;
  double last_time_s_ = 0.0;
  std::vector<float> state_;  // one row of sensels a time constant
  std::vector<float> load_;   // x of each sensel, last
};

}  // namespace rollscope
