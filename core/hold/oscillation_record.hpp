// A finished oscillation ("pin and rub"), as analysis JSON lists it beside the holds.
#pragma once

namespace rollscope {

// Times from the first frame. Pressures in the frame's unit; the force is 0 in counts.
struct OscillationRecord {
  double start_s = 0, end_s = 0;
  double dwell_s = 0;  // valid frames only
  int reversals = 0;
  double rate_hz = 0;         // there and back again, per second
  double swing_mm = 0;        // mean way from one reversal to the next
  double x_mm = 0, y_mm = 0;  // the middle it goes about
  float p1_peak = 0;
  double p1_mean = 0;  // mean over time, like the force
  double force_n = 0;
};

}  // namespace rollscope
