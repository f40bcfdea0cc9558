// Levels the sensels: what one or more uniform loads say of each (science.md 3.2).
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "core/base/result.hpp"
#include "core/correct/calibration.hpp"
#include "core/frame/sensor_layout.hpp"

namespace rollscope {

// Every sensel's mean counts over zero under one uniform load; NaN: no reading.
struct UniformReading {
  double kpa = 0.0;  // 0: not known
  std::vector<float> counts;
};

struct Levelling {
  std::vector<float> gain;           // one a sensel
  std::vector<float> exponent;       // one a sensel with two loads or more, else empty
  std::vector<std::int32_t> masked;  // gain outside 0.33..3, exponent outside 0.5..2, or no reading
  Equilibration facts;
};

// One load: gain = trimmed mean over sensels / the sensel. More: ln S_mean = u + v ln S by least squares, as
// Calibration puts it. The trimmed mean leaves out the highest and the lowest tenth. Fails (refused) when
// nothing pressed, loads do not rise or are too alike to tell a slope (mean counts within a factor 1.3), or
// more than half of the sensels would be masked.
Result<Levelling> level_sensels(std::vector<UniformReading> readings, const SensorLayout& layout);

// A sensel's counts after levelling, as the converter makes them but in double. `sensel` by index.
[[nodiscard]] double levelled(const Levelling& levelling, std::size_t sensel, double counts);

}  // namespace rollscope
