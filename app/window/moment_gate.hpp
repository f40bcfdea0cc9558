// Holds the measurement at exact moments until the window has drawn them: for pictures and tests.
#pragma once

#include <condition_variable>
#include <functional>
#include <mutex>
#include <optional>
#include <vector>

#include "core/observation.hpp"

namespace rollscope {

// The acquisition thread calls pass() with each observation; at the first one at or past the next moment it
// waits there. The window takes that observation, does what the script says, and releases it.
class MomentGate {
 public:
  // Moments in seconds of analysis time, rising. `notify` is called from the acquisition thread when one is
  // reached.
  MomentGate(std::vector<double> moments, std::function<void()> notify);

  // Acquisition thread.
  void pass(const Observation& observation);

  // Main thread: the observation held now and the index of its moment; none while the measurement runs.
  struct Held {
    std::size_t moment;
    Observation observation;
  };
  [[nodiscard]] std::optional<Held> held();
  void release();
  // Nothing waits from now on. Call before the station is stopped.
  void open_for_good();

 private:
  std::mutex mutex_;  // guards everything below
  std::condition_variable changed_;
  std::vector<double> moments_;
  std::size_t next_ = 0;
  std::optional<Observation> held_;
  bool taken_ = false;  // the main thread has seen what is held
  bool open_ = false;
  std::function<void()> notify_;
};

}  // namespace rollscope
