// How an array's lines are read, and so what its counts say of each sensel: part of a calibration.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "core/base/result.hpp"
#include "core/frame/raw_frame.hpp"

namespace rollscope {

// Of a resistive array of rows and columns (science.md 3.4). Lines are driven one at a time, the crossing
// ones are sensed all at once.
enum class FrontEnd : std::uint8_t {
  none,            // not said: counts are taken as they are
  grounded,        // idle driven lines at ground, each sensed line to the converter over a pull-down
  zero_potential,  // idle driven lines at ground, each sensed line into a transimpedance input
  floating,        // idle lines float: what is seen are two-point resistances. Estimated, never measured
  corrected,       // the maker corrects it unseen: counts as they are, and the ghost test says how well
};

// Of the driven voltage, taken by one line's sensels together: from here on what they are cannot be told.
inline constexpr double kOverloadedShare = 0.98;

// With `grounded` and `zero_potential` the zero, gains and points of the calibration are in uS of the solved
// conductance; in counts with the others.
struct Crosstalk {
  FrontEnd front_end = FrontEnd::none;
  bool columns_driven = false;     // else the rows are driven and the columns sensed
  double pulldown_ohm = 0.0;       // grounded: of each sensed line. counts / full scale = V at it / V driven
  double feedback_ohm = 0.0;       // zero_potential: counts / full scale = feedback_ohm x current / V driven
  double driver_ohm = 0.0;         // of each driven line's driver and multiplexer, on or idle
  double sense_ohm = 0.0;          // zero_potential: multiplexer between sensed line and virtual ground
  double full_scale_counts = 0.0;  // counts that mean a full-scale reading; 0: the stream's own
  // Of the three-corner test (ghost_test.hpp), fourth corner to weakest; below 0: not tested.
  double ghost_ratio = -1.0;
  bool operator==(const Crosstalk&) const = default;

  // The signal after the measurement lane's solver is uS, not counts.
  [[nodiscard]] bool solved() const {
    return front_end == FrontEnd::grounded || front_end == FrontEnd::zero_potential;
  }
};

// What cannot be: resistances that are missing, negative or not finite. Ok: fine.
[[nodiscard]] Result<void> check_crosstalk(const Crosstalk& crosstalk);
// Counts that mean a full-scale reading. Fails where neither the calibration nor the stream says.
[[nodiscard]] Result<double> crosstalk_full_scale(const Crosstalk& crosstalk, const StreamInfo& stream);

// What a lone sensel of `us` reads over ideal lines, as a share of full scale; and back, for readings
// below 1. The front end is one that can be solved.
[[nodiscard]] double lone_reading(const Crosstalk& crosstalk, double us);
[[nodiscard]] double lone_us(const Crosstalk& crosstalk, double reading);

// "none", "grounded", "zero-potential", "floating", "corrected"; and back.
[[nodiscard]] std::string_view word(FrontEnd front_end);
[[nodiscard]] std::optional<FrontEnd> find_front_end(std::string_view name);

}  // namespace rollscope
