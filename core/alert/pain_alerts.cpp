#include "core/alert/pain_alerts.hpp"

#include <cmath>

namespace rollscope {

void PainAlerts::rate(int nrs) {
  rating_ = nrs;
  by_hand_ = true;
}

bool PainAlerts::rate_from_frame(float nrs) {
  if (std::isnan(nrs) || from_frames_ == nrs) return false;
  from_frames_ = nrs;
  rating_ = static_cast<double>(nrs);
  by_hand_ = false;
  return true;
}

void PainAlerts::acknowledge() {
  rating_.reset();
  stop_pressed_ = false;
}

void PainAlerts::step(const Tick& tick, bool loaded, const AlertParameters& parameters, AlertLog& log) {
  const double rating = rating_.value_or(-1.0);
  const auto against = [&](double level) {
    return read_against(rating, level, parameters.clear_share, 0.0, 0.0);
  };
  const AlertTiming timing{0.0, parameters.clear_dwell_s};
  caution_.step(tick, against(parameters.pain_caution_nrs), timing, log);
  stop_.step(tick, against(parameters.pain_stop_nrs), timing, log);
  button_.step(tick, {.over = stop_pressed_, .clear = !stop_pressed_}, timing, log);
  if (loaded) return;
  stop_pressed_ = false;
  if (by_hand_) rating_.reset();
}

}  // namespace rollscope
