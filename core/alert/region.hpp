// Body regions with their over-pressure anchors (science.md 1.9). Derived from pain thresholds of healthy
// adults, not from injury data: a coaching aid, never a safety function.
#pragma once

#include <span>
#include <string_view>

namespace rollscope {

struct Region {
  std::string_view id;     // in profiles, commands and recordings
  std::string_view label;  // for people
  double ppt_1_kpa;        // pain threshold under 1 cm2; 0: no mean limits
  double caution_kpa;      // on P1
  double stop_kpa;         // on P1
  double hold_soft_s;      // time on one spot from which to suggest moving on
  double hold_hard_s;      // time that ends a hold; 0: no holds here
  std::string_view note;   // what to keep off
  double caution_dwell_s;  // 0: the profile's

  [[nodiscard]] bool no_go() const { return hold_hard_s <= 0.0; }
};

[[nodiscard]] std::span<const Region> regions();

// Null when no region has this id.
[[nodiscard]] const Region* find_region(std::string_view id);

}  // namespace rollscope
