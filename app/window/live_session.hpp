// The live measurement behind the window: opens a Station in the background, takes its newest observation and
// events, and keeps SessionState. Main thread.
#pragma once

#include <functional>
#include <future>
#include <memory>
#include <stop_token>
#include <string>

#include "app/station/station.hpp"
#include "app/window/latency_meter.hpp"
#include "app/window/live_feed.hpp"
#include "app/window/moment_gate.hpp"
#include "app/window/session_state.hpp"

namespace rollscope {

class LiveSession {
 public:
  // `wake` is called from other threads when there is something new and the window may be asleep.
  explicit LiveSession(std::function<void()> wake);
  ~LiveSession();
  LiveSession(const LiveSession&) = delete;
  LiveSession& operator=(const LiveSession&) = delete;

  // Opens in the background; what runs goes on until the new source is there, or for good when it fails
  // (SessionState::open_error). `gate` is for scripts.
  void open(const std::string& source, const std::string& station_name,
            std::shared_ptr<MomentGate> gate = nullptr);

  // Takes what is new. True when there is something to draw. `now_s`: Ui clock.
  bool update(double now_s);
  // The newest observation is on the screen now.
  void presented();

  [[nodiscard]] const SessionState& state() const { return state_; }
  [[nodiscard]] SessionState& state() { return state_; }
  [[nodiscard]] bool running() const { return station_ != nullptr; }
  // The demo has been asked for once: it is not opened again and again where it fails.
  [[nodiscard]] bool opened_demo() const { return opened_demo_; }
  // True while frames arrive: the window keeps drawing.
  [[nodiscard]] bool streaming() const { return running() && state_.link.alive; }

  void send(Command command);
  void acknowledge();
  void silence();
  // Starts or ends the recording; a failure becomes a notice.
  void toggle_recording(const std::string& folder);
  // Scripts: shows exactly this observation.
  void show(const Observation& observation);

 private:
  void finish_opening();
  void adopt(std::unique_ptr<Station> station);
  void take_status();
  void update_alerts();
  void close_station();

  std::function<void()> wake_;
  SessionState state_;
  std::shared_ptr<LiveFeed> feed_;  // outlives the station that calls it
  std::unique_ptr<Station> station_;
  std::shared_ptr<MomentGate> gate_;
  Observation buffer_;
  LatencyMeter latency_;
  bool unseen_ = false;  // an observation was taken and not yet presented
  double now_s_ = 0, silence_until_s_ = 0;
  bool opened_demo_ = false;
  int acknowledged_id_ = 0;  // highest alert acknowledged here, before the analyzer says so

  struct Opened {
    std::shared_ptr<LiveFeed> feed;  // before the station that calls it
    Result<std::unique_ptr<Station>> station;
    std::shared_ptr<MomentGate> gate;
  };
  std::future<Opened> opening_;
  std::stop_source give_up_;  // of the opening, when the window closes
};

}  // namespace rollscope
