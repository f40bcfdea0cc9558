// Commands that change results. Each takes effect between two frames; recordings carry them, replay applies
// them before the frame with the same sequence number.
#pragma once

#include <string>
#include <variant>

#include "core/correct/calibration.hpp"
#include "core/profile.hpp"

namespace rollscope {

struct ZeroCommand {};  // median of the next 2 s becomes the zero; refused under load
struct RegionCommand {
  std::string region;
};  // id of core/alert/region.hpp
struct TargetCommand {
  double target_s;
};
struct ProfileCommand {
  Profile profile;
};
struct CalibrationCommand {
  Calibration calibration;
};
struct AcknowledgeCommand {};  // releases latched stops
struct StopCommand {};         // the person pressed stop
struct PainCommand {
  int nrs;
};  // 0..10
struct MarkCommand {
  std::string text;
};  // a sore spot, or a note

using Command = std::variant<ZeroCommand, RegionCommand, TargetCommand, ProfileCommand, CalibrationCommand,
                             AcknowledgeCommand, StopCommand, PainCommand, MarkCommand>;

}  // namespace rollscope
