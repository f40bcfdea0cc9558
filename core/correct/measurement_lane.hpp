// The measurement lane up to pressure: one raw frame in, its pressure with and without despiking out.
#pragma once

#include <cstdint>
#include <optional>
#include <span>

#include "core/base/result.hpp"
#include "core/correct/creep.hpp"
#include "core/correct/crosstalk_solver.hpp"
#include "core/correct/dead_sensels.hpp"
#include "core/correct/despike.hpp"
#include "core/correct/pressure_converter.hpp"
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

  // Despiked, dead sensels masked: holds, alerts, tracks. Good until the next call.
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

  [[nodiscard]] const PressureConverter& converter() const { return converter_; }
  [[nodiscard]] std::int64_t spikes() const { return despike_.spikes(); }  // removed so far
  [[nodiscard]] int sensels_dead() const { return sensels_dead_; }         // in measured()
  [[nodiscard]] int sensels_saturated() const { return saturated_; }       // in measured()
  [[nodiscard]] std::span<const std::uint8_t> dead() const { return dead_.mask(); }

 private:
  MeasurementLane(const StreamInfo& stream, PressureConverter converter,
                  const std::optional<Calibration>& calibration);
  void correct_with(const std::optional<Calibration>& calibration);
  void tune();

  StreamInfo stream_;
  PressureConverter converter_;
  Despike despike_;
  std::optional<CrosstalkSolver> solver_, given_solver_;  // each with a warm start of its own
  std::optional<CreepInverse> creep_;
  Creep creep_model_;
  DeadSensels dead_;
  PressureFrame measured_;
  PressureFrame as_given_;
  int saturated_ = 0;
  int sensels_dead_ = 0;
};

}  // namespace rollscope
