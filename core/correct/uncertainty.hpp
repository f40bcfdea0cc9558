// What a measurement's pressures rest on, share by share (science.md 3.12): goes with every result.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "core/correct/uncertainty_class.hpp"

namespace rollscope {

struct UncertaintySource {
  std::string_view id;    // "curve_fit", for files
  std::string_view what;  // for people
  // Share of a pressure. Measured: low = high, on this sensor. Typical: the range found in the literature.
  double low = 0.0, high = 0.0;
  bool measured = false;
};

struct Uncertainty {
  UncertaintyClass found;
  std::vector<UncertaintySource> sources;  // empty where there is no kPa: relative units only
};

[[nodiscard]] Uncertainty uncertainty_of(const StreamInfo& stream,
                                         const std::optional<Calibration>& calibration);

}  // namespace rollscope
