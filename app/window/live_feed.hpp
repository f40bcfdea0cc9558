// What the acquisition thread leaves for the window beside the newest observation: every frame's point of the
// plots, and the peak and mean of every sensel.
#pragma once

#include <functional>
#include <memory>

#include "app/station/frame_observer.hpp"
#include "app/station/latest_slot.hpp"
#include "app/station/ring.hpp"
#include "app/station/station.hpp"
#include "app/window/moment_gate.hpp"
#include "app/window/session_state.hpp"

namespace rollscope {

class LiveFeed final : public FrameObserver {
 public:
  // `wake` and the gate are called from the acquisition thread.
  LiveFeed(std::function<void()> wake, std::shared_ptr<MomentGate> gate);

  void on_start(const AnalyzerSetup&) override {}
  void on_command(std::uint64_t, const Command&) override {}
  void on_frame(const RawFrame& frame, const Observation& observation, const Analyzer& analyzer) override;
  void on_end(const Observation& observation, const Analyzer& analyzer) override;

  // Main thread: moves what is new into the session.
  void drain(SessionState& state);

 private:
  Ring<HistoryPoint> points_{8192};
  LatestSlot<FrameSummary> summaries_;
  // ---- acquisition thread's
  FrameSummary summary_;
  double last_time_s_ = -1, summary_due_s_ = 0;
  std::shared_ptr<MomentGate> gate_;
  std::function<void()> wake_;
};

}  // namespace rollscope
