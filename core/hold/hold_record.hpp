// A hold as views and reports know it: its phase while it runs, its record when it has ended (design.md 5).
#pragma once

#include <cstdint>

#include "core/hold/hold_trend.hpp"

namespace rollscope {

enum class HoldPhase : std::uint8_t {
  idle,       // no hold here
  candidate,  // slow and pressed, not yet confirmed
  holding,    // timer counts
  gap,        // timer paused: lifted, lost or not measured for at most t_grace
};

enum class HoldOutcome : std::uint8_t { full, partial };
enum class EndReason : std::uint8_t { lift, slide, merged, abort, end_of_data };
enum class HoldQuality : std::uint8_t { good, degraded };

// Why a hold ended with EndReason::abort (science.md 2.5).
enum class AbortCause : std::uint8_t {
  none,
  over_pressure,
  stop_command,
  pain,
  sensor_fault,
  frame_loss,
  hard_limit
};

// A finished hold, as analysis JSON has it (design.md 5). Times from the first frame.
struct HoldRecord {
  int id = 0;  // from 1, in order of start
  double start_s = 0, end_s = 0;
  double dwell_s = 0;   // valid frames only
  double target_s = 0;  // in force when it ended
  int gaps = 0;
  double gap_s = 0;
  double x_mm = 0, y_mm = 0;    // mean position over the hold
  float p1_peak = 0, mean = 0;  // in the frame's unit
  double area_cm2 = 0, force_n = 0, pti_kpa_s = 0;
  HoldOutcome outcome = HoldOutcome::partial;
  EndReason end_reason = EndReason::lift;
  AbortCause abort_cause = AbortCause::none;
  // degraded: over 10 % of its time or its sensels lost, at full scale, or shaken by a massage gun.
  HoldQuality quality = HoldQuality::good;
  // Share of P1 the sensor's creep may have moved over this hold (science.md 3.5).
  double creep_uncertainty = 0;
  HoldTrend trend{};
};

}  // namespace rollscope
