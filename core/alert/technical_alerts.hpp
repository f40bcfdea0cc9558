// Technical alarm: the measurement is not trustworthy (design.md 3, science.md 5.2). Never latches.
#pragma once

#include "core/alert/alert_log.hpp"
#include "core/alert/alert_parameters.hpp"
#include "core/alert/alert_watch.hpp"
#include "core/base/time_base.hpp"

namespace rollscope {

class TechnicalAlerts {
 public:
  // stall_s: gaps longer than this are stalls (TimeBase::stall_limit_s). The alert of a stall runs from its
  // last frame + stall_s to this frame: it is told when frames come again, from timestamps alone. saturated:
  // sensels of a contact are at full scale. frame_valid: most sensels gave a reading.
  void step(const Tick& tick, double stall_s, bool saturated, bool frame_valid,
            const AlertParameters& parameters, AlertLog& log);

 private:
  AlertWatch saturated_{AlertKind::technical, AlertLevel::caution,
                        "sensels at full scale: the pressure is at least what is shown"};
  AlertWatch unread_{AlertKind::technical, AlertLevel::caution, "most sensels give no reading"};
};

}  // namespace rollscope
