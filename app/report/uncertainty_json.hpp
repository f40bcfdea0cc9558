// The uncertainty of an analysis as JSON: part of `quality`.
#pragma once

#include <nlohmann/json_fwd.hpp>

#include "core/correct/uncertainty.hpp"

namespace rollscope {

// {"class", "declared", "why", "sources": [{"source", "what", "share_low", "share_high", "basis"}]}; basis is
// "measured" or "typical", shares are of a pressure.
[[nodiscard]] nlohmann::ordered_json uncertainty_json(const Uncertainty& uncertainty);

}  // namespace rollscope
