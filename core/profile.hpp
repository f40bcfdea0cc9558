// The settings of an analysis: every parameter by name, with unit, default and range.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "core/alert/alert_parameters.hpp"
#include "core/base/result.hpp"
#include "core/contact/contact_parameters.hpp"
#include "core/hold/hold_parameters.hpp"

namespace rollscope {

struct Profile {
  std::string region = "lateral-thigh";  // core/alert/region.hpp
  double target_s = 30.0;
  double band_low_kpa = 0.0;   // target band on P1; 0: H_on
  double band_high_kpa = 0.0;  // 0: the region's caution ceiling
  ContactParameters contact;
  HoldParameters hold;
  AlertParameters alert;
  bool operator==(const Profile&) const = default;
};

// One row a parameter. Names are those of science.md 2.5 and 1.9 behind the table they stand in in the TOML:
// "hold.t_min", "alert.peak_stop_dwell".
struct ProfileParameter {
  std::string_view name;
  std::string_view unit;  // "kPa", "mm/s", "s", "1"
  double min, max;        // 0 is allowed besides where `zero_means` says what it stands for
  std::string_view why;
  std::string_view zero_means;  // "the region's"; empty: 0 is a value like any other
  double& (*value)(Profile&);

  [[nodiscard]] double value_in(Profile profile) const { return value(profile); }
  [[nodiscard]] double default_value() const { return value_in(Profile{}); }
  [[nodiscard]] bool in_range(double v) const;  // NaN is in no range
};
[[nodiscard]] std::span<const ProfileParameter> profile_parameters();

// Upper and lower case alike, with or without the unit behind it: "hold.t_min", "hold.T_min_s",
// "hold.h_on_kpa", "target_s", "hold.t_target". Null when there is none.
[[nodiscard]] const ProfileParameter* find_profile_parameter(std::string_view name);

// Every value in its range, the region known, and thresholds in their order (off below on, caution below
// stop). The error names the parameter, its value and what is allowed.
[[nodiscard]] Result<void> check_profile(const Profile& profile);

}  // namespace rollscope
