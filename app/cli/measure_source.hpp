// Any source, live or from a file, run through the measurement for as long as a command needs it.
#pragma once

#include <optional>
#include <string>

#include "app/station/frame_observer.hpp"
#include "core/base/result.hpp"
#include "core/correct/calibration.hpp"

namespace rollscope {

// A file is read to its end as fast as it can be; a live source for `seconds` of frames, or until Ctrl-C. A
// live source that stands still is given up after twice that time and 2 s. The calibration given wins over
// the source's own; returned is the one in force at the end, if any.
Result<std::optional<Calibration>> measure_source(const std::string& source, double seconds,
                                                  const std::optional<Calibration>& calibration,
                                                  FrameObserver& observer);

// Writes a calibration for a command whose --out it is. Never overwrites.
Result<void> write_calibration_out(const std::string& path, const std::optional<Calibration>& calibration);

}  // namespace rollscope
