// Amounts of load as people write them: "80", "80kPa", "50 N", "10 kg".
#pragma once

#include <string_view>

#include "core/base/result.hpp"

namespace rollscope {

inline constexpr double kGravity_m_s2 = 9.80665;

struct Amount {
  enum class Unit { kpa, newton, kilogram } unit = Unit::kpa;
  double value = 0.0;
};

// A positive number with its unit; without one it is `usual`. Errc::bad_argument says what is expected.
Result<Amount> parse_amount(std::string_view text, Amount::Unit usual);

}  // namespace rollscope
