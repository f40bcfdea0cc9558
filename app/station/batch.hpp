// A source analysed from end to end on the calling thread: what `analyze`, `export` and tests run.
#pragma once

#include <functional>
#include <optional>
#include <span>

#include "app/station/frame_observer.hpp"
#include "core/analyzer.hpp"
#include "core/base/result.hpp"
#include "drivers/source.hpp"

namespace rollscope {

// The settings a source is analysed with: given ones win over those it brings, which win over the defaults.
[[nodiscard]] AnalyzerSetup analyzer_setup(const Source& source, const std::optional<Profile>& profile = {},
                                           const std::optional<Calibration>& calibration = {});

struct BatchOptions {
  // Called every now and then; false ends the run as the end of the file would. Empty: never asked.
  std::function<bool(std::uint64_t frames)> proceed;
};

// Fails when the calibration does not fit the layout, or the source ends with an error. Observers see
// everything that came before, and its end.
Result<void> run_batch(Source& source, const AnalyzerSetup& setup, std::span<FrameObserver* const> observers,
                       const BatchOptions& options = {});

}  // namespace rollscope
