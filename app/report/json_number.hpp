// Numbers as analysis JSON has them: never a NaN or infinity, which JSON cannot say.
#pragma once

#include <cmath>
#include <nlohmann/json.hpp>

namespace rollscope {

// null where the value is not finite.
[[nodiscard]] inline nlohmann::ordered_json finite_or_null(double value) {
  return std::isfinite(value) ? nlohmann::ordered_json(value) : nlohmann::ordered_json(nullptr);
}

}  // namespace rollscope
