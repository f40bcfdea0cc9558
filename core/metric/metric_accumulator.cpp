#include "core/metric/metric_accumulator.hpp"

namespace rollscope {

MetricAccumulator::MetricAccumulator(const SensorLayout& layout, double nominal_step_s)
    : layout_(layout), nominal_step_s_(nominal_step_s), p1_(layout) {
  metrics_.p1_coarse = p1_.coarse();
}

void MetricAccumulator::add(const PressureFrame& frame) {
  const FrameMetrics now = compute_frame_metrics(layout_, frame);
  const std::int64_t index = metrics_.frames;

  if (now.any && (!metrics_.any || now.peak > metrics_.peak)) {
    metrics_.peak = now.peak;
    metrics_.peak_frame = index;
    metrics_.peak_time_s = frame.time_s;
    metrics_.peak_row = now.peak_row;
    metrics_.peak_col = now.peak_col;
  }
  // Why: P1 is a mean, so a frame whose peak is no higher cannot raise it; most frames need no window.
  if (now.any && (!p1_found_ || now.peak > metrics_.p1_max)) {
    const P1 p1 = p1_found_ ? p1_.find(frame, metrics_.p1_max) : p1_.find(frame);
    if (p1.found) metrics_.p1_max = p1.pressure;
    p1_found_ = p1_found_ || p1.found;
  }
  metrics_.any = metrics_.any || now.any;
  metrics_.active_samples += now.active;
  active_sum_ += now.active_sum;
  if (index == 0 || now.force_n > metrics_.force_max_n) {
    metrics_.force_max_n = now.force_n;
    metrics_.force_max_frame = index;
  }
  if (now.area_over_0_cm2 > metrics_.contact_area_max_cm2)
    metrics_.contact_area_max_cm2 = now.area_over_0_cm2;
  if (now.area_over_10_cm2 > metrics_.contact_area_over_10_max_cm2) {
    metrics_.contact_area_over_10_max_cm2 = now.area_over_10_cm2;
  }
  integrate(now, frame.time_s);
  ++metrics_.frames;
}

void MetricAccumulator::integrate(const FrameMetrics& now, double time_s) {
  const auto peak = static_cast<double>(now.peak);
  if (metrics_.frames > 0) {
    const double step_s = nominal_step_s_ > 0.0 ? nominal_step_s_ : time_s - last_time_s_;
    // Why: a time that does not rise adds nothing, rather than taking something away.
    if (step_s > 0.0) {
      metrics_.fti_n_s += 0.5 * (last_force_n_ + now.force_n) * step_s;
      metrics_.pti_peak += 0.5 * (last_peak_ + peak) * step_s;
    }
  }
  last_time_s_ = time_s;
  last_force_n_ = now.force_n;
  last_peak_ = peak;
}

RecordingMetrics MetricAccumulator::metrics() const {
  RecordingMetrics metrics = metrics_;
  if (metrics.active_samples > 0)
    metrics.mean_active = active_sum_ / static_cast<double>(metrics.active_samples);
  return metrics;
}

}  // namespace rollscope
