#include "core/profile.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>

#include "core/alert/alert_limits.hpp"
#include "core/alert/region.hpp"

namespace rollscope {
namespace {

#define ROLLSCOPE_FIELD(member) [](Profile& p) -> double& { return p.member; }
constexpr std::string_view kRegion = "the region's";

// clang-format off
constexpr std::array kParameters{
    ProfileParameter{"target_s", "s", 1, 600, "time to hold one spot; presets 20, 30, 45, 60, 90", "", ROLLSCOPE_FIELD(target_s)},
    ProfileParameter{"band_low", "kPa", 1, 2000, "target band on P1, lower end", "H_on", ROLLSCOPE_FIELD(band_low_kpa)},
    ProfileParameter{"band_high", "kPa", 1, 2000, "target band on P1, upper end", "the caution ceiling", ROLLSCOPE_FIELD(band_high_kpa)},

    ProfileParameter{"hold.P_on", "kPa", 5, 30, "a contact needs a sensel this high: 6 sigma of noise and zero drift", "", ROLLSCOPE_FIELD(contact.p_on_kpa)},
    ProfileParameter{"hold.P_off", "kPa", 2, 30, "and grows through sensels this high", "", ROLLSCOPE_FIELD(contact.p_off_kpa)},
    ProfileParameter{"hold.H_on", "kPa", 15, 80, "a hold starts from this P1; a foam roller's mean is 33", "", ROLLSCOPE_FIELD(hold.h_on_kpa)},
    ProfileParameter{"hold.H_off", "kPa", 10, 80, "and pauses below this P1", "", ROLLSCOPE_FIELD(hold.h_off_kpa)},
    ProfileParameter{"hold.release_share", "1", 0.3, 0.6, "relative release: P1 under this share of the plateau ends it", "", ROLLSCOPE_FIELD(hold.release_share)},
    ProfileParameter{"hold.A_min", "cm2", 0.1, 20, "smaller patches are spikes or seams", "", ROLLSCOPE_FIELD(contact.a_min_cm2)},
    ProfileParameter{"hold.v_enter", "mm/s", 5, 12, "slow from here", "", ROLLSCOPE_FIELD(hold.v_enter_mm_s)},
    ProfileParameter{"hold.v_exit", "mm/s", 12, 25, "moving from here; the slowest taught rolling is 25", "", ROLLSCOPE_FIELD(hold.v_exit_mm_s)},
    ProfileParameter{"hold.t_fast", "s", 0.05, 0.5, "moving this long ends it", "", ROLLSCOPE_FIELD(hold.t_fast_s)},
    ProfileParameter{"hold.t_settle", "s", 0.15, 0.5, "slow this long makes a candidate", "", ROLLSCOPE_FIELD(hold.t_settle_s)},
    ProfileParameter{"hold.t_confirm", "s", 1, 4, "dwell that makes a candidate a hold", "", ROLLSCOPE_FIELD(hold.t_confirm_s)},
    ProfileParameter{"hold.t_min", "s", 3, 10, "shorter is a pause, not a hold", "", ROLLSCOPE_FIELD(hold.t_min_s)},
    ProfileParameter{"hold.t_soft", "s", 1, 600, "time on one spot from which to suggest moving on", kRegion, ROLLSCOPE_FIELD(hold.t_soft_s)},
    ProfileParameter{"hold.t_hard", "s", 1, 600, "dwell that ends a hold", kRegion, ROLLSCOPE_FIELD(hold.t_hard_s)},
    ProfileParameter{"hold.r_drift", "mm", 10, 30, "distance from the following anchor that ends it", "", ROLLSCOPE_FIELD(hold.r_drift_mm)},
    ProfileParameter{"hold.r_total", "mm", 20, 60, "distance from where it began that ends it", "", ROLLSCOPE_FIELD(hold.r_total_mm)},
    ProfileParameter{"hold.tau_a", "s", 5, 120, "how slowly the anchor follows", "", ROLLSCOPE_FIELD(hold.tau_a_s)},
    ProfileParameter{"hold.t_grace", "s", 0.3, 2, "a lift this short only pauses the timer", "", ROLLSCOPE_FIELD(hold.t_grace_s)},
    ProfileParameter{"hold.rest_peak", "kPa", 5, 80, "rest class: mean of the 4 highest sensels below this", "", ROLLSCOPE_FIELD(hold.rest_peak_kpa)},
    ProfileParameter{"hold.rest_area", "cm2", 5, 500, "and area above this", "", ROLLSCOPE_FIELD(hold.rest_area_cm2)},
    ProfileParameter{"hold.rest_tau", "s", 0.1, 5, "both smoothed by this", "", ROLLSCOPE_FIELD(hold.rest_tau_s)},
    ProfileParameter{"hold.rest_hysteresis", "kPa", 0, 20, "a resting limb is a touch again this much higher", "", ROLLSCOPE_FIELD(hold.rest_hysteresis_kpa)},
    ProfileParameter{"hold.osc_reversals", "1", 2, 7, "rubbing to and fro: this many reversals", "", ROLLSCOPE_FIELD(hold.osc_reversals)},
    ProfileParameter{"hold.osc_window", "s", 1, 10, "within this", "", ROLLSCOPE_FIELD(hold.osc_window_s)},
    ProfileParameter{"hold.osc_swing_min", "mm", 8, 30, "with swings at least this long; less is sway", "", ROLLSCOPE_FIELD(hold.osc_swing_min_mm)},
    ProfileParameter{"hold.osc_swing_max", "mm", 30, 80, "and at most this long; more is rolling", "", ROLLSCOPE_FIELD(hold.osc_swing_max_mm)},
    ProfileParameter{"hold.osc_turn", "mm", 2, 7, "a turning point is one once the contact came back this far", "", ROLLSCOPE_FIELD(hold.osc_turn_mm)},
    ProfileParameter{"hold.repeatability", "1", 0.001, 0.3, "of a pressure at one load: how far a drop must stand out", "the trend's own scatter", ROLLSCOPE_FIELD(hold.repeatability)},
    ProfileParameter{"hold.prominence_min", "kPa", 2, 100, "a second peak counts from here", "", ROLLSCOPE_FIELD(contact.prominence_min_kpa)},
    ProfileParameter{"hold.prominence_share", "1", 0.05, 0.9, "and from this share of its own height", "", ROLLSCOPE_FIELD(contact.prominence_share)},
    ProfileParameter{"hold.t_merge", "s", 0.5, 5, "a merged contact may come back within this", "", ROLLSCOPE_FIELD(contact.t_merge_s)},
    ProfileParameter{"hold.t_peaks", "s", 0, 1, "a change between one peak and two must last this long", "", ROLLSCOPE_FIELD(contact.t_peaks_s)},

    ProfileParameter{"alert.peak_caution", "kPa", 5, 2000, "ceiling on P1", kRegion, ROLLSCOPE_FIELD(alert.peak_caution_kpa)},
    ProfileParameter{"alert.peak_stop", "kPa", 5, 2000, "ceiling on P1", kRegion, ROLLSCOPE_FIELD(alert.peak_stop_kpa)},
    ProfileParameter{"alert.ppt_1", "kPa", 20, 2000, "pain threshold under 1 cm2, anchor of the mean ceilings", kRegion, ROLLSCOPE_FIELD(alert.ppt_1_kpa)},
    ProfileParameter{"alert.ceiling_factor", "1", 0.2, 1, "0.5 sensitive, 0.35 minor: scales every ceiling", "", ROLLSCOPE_FIELD(alert.ceiling_factor)},
    ProfileParameter{"alert.peak_caution_dwell", "s", 0, 10, "time above the peak caution", "", ROLLSCOPE_FIELD(alert.peak_caution_dwell_s)},
    ProfileParameter{"alert.peak_stop_dwell", "s", 0, 5, "time above the peak stop", "", ROLLSCOPE_FIELD(alert.peak_stop_dwell_s)},
    ProfileParameter{"alert.mean_caution_dwell", "s", 0, 10, "time above the mean caution", "", ROLLSCOPE_FIELD(alert.mean_caution_dwell_s)},
    ProfileParameter{"alert.mean_stop_dwell", "s", 0, 5, "time above the mean stop", "", ROLLSCOPE_FIELD(alert.mean_stop_dwell_s)},
    ProfileParameter{"alert.mean_stop_factor", "1", 1.05, 3, "mean stop over mean caution", "", ROLLSCOPE_FIELD(alert.mean_stop_factor)},
    ProfileParameter{"alert.clear_share", "1", 0.5, 1, "an alert clears below this share of its limit", "", ROLLSCOPE_FIELD(alert.clear_share)},
    ProfileParameter{"alert.clear_dwell", "s", 0, 5, "for this long", "", ROLLSCOPE_FIELD(alert.clear_dwell_s)},
    ProfileParameter{"alert.pain_caution", "NRS", 1, 10, "pain rating, warn", "", ROLLSCOPE_FIELD(alert.pain_caution_nrs)},
    ProfileParameter{"alert.pain_stop", "NRS", 1, 10, "pain rating, stop", "", ROLLSCOPE_FIELD(alert.pain_stop_nrs)},
    ProfileParameter{"alert.full_scale_share", "1", 1, 3, "armed only if the sensor reaches this many times the stop ceiling", "", ROLLSCOPE_FIELD(alert.full_scale_share)},
    ProfileParameter{"alert.stall", "s", 0.1, 5, "a gap between frames longer than this is a technical alert", "", ROLLSCOPE_FIELD(alert.stall_s)},
    ProfileParameter{"alert.saturated_dwell", "s", 0, 10, "sensels of a contact at full scale this long are a technical alert", "", ROLLSCOPE_FIELD(alert.saturated_dwell_s)},
};
// clang-format on
#undef ROLLSCOPE_FIELD

bool same_letters(std::string_view a, std::string_view b) {
  return std::ranges::equal(
      a, b, [](unsigned char x, unsigned char y) { return std::tolower(x) == std::tolower(y); });
}

// "t_min_s" is t_min: the unit behind a name may stand or not.
std::string_view without_unit(std::string_view name) {
  for (const std::string_view unit : {"_kpa", "_mm_s", "_cm2", "_mm", "_nrs", "_s"}) {
    if (name.size() > unit.size() && same_letters(name.substr(name.size() - unit.size()), unit)) {
      return name.substr(0, name.size() - unit.size());
    }
  }
  return name;
}

std::string number(double value) {
  std::array<char, 32> text{};
  const auto end = std::to_chars(text.data(), text.data() + text.size(), value).ptr;
  return {text.data(), end};
}

std::unexpected<Error> out_of_order(std::string_view low_name, double low, std::string_view relation,
                                    std::string_view high_name, double high) {
  return fail(Errc::bad_argument, std::string(low_name) + " = " + number(low) + " must be " +
                                      std::string(relation) + " " + std::string(high_name) + " = " +
                                      number(high) + "; change one of the two");
}

Result<void> check_ranges(const Profile& profile) {
  for (const ProfileParameter& parameter : kParameters) {
    const double value = parameter.value_in(profile);
    if (parameter.in_range(value)) continue;
    std::string detail = std::string(parameter.name) + " = " + number(value) + " is outside " +
                         number(parameter.min) + " to " + number(parameter.max) + " " +
                         std::string(parameter.unit);
    if (!parameter.zero_means.empty()) detail += " (or 0: " + std::string(parameter.zero_means) + ")";
    return fail(Errc::bad_argument, detail);
  }
  return {};
}

Result<void> check_order(const Profile& profile, const Region& region) {
  struct Pair {
    std::string_view low, high;
    bool strict;
  };
  constexpr std::array kPairs{Pair{"hold.P_off", "hold.P_on", false},
                              Pair{"hold.H_off", "hold.H_on", false},
                              Pair{"hold.v_enter", "hold.v_exit", false},
                              Pair{"hold.t_confirm", "hold.t_min", false},
                              Pair{"hold.r_drift", "hold.r_total", false},
                              Pair{"hold.osc_turn", "hold.osc_swing_min", true},
                              Pair{"hold.osc_swing_min", "hold.osc_swing_max", true},
                              Pair{"alert.pain_caution", "alert.pain_stop", true}};
  for (const Pair& pair : kPairs) {
    const double low = find_profile_parameter(pair.low)->value_in(profile);
    const double high = find_profile_parameter(pair.high)->value_in(profile);
    if (pair.strict ? low >= high : low > high) {
      return out_of_order(pair.low, low, pair.strict ? "below" : "at most", pair.high, high);
    }
  }
  const AlertLimits limits = alert_limits(region, profile.alert, 1.0);
  if (limits.peak_caution_kpa >= limits.peak_stop_kpa) {
    return out_of_order("alert.peak_caution", limits.peak_caution_kpa, "below", "alert.peak_stop",
                        limits.peak_stop_kpa);
  }
  if (profile.band_low_kpa > 0.0 && profile.band_high_kpa > 0.0 &&
      profile.band_low_kpa >= profile.band_high_kpa) {
    return out_of_order("band_low", profile.band_low_kpa, "below", "band_high", profile.band_high_kpa);
  }
  return {};
}

}  // namespace

bool ProfileParameter::in_range(double v) const {
  return (v >= min && v <= max) || (v == 0.0 && !zero_means.empty());
}

std::span<const ProfileParameter> profile_parameters() {
  return kParameters;
}

const ProfileParameter* find_profile_parameter(std::string_view name) {
  if (same_letters(without_unit(name), "hold.t_target") || same_letters(name, "target")) name = "target_s";
  for (const ProfileParameter& parameter : kParameters) {
    if (same_letters(parameter.name, name) ||
        same_letters(without_unit(parameter.name), without_unit(name))) {
      return &parameter;
    }
  }
  return nullptr;
}

Result<void> check_profile(const Profile& profile) {
  const Region* region = find_region(profile.region);
  if (region == nullptr) {
    std::string known;
    for (const Region& r : regions()) known += (known.empty() ? "" : ", ") + std::string(r.id);
    return fail(Errc::bad_argument, "region \"" + profile.region + "\" is not known; known are " + known);
  }
  if (auto ranges = check_ranges(profile); !ranges) return ranges;
  return check_order(profile, *region);
}

}  // namespace rollscope
