#include "app/cli/calibrate_signal.hpp"

#include <utility>

namespace rollscope {

Result<CalibrationSignal> CalibrationSignal::make(const StreamInfo& stream, const Crosstalk& lines) {
  CalibrationSignal made;
  made.stream_ = stream;
  if (!lines.solved()) return made;
  auto solver = CrosstalkSolver::make(lines, stream);
  if (!solver) return std::unexpected(solver.error());
  made.solver_ = std::move(*solver);
  made.stream_.full_scale = lone_us(lines, 0.5);
  return made;
}

const RawFrame& CalibrationSignal::of(const RawFrame& frame) {
  if (!solver_) return frame;
  solved_ = frame;
  const std::span<const float> us = solver_->solve(frame.samples);
  solved_.samples.assign(us.begin(), us.end());
  return solved_;
}

}  // namespace rollscope
