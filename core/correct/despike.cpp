#include "core/correct/despike.hpp"

#include <algorithm>
#include <cmath>

#include "core/base/check.hpp"
#include "core/correct/lane_kernels.hpp"

namespace rollscope {
namespace {

constexpr std::uint64_t kMostFramesApart = 3;
constexpr double kMostStepsApart = 3.5;
constexpr double kStallSeconds = 0.5;
constexpr double kStepSmoothing = 0.1;

bool is_reading(float sample) {
  return std::isfinite(sample);
}

// The rare case: `now` or an older reading is missing.
float median_of_readings(float now, float before, float long_before) {
  if (!is_reading(now)) return kNotGiven;
  if (is_reading(before)) return std::min(now, before);
  return is_reading(long_before) ? std::min(now, long_before) : now;
}

}  // namespace

Despike::Despike(const StreamInfo& stream)
    : numbered_(stream.numbered),
      usual_step_s_(stream.rate_hz > 0.0 ? 1.0 / stream.rate_hz : stream.nominal_step_s),
      nominal_(usual_step_s_ > 0.0) {
  for (auto& frame : history_) frame.assign(stream.layout.sensels(), kNotGiven);
  output_.assign(stream.layout.sensels(), 0.0F);
}

std::span<const float> Despike::process(const RawFrame& frame, double time_s) {
  ROLLSCOPE_CHECK(frame.samples.size() == output_.size(), "a frame has one sample a sensel");
  if (frames_ > 0 && is_gap(frame, time_s)) frames_ = 0;
  last_time_s_ = time_s;
  last_sequence_ = frame.sequence;

  std::rotate(history_.begin(), history_.begin() + 2, history_.end());
  std::copy(frame.samples.begin(), frame.samples.end(), history_[0].begin());
  // Why: what lies before a gap reads as "no reading", so one rule serves start, gap and missing samples.
  for (int older = std::max(frames_, 0) + 1; older < 3; ++older) {
    std::fill(history_[static_cast<std::size_t>(older)].begin(),
              history_[static_cast<std::size_t>(older)].end(), kNotGiven);
  }
  frames_ = std::min(frames_ + 1, 3);

  const MedianInput in{history_[0].data(), history_[1].data(), history_[2].data(), output_.size()};
  const Medians medians = take_medians(in, spike_height_, output_.data());
  if (!medians.finite) mend_medians();
  spikes_ += medians.spikes;
  return output_;
}

void Despike::mend_medians() {
  const auto& [now, before, long_before] = history_;
  for (std::size_t i = 0; i < output_.size(); ++i) {
    if (is_reading(now[i] + before[i] + long_before[i])) continue;
    output_[i] = median_of_readings(now[i], before[i], long_before[i]);
  }
}

bool Despike::is_gap(const RawFrame& frame, double time_s) {
  const double step_s = time_s - last_time_s_;
  const double usual_s = usual_step_s_;
  if (!nominal_ && step_s > 0.0) {
    const bool known = usual_step_s_ > 0.0;
    if (!known) usual_step_s_ = step_s;
    if (known && step_s <= kMostStepsApart * usual_s) usual_step_s_ += kStepSmoothing * (step_s - usual_s);
  }
  const bool long_time = usual_s > 0.0 && step_s > kMostStepsApart * usual_s;
  if (!numbered_) return long_time;
  // Why: frames numbered without a break belong together even when the clock of a busy host stumbled.
  const bool went_back = frame.sequence < last_sequence_;
  return went_back || frame.sequence - last_sequence_ > kMostFramesApart ||
         (long_time && step_s > kStallSeconds);
}

}  // namespace rollscope
