// How counts become kPa: held as data, read from a TOML file, carried in every recording.
#pragma once

#include <string>
#include <vector>

namespace rollscope {

// One loaded point of the common curve, after zero and gain. Both strictly rising and positive.
struct CurvePoint {
  double counts = 0.0;
  double kpa = 0.0;
  bool operator==(const CurvePoint&) const = default;
};

// p = curve(gain * (counts - zero)). The curve is a monotone cubic through the points in (ln counts, ln kPa)
// (Fritsch-Carlson, science.md 3.2); below the first point straight to zero; beyond the last point on by at
// most 10 %, then saturated. One point is a straight line through zero.
struct Calibration {
  std::vector<CurvePoint> points;
  std::vector<float> gain;      // per sensel, row-major; empty: 1 everywhere
  std::vector<float> zero;      // per sensel counts unloaded; empty: 0 everywhere; a zero command replaces it
  double full_scale_kpa = 0.0;  // 0: 1.1 times the last point
  // Provenance, for people and for the uncertainty class.
  char quality_class = 'B';  // 'A', 'B', or 'C' (no kPa)
  std::string sensor_serial;
  std::string date;
  std::string operator_name;
  std::string note;
  bool operator==(const Calibration&) const = default;
};

}  // namespace rollscope
