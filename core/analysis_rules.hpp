// A profile made ready for one stream: thresholds in the frame's unit, the region's limits, what is armed.
#pragma once

#include "core/alert/alert_limits.hpp"
#include "core/contact/contact_finder.hpp"
#include "core/frame/raw_frame.hpp"
#include "core/hold/hold_machine.hpp"
#include "core/observation.hpp"
#include "core/profile.hpp"

namespace rollscope {

// What the measurement lane gives at this moment.
struct LaneFacts {
  PressureUnit unit = PressureUnit::kpa;
  double full_scale = 0.0;   // in that unit; 0: not known
  char quality_class = 'C';  // science.md 3.12
  float noise = 0.0F;        // standard deviation of a sensel in that unit; 0: not known
};

struct AnalysisRules {
  ContactThresholds contact;
  HoldRules hold;
  AlertLimits alert;
  bool no_go = false;  // no holds in this region
  LiveLimits live;     // the same for views
};

[[nodiscard]] AnalysisRules make_rules(const Profile& profile, const StreamInfo& stream,
                                       const LaneFacts& lane);

}  // namespace rollscope
