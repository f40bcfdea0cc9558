#include "core/analysis_rules.hpp"

namespace rollscope {
namespace {

// Of the counts. A stream that does not say is taken as a 12-bit converter, or 8-bit by its samples.
double counts_full_scale(const StreamInfo& stream, const LaneFacts& lane) {
  if (lane.full_scale > 0.0) return lane.full_scale;
  if (stream.full_scale > 0.0) return stream.full_scale;
  return stream.format == SampleFormat::u8 ? 255.0 : 4095.0;
}

// Thresholds as shares of full scale (design.md 5); a profile that moves one moves its share alike.
HoldParameters in_counts(HoldParameters p, double full_scale) {
  const HoldParameters defaults;
  const double counts_per_kpa = full_scale * kCountsHOn / defaults.h_on_kpa;
  p.h_off_kpa *= full_scale * kCountsHOff / defaults.h_off_kpa;
  p.h_on_kpa *= counts_per_kpa;
  p.rest_peak_kpa *= counts_per_kpa;
  p.rest_hysteresis_kpa *= counts_per_kpa;
  return p;
}

HoldRules hold_rules(const Profile& profile, const StreamInfo& stream, const LaneFacts& lane,
                     const Region* region) {
  HoldRules rules;
  rules.parameters = lane.unit == PressureUnit::kpa
                         ? profile.hold
                         : in_counts(profile.hold, counts_full_scale(stream, lane));
  rules.target_s = profile.target_s;
  rules.trend.repeatability = profile.hold.repeatability;
  rules.t_merge_s = profile.contact.t_merge_s;
  if (region != nullptr && !region->no_go()) {
    rules.t_soft_s = region->hold_soft_s;
    rules.t_hard_s = region->hold_hard_s;
  }
  if (profile.hold.t_soft_s > 0.0) rules.t_soft_s = profile.hold.t_soft_s;
  if (profile.hold.t_hard_s > 0.0) rules.t_hard_s = profile.hold.t_hard_s;
  rules.period_x_mm = stream.layout.circumference_mm();
  return rules;
}

bool is_armed(const Profile& profile, const StreamInfo& stream, const LaneFacts& lane,
              const AlertLimits& limits) {
  if (lane.unit != PressureUnit::kpa || lane.quality_class == 'C') return false;
  if (!sees_skin(geometry_of(stream))) return false;
  // Why: a file in kPa is taken as in order (design.md 5); its highest value says nothing of its sensor.
  const double full_scale = stream.format == SampleFormat::f32_kpa ? 0.0 : lane.full_scale;
  return can_show_stop(limits, profile.alert, full_scale);
}

LiveLimits live_limits(const Profile& profile, const AnalysisRules& rules, bool armed) {
  const auto own_or = [](double own, double fallback) {
    return static_cast<float>(own > 0.0 ? own : fallback);
  };
  LiveLimits live;
  live.armed = armed;
  live.p_on = rules.contact.p_on;
  live.p_off = rules.contact.p_off;
  live.h_on = static_cast<float>(rules.hold.parameters.h_on_kpa);
  live.h_off = static_cast<float>(rules.hold.parameters.h_off_kpa);
  live.target_s = rules.hold.target_s;
  live.band_low = live.h_on;
  if (!armed) return live;
  live.caution = static_cast<float>(rules.alert.peak_caution_kpa);
  live.stop = static_cast<float>(rules.alert.peak_stop_kpa);
  live.band_low = own_or(profile.band_low_kpa, rules.hold.parameters.h_on_kpa);
  live.band_high = own_or(profile.band_high_kpa, rules.alert.peak_caution_kpa);
  return live;
}

}  // namespace

AnalysisRules make_rules(const Profile& profile, const StreamInfo& stream, const LaneFacts& lane) {
  AnalysisRules rules;
  const Region* region = find_region(profile.region);
  rules.no_go = region != nullptr && region->no_go();
  rules.contact = contact_thresholds(profile.contact, stream.layout, lane.unit,
                                     counts_full_scale(stream, lane), lane.noise);
  rules.hold = hold_rules(profile, stream, lane, region);
  bool armed = false;
  if (region != nullptr) {
    rules.alert = alert_limits(*region, profile.alert, stream.layout.sensel_area_cm2());
    armed = is_armed(profile, stream, lane, rules.alert);
  }
  if (!armed) rules.alert = AlertLimits{};
  rules.live = live_limits(profile, rules, armed);
  return rules;
}

}  // namespace rollscope
