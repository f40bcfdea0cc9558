// Technical alarm: the measurement is not trustworthy (design.md 3, science.md 5.2). Never latches.
#pragma once

#include <vector>

#include "core/alert/alert_log.hpp"
#include "core/alert/alert_parameters.hpp"
#include "core/alert/alert_watch.hpp"
#include "core/base/time_base.hpp"
#include "core/correct/sensel_fault.hpp"

namespace rollscope {

// What a frame tells of the measurement itself.
struct TechnicalFacts {
  double stall_s = 0.5;     // gaps longer than this are stalls (TimeBase::stall_limit_s)
  bool saturated = false;   // sensels of a contact are at full scale
  bool frame_valid = true;  // most sensels gave a reading
  bool weight_off = false;  // a roller's own weight is missing between floor and body (WeightCheck)
};

class TechnicalAlerts {
 public:
  // The alert of a stall runs from its last frame + stall_s to this frame: it is told when frames come again,
  // from timestamps alone.
  void step(const Tick& tick, const TechnicalFacts& facts, const AlertParameters& parameters, AlertLog& log);
  // A row or column that broke or works again; other faults are no alarm.
  void step_line(const FaultChange& change, double time_s, AlertLog& log);

 private:
  struct BrokenLine {
    SenselFault fault;
    int alert_id;
  };
  AlertWatch saturated_{AlertKind::technical, AlertLevel::caution,
                        "sensels at full scale: the pressure is at least what is shown"};
  AlertWatch unread_{AlertKind::technical, AlertLevel::caution, "most sensels give no reading"};
  AlertWatch weight_{AlertKind::technical, AlertLevel::caution,
                     "floor minus body force is not the roller's weight: check the calibration"};
  std::vector<BrokenLine> lines_;
};

}  // namespace rollscope
