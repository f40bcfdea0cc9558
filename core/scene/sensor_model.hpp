// A sensor that is not there: true kPa become counts, with everything that makes real counts imperfect.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "core/correct/calibration.hpp"
#include "core/frame/raw_frame.hpp"
#include "core/scene/electronics.hpp"
#include "core/scene/random.hpp"

namespace rollscope {

struct SensorOptions {
  int bits = 12;                  // of a sample: 8, 10, 12 or 16
  double full_scale_kpa = 600.0;  // arms stops up to 480 kPa
  double gain_spread = 0.06;      // standard deviation from sensel to sensel
  double zero_share = 0.008;      // mean reading unloaded, share of full scale; spreads by half of it
  double noise_share = 0.001;     // standard deviation, share of full scale
  double creep_per_decade = 0.02;
  double hysteresis = 0.0;  // 0.15: coming down from 200 to 100 kPa a sensel reads 8 % more than going up
  double zero_drift_kpa_min = 0.0, gain_drift_share_min = 0.0;  // warming up, kPa and share a minute
  double spike_probability = 0.0;  // of each sensel in each frame: a full-scale sample
  int dead_sensels = 0;            // at most, besides those of the scene
  double creep_tau_share = 1.0;    // time constants of its creep, over those of Creep
  // How its lines are read. none and corrected: each sensel alone, in counts. Else the curve is conductance,
  // which reaches span_us at full scale.
  Crosstalk lines{};
  double span_us = 200.0;
  // What the calibration says over what is real: not 1 where a test must not be about algebra
  // (science.md 4.1).
  double told_driver_share = 1.0;
  double told_creep_share = 0.0;  // 0: it says nothing of creep
};

// Lines of a mat that can be corrected well: 1 kohm pull-downs (transimpedance inputs of 4 kohm), 30 ohm
// drivers.
[[nodiscard]] Crosstalk usual_lines(FrontEnd front_end);

// Counts = round(zero + span * curve(drift(creep(hysteresis(kPa)))) * gain + noise), clamped to
// 0 .. 2^bits - 1. The curve is a power law made finite at zero. Creep is log-time, as recursive exponentials
// (science.md 3.5). With lines it is round(full scale * reading + noise), readings being those of the network
// for conductances zero + span * gain * curve(...). Hysteresis is a row of play operators, exact on the first
// way up (science.md 3.6).
class SensorModel {
 public:
  // `dead` are indices of sensels that always read 0 counts.
  SensorModel(const SensorLayout& layout, double rate_hz, const SensorOptions& options,
              std::span<const std::size_t> dead, std::uint64_t seed);

  // Both of the layout's size. Advances creep and noise by one frame. Does not allocate.
  void sample(std::span<const float> kpa, std::span<float> counts);
  // The same step for a frame nobody sees: creep goes on.
  void skip(std::span<const float> kpa);

  // Takes counts back to kPa; creep (unless told), hysteresis and drift excepted. It knows nothing of dead
  // sensels: they read 0 kPa.
  [[nodiscard]] Calibration calibration() const;
  [[nodiscard]] SampleFormat format() const;
  [[nodiscard]] double full_scale_counts() const { return full_scale_counts_; }
  [[nodiscard]] std::span<const std::uint8_t> dead() const { return dead_; }

 private:
  [[nodiscard]] float curve(float kpa) const;  // 0..1 over 0..full_scale_kpa, beyond up to 1.25
  float crept(std::size_t sensel, float kpa);
  float lagged(std::size_t sensel, float kpa);
  void sample_lines(std::span<float> counts);
  [[nodiscard]] double lone_counts(double us) const;  // over the pull-down

  SensorOptions options_;
  double full_scale_counts_ = 0.0;
  std::vector<float> table_;  // the curve in steps of kTableStep_kpa
  std::vector<float> gain_, zero_;
  std::vector<std::uint8_t> dead_;
  std::vector<float> creep_;  // four states a sensel
  float creep_keep_[4] = {};
  std::vector<float> play_;  // four states a sensel; empty without hysteresis
  double rate_hz_;
  std::uint64_t frames_ = 0;
  // With lines that are read together: the network, what it is given and what it reads.
  std::optional<Electronics> electronics_;
  std::vector<float> us_, readings_;
  Random noise_;
};

}  // namespace rollscope
