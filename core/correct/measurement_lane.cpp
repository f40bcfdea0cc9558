#include "core/correct/measurement_lane.hpp"

#include <algorithm>
#include <utility>

namespace rollscope {
namespace {

// A jump this high in one frame and back is a spike; a neighbour's change this large shows a dead sensel; so
// much without load a hot one. Shares are of full scale, in counts.
constexpr double kSpikeKpa = 10.0, kSpikeShare = 0.027;
constexpr double kChangeKpa = 20.0, kChangeShare = 0.053;
constexpr double kHotKpa = 5.0, kHotShare = 0.0133;

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
      health_(stream.layout),
      fill_(stream.layout),
      drift_(stream.layout),
      zero_(stream.layout.sensels()),
      zeroed_(std::ranges::any_of(converter_.zero(), [](float zero) { return zero != 0.0F; })) {
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
  const auto level = [&](double kpa, double share) {
    return static_cast<float>(calibrated ? kpa : share * scale);
  };
  const auto spike = static_cast<float>(calibrated ? converter_.counts_of(converter_.samples_at(kSpikeKpa))
                                                   : kSpikeShare * scale);
  despike_.set_spike_height(spike);
  health_.set_levels({.change = level(kChangeKpa, kChangeShare), .hot = level(kHotKpa, kHotShare)}, spike);
  health_.restart(converter_.never());
  fill_.plan(health_.mask());
  drift_.restart();
}

void MeasurementLane::process(const RawFrame& frame, double time_s, std::uint64_t index) {
  const std::int64_t spikes = despike_.spikes();
  const std::span<const float> despiked = despike_.process(frame, time_s);
  const std::span<const float> solved = solver_ ? solver_->solve(despiked) : despiked;
  converter_.convert(solved, measured_);
  if (given_solver_) given_solver_->solve(frame.samples);
  converter_.convert(signal(frame), as_given_);
  if (creep_) creep_->process(measured_, time_s);
  for (PressureFrame* out : {&measured_, &as_given_}) {
    out->index = index;
    out->time_s = time_s;
  }
  check_health(frame, despiked, solved, despike_.spikes() > spikes);
  saturated_ = (bits_of(measured_) & saturated) == 0
                   ? 0
                   : static_cast<int>(std::ranges::count_if(
                         measured_.validity, [](std::uint8_t bits) { return (bits & saturated) != 0; }));
}

void MeasurementLane::check_health(const RawFrame& frame, std::span<const float> despiked,
                                   std::span<const float> solved, bool spiky) {
  health_.begin_frame();
  health_.add({frame.samples, despiked, solved, spiky}, converter_, measured_.time_s);
  if (health_.mask_changed()) fill_.plan(health_.mask());
  health_.mask(measured_);
  fill_.fill(measured_);
}

std::optional<ZeroStep> MeasurementLane::follow_zero(bool unloaded) {
  const std::span<const float> solved = solver_ ? solver_->output() : despike_.output();
  const double time_s = measured_.time_s;
  if (!drift_.add(solved, unloaded, health_.mask(), converter_, time_s)) return std::nullopt;
  health_.set_drift(drift_.drifted(), drift_.array_drifted(), drift_.since_s(), time_s);
  if (!zeroed_ || stream_.format == SampleFormat::f32_kpa) return std::nullopt;
  std::ranges::copy(converter_.zero(), zero_.begin());
  const std::optional<ZeroStep> step = drift_.follow(zero_, converter_);
  if (step) converter_.set_zero(zero_);
  return step;
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
  zeroed_ = std::ranges::any_of(converter_.zero(), [](float zero) { return zero != 0.0F; });
  tune();
  return {};
}

void MeasurementLane::set_zero(std::span<const float> zero) {
  converter_.set_zero(zero);
  zeroed_ = true;
  tune();
}

}  // namespace rollscope
