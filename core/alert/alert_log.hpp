// All alerts of an analysis: their numbers, which of them last, and the latch of the stops.
#pragma once

#include <span>
#include <vector>

#include "core/alert/alert_record.hpp"

namespace rollscope {

struct AlertChange {
  bool raised = false;  // else cleared
  AlertRecord alert;
};

// No allocation but when an alert is raised or cleared.
class AlertLog {
 public:
  AlertLog();

  void begin_frame() { changes_.clear(); }
  // In the order they happened; of this frame.
  [[nodiscard]] std::span<const AlertChange> changes() const { return changes_; }

  // Gives the alert its id. A stop latches.
  int raise(AlertRecord alert);
  // The alert goes on: its worst moment so far.
  void update(int id, float value, float limit, double x_mm, double y_mm);
  void clear(int id, double end_s);
  // All that last end here: the data ended.
  void clear_all(double end_s);

  // Releases the latch; how many stops were latched.
  int acknowledge();

  [[nodiscard]] std::span<const AlertRecord> lasting() const { return lasting_; }
  [[nodiscard]] bool latched() const { return latched_ > 0; }
  // Of the stops since the last acknowledgement the one to show.
  [[nodiscard]] const AlertRecord& leading_stop() const { return leading_stop_; }

 private:
  int next_id_ = 1;
  int latched_ = 0;
  AlertRecord leading_stop_;
  std::vector<AlertRecord> lasting_;
  std::vector<AlertChange> changes_;
};

}  // namespace rollscope
