// Puts a calibration together from what was measured: zero, uniform loads, known presses, known masses.
#pragma once

#include <string>
#include <vector>

#include "core/base/result.hpp"
#include "core/correct/calibration.hpp"
#include "core/correct/equilibration.hpp"
#include "core/frame/raw_frame.hpp"

namespace rollscope {

// A known load on part of the sensor, or all of it; counts as LoadReading::counts.
struct KnownPress {
  double kpa = 0.0;    // nominal: force / area, or the uniform pressure
  double force_n = 0;  // 0: a uniform pressure over the whole sensor
  std::vector<float> counts;
  std::string name{};  // for messages: "20 N"
};

// A known mass or force anywhere on the sensor.
struct KnownLoad {
  double force_n = 0.0;
  std::vector<float> counts;
  std::string note{};
};

// Points of the common curve: each press's pressure, at the counts (levelled) that make the curve's force
// over the pressed patch the known force. So it does not matter that an indenter covers sensels in part or
// presses unevenly. A uniform pressure's counts are the trimmed mean. Fails (refused) when a press stands out
// of no sensel, more pressure does not give more counts (neighbours are named: measure the doubtful one
// again), or no curve of the model carries all forces.
Result<std::vector<CurvePoint>> curve_points(std::vector<KnownPress> presses, const Calibration& levelled,
                                             const StreamInfo& stream, CurveModel model);

// What the sensor reads for a load with this calibration, in N: signed sum of pressure x area over all
// sensels. Fails as check_calibration does, and (refused) where
// the calibration gives no kPa whatever it is checked with.
Result<double> measured_force_n(const Calibration& calibration, const StreamInfo& stream,
                                std::span<const float> counts);

// A check with one known load; the verdict is the caller's to show (uncertainty_class.hpp). Fails as above.
Result<LoadCheck> check_load(const Calibration& calibration, const StreamInfo& stream, const KnownLoad& load);

// Rescales pressure so that `check`, made with the scale in force, would have read its known force. Fails
// (refused) where it read less than 0.80 or more than 1.25 of it: something else is wrong then.
Result<void> rescale(Calibration& calibration, const LoadCheck& check);

}  // namespace rollscope
