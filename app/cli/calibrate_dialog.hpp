// The steps of a calibration and what is gathered on the way; and the walk through them on the command line.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "app/cli/calibrate_amount.hpp"
#include "app/cli/calibrate_loads.hpp"
#include "core/base/result.hpp"
#include "core/correct/calibration.hpp"
#include "core/correct/calibration_build.hpp"

namespace rollscope {

// What a person says of it, beside the loads.
struct CalibrationNotes {
  CurveModel model = CurveModel::spline;
  double indenter_cm2 = 0.0;  // 0: not given
  bool rescale = false;
  bool in_situ = false;
  std::string operator_name, indenter, sensor_serial, date, note;
  std::optional<double> temperature_c;
  Crosstalk lines{};  // of the array: where they are solved, everything is in uS
};

// In this order: any uniform loads, level(), points, fit(), checks. What a step refuses is not kept and can
// be given again.
class CalibrationSession {
 public:
  CalibrationSession(UnloadedReading unloaded, CalibrationNotes notes);

  [[nodiscard]] const UnloadedReading& unloaded() const { return unloaded_; }
  [[nodiscard]] CalibrationNotes& notes() { return notes_; }
  [[nodiscard]] std::size_t points() const { return presses_.size(); }

  Result<void> add_uniform(const Amount& amount, LoadReading reading);
  Result<void> level();
  Result<void> add_point(const Amount& amount, LoadReading reading);
  Result<void> fit();
  // The check as judged; with notes.rescale the first one sets the scale.
  Result<LoadCheck> add_check(const Amount& amount, LoadReading reading);

  // With the class the evidence carries.
  [[nodiscard]] Calibration calibration() const;

 private:
  [[nodiscard]] Result<KnownPress> press_of(const Amount& amount, LoadReading reading) const;

  UnloadedReading unloaded_;
  CalibrationNotes notes_;
  std::vector<UniformReading> uniform_;
  std::vector<KnownPress> presses_;
  Calibration made_;
};

// Asks on stdout, reads answers from stdin (a pipe will do: one line an answer, an empty one or the end goes
// on). A step that is refused is asked again on a terminal, and ends the command elsewhere.
Result<CalibrationSession> calibrate_live(const std::string& source, const CalibrationNotes& notes);

}  // namespace rollscope
