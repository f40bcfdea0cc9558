// Samples to pressure: zero, gain, curve, saturation, validity (science.md 3.1). The state is the calibration
// only.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "core/base/result.hpp"
#include "core/correct/calibration.hpp"
#include "core/correct/level_map.hpp"
#include "core/correct/pressure_curve.hpp"
#include "core/frame/pressure_frame.hpp"
#include "core/frame/raw_frame.hpp"

namespace rollscope {

// What a calibration gets wrong for this layout: sizes, gains outside 0.33..3, exponents outside 0.5..2 or
// without the loads they were found under, masked sensels that do not exist, points that do not rise. Ok:
// fine.
[[nodiscard]] Result<void> check_calibration(const Calibration& calibration, const SensorLayout& layout);

// The unit of the frames: kPa with a calibration of class A or B, a device's own kPa per count or a file in
// kPa; counts else.
// convert() does not allocate once `out` has its size.
class PressureConverter {
 public:
  // Fails as check_calibration does. A calibration of a stream that is in kPa already is not used for its
  // curve.
  static Result<PressureConverter> make(const StreamInfo& stream,
                                        const std::optional<Calibration>& calibration);

  // New zero, in samples' units, one a sensel; empty: none.
  void set_zero(std::span<const float> zero);
  [[nodiscard]] std::span<const float> zero() const { return zero_; }

  // One a sensel: bits of Validity that every frame has there; `dead` where the calibration masks it.
  [[nodiscard]] std::span<const std::uint8_t> never() const { return never_; }
  [[nodiscard]] PressureUnit unit() const { return unit_; }
  // Highest pressure the lane can show: the curve's limit or the sensor's full scale, in the frame's unit.
  // 0: not known.
  [[nodiscard]] double full_scale() const { return full_scale_; }
  // Whether samples are uS from a CrosstalkSolver, not what the source gave; and what a sample of a lone
  // sensel is in counts, and back.
  [[nodiscard]] bool wants_solved() const { return solved_.has_value(); }
  [[nodiscard]] double full_scale_counts() const { return full_scale_counts_; }  // of a reading, where solved
  [[nodiscard]] double counts_of(double sample) const;
  [[nodiscard]] double sample_of(double counts) const;
  // The rise of samples over zero that means `pressure` (in the frame's unit), gain 1.
  [[nodiscard]] double samples_at(double pressure) const;

  // samples: rows x cols. Sets pressure, validity and unit of `out`, nothing else.
  void convert(std::span<const float> samples, PressureFrame& out) const;

 private:
  PressureConverter() = default;
  Result<void> take_lines(const Calibration& calibration, const StreamInfo& stream);
  void forget_levels();
  void set_curve(const PressureCurve& curve, double highest_sample);

  SampleFormat format_ = SampleFormat::u16;
  std::optional<Crosstalk> solved_;
  double full_scale_counts_ = 0.0;  // of its readings
  PressureUnit unit_ = PressureUnit::counts;
  double full_scale_ = 0.0;
  float full_scale_sample_ = 0.0F;   // raw samples from here on are saturated; infinite: not known
  std::vector<std::uint8_t> never_;  // always one a sensel: bits of Validity that stay set
  std::vector<float> zero_;          // always one a sensel
  std::vector<float> gain_;          // always one a sensel
  LevelMap level_;
  std::optional<PressureCurve> curve_;
  std::vector<float> table_;   // kPa at multiples of step_; empty: straight line with slope_
  float inverse_step_ = 0.0F;  // 1 / counts between entries
  float slope_ = 1.0F;         // frame unit per sample where there is no table, and below zero
  float limit_ = 0.0F;         // counts after zero and gain from which on the curve is saturated
};

}  // namespace rollscope
