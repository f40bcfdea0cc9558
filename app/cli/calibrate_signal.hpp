// Frames as a calibration takes them: their counts, or the solved conductances of an array whose lines are
// known.
#pragma once

#include <optional>

#include "core/base/result.hpp"
#include "core/correct/crosstalk_solver.hpp"
#include "core/frame/raw_frame.hpp"

namespace rollscope {

class CalibrationSignal {
 public:
  // Fails as CrosstalkSolver::make does.
  static Result<CalibrationSignal> make(const StreamInfo& stream, const Crosstalk& lines);

  // Full scale in the signal's unit: with solved lines what a lone sensel reads half of it by.
  [[nodiscard]] const StreamInfo& stream() const { return stream_; }
  // Good until the next call.
  const RawFrame& of(const RawFrame& frame);

 private:
  CalibrationSignal() = default;
  StreamInfo stream_;
  std::optional<CrosstalkSolver> solver_;
  RawFrame solved_;
};

}  // namespace rollscope
