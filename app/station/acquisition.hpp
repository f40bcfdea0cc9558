// What the acquisition thread of a station does: source -> recorder ring -> analyzer -> hand-overs. Once
// frames come it neither allocates, locks nor logs.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <optional>
#include <semaphore>
#include <stop_token>
#include <variant>
#include <vector>

#include "app/station/latest_slot.hpp"
#include "app/station/link_meter.hpp"
#include "app/station/recorder.hpp"
#include "app/station/ring.hpp"
#include "app/station/station.hpp"
#include "core/analyzer.hpp"
#include "drivers/source.hpp"

namespace rollscope {

struct StartRecording {
  Recorder* recorder;  // stays until its end() was called
};
struct StopRecording {};
using Control = std::variant<Command, StartRecording, StopRecording>;

// Between the acquisition thread (writes) and the control thread (reads), but for `controls`.
struct HandOver {
  LatestSlot<Observation> latest;
  std::atomic<bool> watched = false;  // somebody takes the latest: until then it is not copied, save the last
  LatestSlot<StreamHealth> health;
  LatestSlot<std::optional<Error>> away;  // Source::away()
  Ring<Event> events{4096};
  Ring<Control> controls{64};  // control thread writes
  LinkMeter meter;
  std::atomic<std::int64_t> last_frame_ns = 0;  // steady clock; the start until a frame has come
  std::atomic<std::uint64_t> frames = 0;
  std::atomic<std::uint64_t> events_lost = 0;
  std::optional<Error> link_error;  // written before `ended`, read after it
  std::atomic<bool> ended = false;  // the source has no more
  std::atomic<bool> done = false;   // the thread touches nothing any more
  std::binary_semaphore done_signal{0};
};

class Acquisition {
 public:
  Acquisition(std::unique_ptr<Source> source, Analyzer analyzer, const StationOptions& options,
              RecordingSetup recording, HandOver& hand_over);

  // Control thread, before run(): records from the first frame on.
  void record_from_start(Recorder& recorder) { start_recording(recorder); }

  // The whole life of the thread. Never throws.
  void run(const std::stop_token& stop) noexcept;

  // Any thread: makes a waiting run() look at its controls and its token now.
  void wake() noexcept { source_->wake(); }

 private:
  void loop(const std::stop_token& stop);
  void take_controls();
  void start_recording(Recorder& recorder);
  void stop_recording(std::string reason);
  bool on_frame();  // false: that was the last one wanted
  [[nodiscard]] bool is_enough(const PressureFrame& last) const;
  void queue_scheduled(double time_s);
  void hand_over_observation(const Observation& observation, bool last);
  void report_link();
  void report_health(std::int64_t now_ns);
  void finish();

  std::unique_ptr<Source> source_;
  Analyzer analyzer_;
  RecordingSetup
      recording_;  // what every recording of this station starts with; settings come from analyzer_
  HandOver& out_;
  std::vector<FrameObserver*> observers_;
  double stop_after_s_;
  bool time_over_ = false;  // stop_after_s_ has passed
  double nominal_step_s_;
  bool live_clock_;
  std::vector<ScheduledCommand> schedule_;  // by time
  std::size_t scheduled_ = 0;               // of these given so far
  std::vector<Command> pending_;            // take effect before the next frame
  Recorder* recorder_ = nullptr;
  RawFrame frame_;
  Command command_;
  std::int64_t health_reported_ns_ = 0;
  bool away_ = false;  // as reported last
};

// Nanoseconds of the steady clock, the one captured_ns is on.
[[nodiscard]] std::int64_t steady_now_ns();

}  // namespace rollscope
