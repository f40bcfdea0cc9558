// Pain as the person rates it (NRS 0 to 10), and the stop button: regardless of pressure (science.md 1.9).
#pragma once

#include <optional>

#include "core/alert/alert_log.hpp"
#include "core/alert/alert_parameters.hpp"
#include "core/alert/alert_watch.hpp"
#include "core/base/time_base.hpp"

namespace rollscope {

// A rating stands until the next one. One given by hand (and the stop button) also ends when it was
// acknowledged or the person has lifted off, for it spoke of that pressure; one the frames carry stands as
// long as they say so.
class PainAlerts {
 public:
  // By hand.
  void rate(int nrs);
  // As a frame carries it; NaN: no rating there. True when it is a new one.
  bool rate_from_frame(float nrs);
  void press_stop() { stop_pressed_ = true; }
  void acknowledge();

  // loaded: somebody presses on the sensor.
  void step(const Tick& tick, bool loaded, const AlertParameters& parameters, AlertLog& log);

  // While one of these lasts no hold runs.
  [[nodiscard]] bool stop_lasts() const { return stop_.lasts(); }      // NRS at the stop level
  [[nodiscard]] bool button_lasts() const { return button_.lasts(); }  // the stop button

 private:
  std::optional<double> rating_;
  bool by_hand_ = false;
  std::optional<float> from_frames_;  // the last one the frames carried
  bool stop_pressed_ = false;
  AlertWatch caution_{AlertKind::pain, AlertLevel::caution};
  AlertWatch stop_{AlertKind::pain, AlertLevel::stop};
  AlertWatch button_{AlertKind::pain, AlertLevel::stop, "stop button"};
};

}  // namespace rollscope
