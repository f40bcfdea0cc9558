#include "core/display/frame_summary.hpp"

#include <algorithm>

namespace rollscope {

void FrameSummary::reset() {
  frames_ = 0;
  peak_.clear();
  mean_.clear();
  count_.clear();
  validity_.clear();
}

void FrameSummary::add(const PressureFrame& frame) {
  if (frame.pressure.size() != peak_.size()) {
    reset();
    peak_.assign(frame.pressure.size(), 0.0F);
    mean_.assign(frame.pressure.size(), 0.0F);
    count_.assign(frame.pressure.size(), 0);
    validity_ = frame.validity;
  }
  ++frames_;
  for (std::size_t i = 0; i < peak_.size(); ++i) {
    if ((frame.validity[i] & kNotUsable) != 0) continue;
    const float value = frame.pressure[i];
    ++count_[i];
    if (count_[i] == 1) validity_[i] = valid;
    validity_[i] |= frame.validity[i];
    peak_[i] = count_[i] == 1 ? value : std::max(peak_[i], value);
    mean_[i] += (value - mean_[i]) / static_cast<float>(count_[i]);
  }
}

}  // namespace rollscope
