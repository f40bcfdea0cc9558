// A short name for everything that decides an analysis beside the frames: equal settings, equal hash.
#pragma once

#include <string>

#include "core/analyzer.hpp"

namespace rollscope {

// 16 hexadecimal digits: 64-bit FNV-1a over layout, sample format, calibration and profile as text.
[[nodiscard]] std::string config_hash(const AnalyzerSetup& setup);

}  // namespace rollscope
