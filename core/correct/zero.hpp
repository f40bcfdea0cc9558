// Takes a new zero: the per-sensel median of two seconds without load, or a reason why not (science.md 3.3).
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "core/base/result.hpp"
#include "core/correct/pressure_converter.hpp"
#include "core/frame/sensor_layout.hpp"

namespace rollscope {

struct Zero {
  std::vector<float> samples;  // one a sensel; 0 where there is no reading
  float noise = 0;             // standard deviation of a quiet sensel (median over sensels), in samples
  int frames = 0;              // it was taken from
};

// Use: start() at the command, add() each raw frame until it says done, then finish() once.
// start() takes the memory (at most 128 frames: faster streams are thinned evenly), add() none, finish()
// frees it.
class ZeroGatherer {
 public:
  ZeroGatherer(const SensorLayout& layout, const StreamInfo& stream);

  void start();
  void cancel();
  [[nodiscard]] bool gathering() const { return gathering_; }

  // True when 2 s are full (by analysis time, from the first frame after start()).
  bool add(std::span<const float> samples, double time_s);

  // The zero, or Errc::refused with a reason for people: too few frames, a restless sensel, one far from
  // zero, or a load. Quiet: median absolute deviation of at most 1 kPa (0.27 % of full scale in counts) or 1
  // count. Near zero: under 10 % of full scale. Load: a connected patch of 2 cm2 and 4 sensels (2 when
  // coarse) more than 15 kPa (4 %) above the lowest tenth of the sensels; an offset common to all sensels is
  // no load. Dead sensels (1 in `dead`; may be empty) are left out.
  [[nodiscard]] Result<Zero> finish(const PressureConverter& converter, std::span<const std::uint8_t> dead);

 private:
  static constexpr int kMostFrames = 128;
  void thin();
  [[nodiscard]] Result<void> check_quiet(const Zero& zero, const std::vector<float>& deviation,
                                         const std::vector<std::uint8_t>& live,
                                         const PressureConverter& converter) const;
  [[nodiscard]] bool is_loaded(const Zero& zero, const std::vector<std::uint8_t>& live, float rise) const;

  SensorLayout layout_;
  SampleFormat format_;
  double full_scale_ = 0.0;
  bool gathering_ = false;
  double first_time_s_ = 0.0;
  std::int64_t seen_ = 0;
  std::int64_t stride_ = 1;  // every stride-th frame is kept
  int kept_ = 0;
  std::vector<float> frames_;  // kept_ x sensels
};

}  // namespace rollscope
