// How counts become kPa, and what vouches for it: held as data, read from a TOML file, carried in every
// recording.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/correct/creep.hpp"
#include "core/correct/crosstalk.hpp"

namespace rollscope {

// One loaded point of the common curve, after zero and equilibration. Both strictly rising and positive.
struct CurvePoint {
  double counts = 0.0;
  double kpa = 0.0;
  bool operator==(const CurvePoint&) const = default;
};

// How the curve follows its points (science.md 3.2), weighted by 1/p^2: relative errors count alike.
enum class CurveModel : std::uint8_t {
  spline,  // monotone cubic through every point in (ln counts, ln kPa)
  linear,  // kPa = a counts
  power,   // kPa = a counts^b
  cubic,   // kPa = a counts + b counts^2 + c counts^3; rises over its whole range, or is refused
};

// "spline", "linear", "power", "cubic"; and back.
[[nodiscard]] std::string_view word(CurveModel model);
[[nodiscard]] std::optional<CurveModel> find_curve_model(std::string_view name);

// A uniform load the sensels were levelled under: the pressure where it is known (0: not), and the trimmed
// mean of the counts over zero.
struct UniformLoad {
  double kpa = 0.0;
  double mean_counts = 0.0;
  bool operator==(const UniformLoad&) const = default;
};

// What levelled the sensels (science.md 3.2). Spread: standard deviation over sensels, relative, mean of the
// loads.
struct Equilibration {
  std::vector<UniformLoad> loads{};  // rising; empty: none was made
  double spread_before = 0.0;
  double spread_after = 0.0;
  bool operator==(const Equilibration&) const = default;
};

// A known force put on the sensor: what it read, with the calibration's pressure_scale at that moment.
struct LoadCheck {
  double known_n = 0.0;
  double measured_n = 0.0;
  double pressure_scale = 1.0;
  std::string note{};
  bool operator==(const LoadCheck&) const = default;
};

// p = pressure_scale * curve(e(counts - zero)), with e(S) = gain * S * (S / r)^(exponent - 1): r is the
// geometric mean of the equilibration's mean counts, and below the least of them e goes straight to zero. The
// curve follows `points` as `model` says; below the first point straight to zero; beyond the last point on by
// at most 10 %, then saturated. One point is a straight line through zero.
// Where `crosstalk` is solved, what is called counts here is uS.
struct Calibration {
  std::vector<CurvePoint> points{};
  std::vector<float> gain{};    // per sensel, row-major; empty: 1 everywhere
  std::vector<float> zero{};    // per sensel counts unloaded; empty: 0 everywhere; a zero command replaces it
  double full_scale_kpa = 0.0;  // 0: 1.1 times the last point
  // Provenance, for people and for the uncertainty class.
  char quality_class = 'B';  // as declared: 'A', 'B', or 'C' (no kPa). What holds: uncertainty_class.hpp
  std::string sensor_serial{};
  std::string date{};
  std::string operator_name{};
  std::string note{};

  CurveModel model = CurveModel::spline;
  std::vector<double> residuals{};     // of each point, relative (calibration_fit.hpp); empty: not stated
  std::vector<float> exponent{};       // per sensel; empty: 1 everywhere
  std::vector<std::int32_t> masked{};  // sensels taken as dead: index row by row, rising
  double pressure_scale = 1.0;         // global rescale after a load check
  std::optional<double> temperature_c{};
  std::string indenter{};  // what pressed: size, stiffness
  bool in_situ = false;    // the points were taken on the mat as it is used
  Equilibration equilibration{};
  std::vector<LoadCheck> checks{};
  Crosstalk crosstalk{};
  Creep creep{};
  bool operator==(const Calibration&) const = default;
};

}  // namespace rollscope
