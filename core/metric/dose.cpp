#include "core/metric/dose.hpp"

#include <algorithm>

#include "core/metric/metric_kernels.hpp"

namespace rollscope {

std::size_t zone_of(double kpa) {
  return static_cast<std::size_t>(std::ranges::upper_bound(kZoneEdges_kpa, kpa) - kZoneEdges_kpa.begin());
}

Dose::Dose(const SensorLayout& layout) : map_(layout.sensels(), 0.0), over_(layout.sensels(), 0.0F) {}

void Dose::add(const PressureFrame& frame, bool valid, double counted_s, const DoseMoment& now) {
  const double before_s = valid_ ? std::max(0.0, counted_s) : 0.0;
  if (before_s > 0.0) add_moment(before_s);
  valid_ = valid && frame.unit == PressureUnit::kpa;
  if (valid_) before_ = now;
  if (!valid_ && !(before_s > 0.0)) return;
  // A frame that is not valid leaves `over_` of no use until the next valid one.
  add_dose({.pressure = frame.pressure.data(),
            .validity = frame.validity.data(),
            .count = map_.size(),
            .seconds = before_s,
            .floor = static_cast<float>(kDoseFloor_kpa)},
           map_.data(), over_.data());
}

void Dose::add_moment(double counted_s) {
  if (before_.contact) {
    summary_.contact_s += counted_s;
    summary_.zones_s[zone_of(before_.p1_kpa)] += counted_s;
    summary_.pti_peak_kpa_s += counted_s * before_.p1_kpa;
    summary_.pti_mean_kpa_s += counted_s * before_.mean_kpa;
    summary_.fti_n_s += counted_s * before_.force_n;
  }
  if (before_.leading) summary_.leading_zones_s[zone_of(before_.leading_p1_kpa)] += counted_s;
}

}  // namespace rollscope
