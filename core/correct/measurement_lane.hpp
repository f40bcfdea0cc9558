// The measurement lane up to pressure: one raw frame in, its pressure with and without despiking out.
#pragma once

#include <cstdint>
#include <optional>
#include <span>

#include "core/base/result.hpp"
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
  // As the source gave it, calibrated: the metrics of design.md 5.
  [[nodiscard]] const PressureFrame& as_given() const { return as_given_; }

  // In force from the next frame on.
  Result<void> set_calibration(const std::optional<Calibration>& calibration);
  void set_zero(std::span<const float> zero);  // in samples' units; empty: none

  [[nodiscard]] const PressureConverter& converter() const { return converter_; }
  [[nodiscard]] std::int64_t spikes() const { return despike_.spikes(); }  // removed so far
  [[nodiscard]] int sensels_dead() const { return sensels_dead_; }         // in measured()
  [[nodiscard]] int sensels_saturated() const { return saturated_; }       // in measured()
  [[nodiscard]] std::span<const std::uint8_t> dead() const { return dead_.mask(); }

 private:
  MeasurementLane(const StreamInfo& stream, PressureConverter converter);
  void tune();

  StreamInfo stream_;
  PressureConverter converter_;
  Despike despike_;
  DeadSensels dead_;
  PressureFrame measured_;
  PressureFrame as_given_;
  int saturated_ = 0;
  int sensels_dead_ = 0;
};

}  // namespace rollscope
