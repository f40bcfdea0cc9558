// The settings of an analysis: every parameter by name, with unit, default and range.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "core/alert/alert_parameters.hpp"
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
  double min, max;
  std::string_view why;
  double& (*value)(Profile&);
};
[[nodiscard]] std::span<const ProfileParameter> profile_parameters();

}  // namespace rollscope
