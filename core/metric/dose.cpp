#include "core/metric/dose.hpp"

#include <algorithm>

namespace rollscope {

std::size_t zone_of(double kpa) {
  return static_cast<std::size_t>(std::ranges::upper_bound(kZoneEdges_kpa, kpa) - kZoneEdges_kpa.begin());
}

Dose::Dose(const SensorLayout& layout) : map_(layout.sensels(), 0.0), over_(layout.sensels(), 0.0F) {}

void Dose::add(const PressureFrame& frame, bool valid, double counted_s, const DoseMoment& now) {
  if (valid_ && counted_s > 0.0) {
    for (std::size_t i = 0; i < map_.size(); ++i) map_[i] += counted_s * static_cast<double>(over_[i]);
    if (before_.contact) {
      summary_.contact_s += counted_s;
      summary_.zones_s[zone_of(before_.p1_kpa)] += counted_s;
      summary_.pti_peak_kpa_s += counted_s * before_.p1_kpa;
      summary_.pti_mean_kpa_s += counted_s * before_.mean_kpa;
      summary_.fti_n_s += counted_s * before_.force_n;
    }
    if (before_.leading) summary_.leading_zones_s[zone_of(before_.leading_p1_kpa)] += counted_s;
  }
  valid_ = valid && frame.unit == PressureUnit::kpa;
  if (!valid_) return;
  before_ = now;
  constexpr auto kFloor = static_cast<float>(kDoseFloor_kpa);
  for (std::size_t i = 0; i < over_.size(); ++i) {
    const bool usable = (frame.validity[i] & kNotUsable) == 0;
    over_[i] = usable ? std::max(0.0F, frame.pressure[i] - kFloor) : 0.0F;
  }
}

}  // namespace rollscope
