// The measurement lane up to pressure: one raw frame in, its pressure with and without despiking out.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "core/base/result.hpp"
#include "core/correct/creep.hpp"
#include "core/correct/crosstalk_solver.hpp"
#include "core/correct/despike.hpp"
#include "core/correct/harmonic_fill.hpp"
#include "core/correct/pressure_converter.hpp"
#include "core/correct/sensel_health.hpp"
#include "core/correct/zero_drift.hpp"
#include "core/frame/pressure_frame.hpp"
#include "core/frame/raw_frame.hpp"

namespace rollscope {

// Copying copies the whole state. No allocation in process().
class MeasurementLane {
 public:
  // Fails as PressureConverter::make does.
  static Result<MeasurementLane> make(const StreamInfo& stream,
                                      const std::optional<Calibration>& calibration);

  // time_s: analysis time since the first frame; index: frame number from 0. frame.samples has one a sensel.
  void process(const RawFrame& frame, double time_s, std::uint64_t index);

  // Despiked, faulty sensels masked, small holes filled: holds, alerts, tracks. Good until the next call.
  [[nodiscard]] const PressureFrame& measured() const { return measured_; }
  // Gives it away without copying: measured() has other pressures until the next process().
  void hand_over(PressureFrame& frame);
  // As the source gave it, calibrated, without despiking and creep: the metrics of design.md 5.
  [[nodiscard]] const PressureFrame& as_given() const { return as_given_; }

  // In force from the next frame on.
  Result<void> set_calibration(const std::optional<Calibration>& calibration);
  void set_zero(std::span<const float> zero);  // in the units of signal(); empty: none

  // The last frame as the converter takes it, not despiked: uS where crosstalk is solved, else its samples.
  // What a zero or a calibration is taken from. Good until the next call; `frame` is the one processed last.
  [[nodiscard]] std::span<const float> signal(const RawFrame& frame) const {
    return given_solver_ ? given_solver_->output() : std::span<const float>(frame.samples);
  }
  // Sensed lines of the last frame too loaded to be told apart: their sensels are missing in it.
  [[nodiscard]] int lines_overloaded() const { return solver_ ? solver_->lines_overloaded() : 0; }
  // The model whose inverse is in measured(); not characterised where none is.
  [[nodiscard]] const Creep& creep() const { return creep_model_; }
  // Those and the ones so loaded that noise is more than ten times as high.
  [[nodiscard]] int lines_strained() const { return solver_ ? solver_->lines_strained() : 0; }

  // After process(), with what was found on its frame: whether nothing presses (under 5 N, no track). Watches
  // the zero; when it was moved a little, from the next frame on, says so. It never moves in a stream that is
  // in kPa already, and not before it was taken once (by calibration or set_zero).
  std::optional<ZeroStep> follow_zero(bool unloaded);

  [[nodiscard]] const PressureConverter& converter() const { return converter_; }
  [[nodiscard]] std::int64_t spikes() const { return despike_.spikes(); }  // removed so far
  [[nodiscard]] int sensels_dead() const { return health_.dead(); }        // now
  [[nodiscard]] const SenselHealth& health() const { return health_; }
  [[nodiscard]] int sensels_saturated() const { return saturated_; }  // in measured()

 private:
  MeasurementLane(const StreamInfo& stream, PressureConverter converter,
                  const std::optional<Calibration>& calibration);
  void correct_with(const std::optional<Calibration>& calibration);
  void check_health(const RawFrame& frame, std::span<const float> despiked, std::span<const float> solved,
                    bool spiky);
  void tune();

  StreamInfo stream_;
  PressureConverter converter_;
  Despike despike_;
  std::optional<CrosstalkSolver> solver_, given_solver_;  // each with a warm start of its own
  std::optional<CreepInverse> creep_;
  Creep creep_model_;
  SenselHealth health_;
  HarmonicFill fill_;
  ZeroDrift drift_;
  std::vector<float> zero_;  // scratch of follow_zero()
  bool zeroed_ = false;
  PressureFrame measured_;
  PressureFrame as_given_;
  int saturated_ = 0;
};

}  // namespace rollscope
