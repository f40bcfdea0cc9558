// What presses on the sensor: ball, roller, knob or limb, and the pressure each leaves there.
#pragma once

#include <cstdint>

namespace rollscope {

enum class ToolKind : std::uint8_t {
  ball,  // Hertz sphere: ball, knob, elbow
  line,  // Hertz line with rounded ends: roller, forearm; may carry knobs along its length
  limb,  // broad and flat: a resting limb
};

struct Tool {
  ToolKind kind = ToolKind::ball;
  double radius_mm = 32.0;       // ball 15..65, line 40..80
  double length_mm = 120.0;      // line: along its axis; limb: whole length
  double width_mm = 50.0;        // limb only: whole width
  double axis_rad = 0.0;         // of the long axis, from +x towards +y
  double modulus_kpa = 300.0;    // reduced modulus E*, 150..1200
  double knob_pitch_mm = 0.0;    // line only: knobs along the axis; 0: smooth
  double knob_height = 0.0;      // share by which a knob raises the line load, 0..1
  double relaxation_beta = 0.0;  // tissue under a hold: E*(t) = E* (1 + t / 0.5 s)^-beta, 0..0.12
};

// The pressure of one tool at one moment, in mm from the footprint's centre. Integrates to the force it was
// made for (Hertz formulas: science.md 4.1).
class Footprint {
 public:
  Footprint() = default;
  // Force in N, modulus in kPa as it is at this moment (bone under the skin, relaxation). No force: no
  // pressure.
  Footprint(const Tool& tool, double force_n, double modulus_kpa);

  [[nodiscard]] double pressure_kpa(double dx_mm, double dy_mm) const;
  [[nodiscard]] double peak_kpa() const { return peak_kpa_; }
  // Half of the box round the pressed patch.
  [[nodiscard]] double half_x_mm() const { return half_x_mm_; }
  [[nodiscard]] double half_y_mm() const { return half_y_mm_; }
  [[nodiscard]] bool pressed() const { return peak_kpa_ > 0.0; }

 private:
  ToolKind kind_ = ToolKind::ball;
  double peak_kpa_ = 0.0;
  double long_mm_ = 0.0;   // half length along the axis (ball: radius of the patch)
  double short_mm_ = 0.0;  // half width across it
  double end_mm_ = 0.0;    // line: length over which each end rounds off
  double knob_pitch_mm_ = 0.0, knob_height_ = 0.0;
  double cos_ = 1.0, sin_ = 0.0;
  double half_x_mm_ = 0.0, half_y_mm_ = 0.0;
};

}  // namespace rollscope
