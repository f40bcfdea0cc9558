// Parameters of the hold state machine (table of science.md 2.5).
#pragma once

namespace rollscope {

struct HoldParameters {
  double h_on_kpa = 30.0;  // on P1
  double h_off_kpa = 20.0;
  double release_share = 0.40;  // P1 under this share of the plateau for longer than t_grace ends it
  double v_enter_mm_s = 8.0;
  double v_exit_mm_s = 16.0;
  double t_fast_s = 0.15;
  double t_settle_s = 0.25;
  double t_confirm_s = 2.0;
  double t_min_s = 5.0;
  double t_soft_s = 0.0;  // 0: the region's
  double t_hard_s = 0.0;  // 0: the region's
  double r_drift_mm = 20.0;
  double r_total_mm = 40.0;
  double tau_a_s = 20.0;
  double t_grace_s = 0.8;
  double rest_peak_kpa = 28.0;  // rest class: robust peak under this
  double rest_area_cm2 = 20.0;  // and area over this
  double rest_tau_s = 1.0;
  double rest_hysteresis_kpa = 5.0;
  double osc_reversals = 3.0;  // an oscillation has this many reversals (oscillation.hpp)
  double osc_window_s = 5.0;   // within this
  double osc_swing_min_mm = 15.0;
  double osc_swing_max_mm = 40.0;
  double osc_turn_mm = 5.0;  // a turning point is one once the contact came back this far
  double repeatability =
      0.0;  // of a pressure at one load, share (pressure_trend.hpp); 0: the trend's own scatter
  bool operator==(const HoldParameters&) const = default;
};

}  // namespace rollscope
