// The options that go with any source: calibration=FILE.toml, pitch_mm=ROW,COL, geometry=A|B-ball|B-body|C|D,
// seam_gap_mm=MM and roller_kg=KG (design.md 4, science.md 2.1, 2.10).
#pragma once

#include <array>
#include <optional>
#include <string_view>

#include "core/base/result.hpp"
#include "core/correct/calibration.hpp"
#include "core/frame/raw_frame.hpp"
#include "drivers/source_uri.hpp"

namespace rollscope {

inline constexpr std::array<std::string_view, 5> kSourceOptions{"calibration", "pitch_mm", "geometry",
                                                                "seam_gap_mm", "roller_kg"};

// Replaces in `info` and the calibration what the URI names. Errors name the option.
Result<void> apply_source_options(const SourceUri& uri, StreamInfo& info,
                                  std::optional<Calibration>& calibration);

}  // namespace rollscope
