// The options that go with any source: calibration=FILE.toml and pitch_mm=ROW,COL (design.md 4).
#pragma once

#include <optional>

#include "core/base/result.hpp"
#include "core/correct/calibration.hpp"
#include "core/frame/raw_frame.hpp"
#include "drivers/source_uri.hpp"

namespace rollscope {

// Replaces the pitch of info.layout and the calibration where the URI names them. Errors name the option.
Result<void> apply_source_options(const SourceUri& uri, StreamInfo& info,
                                  std::optional<Calibration>& calibration);

}  // namespace rollscope
