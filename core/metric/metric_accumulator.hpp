// The metrics of a whole recording, one frame at a time in constant memory (design.md 5,
// data/reference.json).
#pragma once

#include <cstdint>

#include "core/frame/pressure_frame.hpp"
#include "core/frame/sensor_layout.hpp"
#include "core/metric/frame_metrics.hpp"
#include "core/metric/p1.hpp"

namespace rollscope {

// Frames count from 0. Pressures in the frames' unit; force, its integral: 0 in counts.
struct RecordingMetrics {
  std::int64_t frames = 0;
  bool any = false;  // a sensel was read; without one the peak is nowhere
  float peak = 0;    // first occurrence by frame, row, col
  std::int64_t peak_frame = 0;
  double peak_time_s = 0;
  int peak_row = 0, peak_col = 0;
  float p1_max = 0;
  bool p1_coarse = false;
  double mean_active = 0;  // mean of all samples > 0
  std::int64_t active_samples = 0;
  double force_max_n = 0;
  std::int64_t force_max_frame = 0;         // first
  double contact_area_max_cm2 = 0;          // over 0
  double contact_area_over_10_max_cm2 = 0;  // over 10
  double fti_n_s = 0;                       // trapezoid of force
  double pti_peak = 0;                      // trapezoid of the frame peak (pti_peak_trapz), pressure x s
};

// Feed MeasurementLane::as_given(). Sums in double, in order: same frames, same bits.
class MetricAccumulator {
 public:
  // nominal_step_s: the constant step a file prints; 0: the frames' times.
  MetricAccumulator(const SensorLayout& layout, double nominal_step_s);

  void add(const PressureFrame& frame);
  [[nodiscard]] RecordingMetrics metrics() const;

 private:
  void integrate(const FrameMetrics& now, double time_s);

  SensorLayout layout_;
  double nominal_step_s_;
  P1Window p1_;
  RecordingMetrics metrics_;
  double active_sum_ = 0;
  bool p1_found_ = false;
  double last_time_s_ = 0, last_force_n_ = 0, last_peak_ = 0;
};

}  // namespace rollscope
