#include "core/correct/measurement_lane.hpp"

#include <algorithm>
#include <utility>

namespace rollscope {
namespace {

// A jump this high in one frame and back is a spike; a neighbour's change this large shows a dead sensel.
constexpr double kSpikeKpa = 10.0, kSpikeShare = 0.027;
constexpr double kChangeKpa = 20.0, kChangeShare = 0.053;

}  // namespace

Result<MeasurementLane> MeasurementLane::make(const StreamInfo& stream,
                                              const std::optional<Calibration>& calibration) {
  auto converter = PressureConverter::make(stream, calibration);
  if (!converter) return std::unexpected(converter.error());
  return MeasurementLane(stream, std::move(*converter), calibration);
}

MeasurementLane::MeasurementLane(const StreamInfo& stream, PressureConverter converter,
                                 const std::optional<Calibration>& calibration)
    : stream_(stream),
      converter_(std::move(converter)),
      despike_(stream),
      dead_(stream.layout, static_cast<float>(kChangeKpa)) {
  for (PressureFrame* frame : {&measured_, &as_given_}) {
    frame->pressure.assign(stream.layout.sensels(), 0.0F);
    frame->validity.assign(stream.layout.sensels(), missing);
  }
  correct_with(calibration);
  tune();
}

// What the converter takes decides; it has checked all of it.
void MeasurementLane::correct_with(const std::optional<Calibration>& calibration) {
  solver_.reset();
  given_solver_.reset();
  creep_.reset();
  if (converter_.wants_solved()) {
    solver_ = *CrosstalkSolver::make(calibration->crosstalk, stream_);
    given_solver_ = solver_;
  }
  const bool kpa = converter_.unit() == PressureUnit::kpa;
  creep_model_ = calibration && kpa ? calibration->creep : Creep{};
  if (creep_model_.characterised()) creep_.emplace(creep_model_, stream_.layout.sensels());
}

void MeasurementLane::tune() {
  const bool calibrated = converter_.unit() == PressureUnit::kpa;
  const double scale = converter_.full_scale();
  despike_.set_spike_height(static_cast<float>(
      calibrated ? converter_.counts_of(converter_.samples_at(kSpikeKpa)) : kSpikeShare * scale));
  dead_.restart(static_cast<float>(calibrated ? kChangeKpa : kChangeShare * scale));
}

void MeasurementLane::process(const RawFrame& frame, double time_s, std::uint64_t index) {
  const std::span<const float> despiked = despike_.process(frame, time_s);
  converter_.convert(solver_ ? solver_->solve(despiked) : despiked, dead_.mask(), measured_);
  if (given_solver_) given_solver_->solve(frame.samples);
  converter_.convert(signal(frame), {}, as_given_);
  if (creep_) creep_->process(measured_, time_s);
  for (PressureFrame* out : {&measured_, &as_given_}) {
    out->index = index;
    out->time_s = time_s;
  }
  dead_.add(despiked, measured_, time_s);
  const std::uint8_t any = bits_of(measured_);
  const auto count = [&](std::uint8_t bit) {
    if ((any & bit) == 0) return 0;
    return static_cast<int>(
        std::ranges::count_if(measured_.validity, [&](std::uint8_t bits) { return (bits & bit) != 0; }));
  };
  saturated_ = count(saturated);
  sensels_dead_ = count(rollscope::dead);
}

void MeasurementLane::hand_over(PressureFrame& frame) {
  frame.index = measured_.index;
  frame.time_s = measured_.time_s;
  frame.unit = measured_.unit;
  frame.pressure.swap(measured_.pressure);
  frame.validity.swap(measured_.validity);
}

Result<void> MeasurementLane::set_calibration(const std::optional<Calibration>& calibration) {
  auto converter = PressureConverter::make(stream_, calibration);
  if (!converter) return std::unexpected(converter.error());
  converter_ = std::move(*converter);
  correct_with(calibration);
  tune();
  return {};
}

void MeasurementLane::set_zero(std::span<const float> zero) {
  converter_.set_zero(zero);
  tune();
}

}  // namespace rollscope
