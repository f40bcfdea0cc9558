// One running measurement: a source, the analyzer, the recorder and the threads between them (design.md 3).
// The window and the command line both drive a Station.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "app/station/frame_observer.hpp"
#include "core/analyzer.hpp"
#include "core/base/result.hpp"
#include "core/command.hpp"
#include "core/observation.hpp"
#include "drivers/source.hpp"
#include "drivers/source_uri.hpp"
#include "drivers/stream_health.hpp"

namespace rollscope {

// Why 0.5 s: from there on the last picture must not stand as live (design.md 2).
inline constexpr double kStallAfter_s = 0.5;

// A command to be given during the run without a hand on the keyboard: right after the first frame whose time
// is at or past `time_s`, so it takes effect before the one that follows.
struct ScheduledCommand {
  double time_s = 0.0;
  Command command;
};

struct StationOptions {
  std::string name = "station";            // for people and for file names
  std::optional<Profile> profile;          // wins over the source's own
  std::optional<Calibration> calibration;  // wins over the source's own
  std::string record_path;                 // not empty: record from the first raw frame on
  std::vector<Command> at_start;           // take effect before the first frame, in order
  std::vector<ScheduledCommand> schedule;  // any order
  std::vector<FrameObserver*> observers;   // not owned; outlive the station
  double stop_after_s = 0.0;               // ends when so many seconds of frames have come; 0: never
  std::chrono::milliseconds patience = std::chrono::seconds(6);  // for the stream to become known
  std::stop_token cancel;                                        // requested: open() gives up at once
  // How long a link that was lost is looked for before the source ends; replug_s= in the URI wins.
  std::chrono::milliseconds replug = kReplugForEver;
};

enum class LinkState : std::uint8_t {
  live,
  stalled,       // no frame for kStallAfter_s: grey the map, pause the timers
  unplugged,     // the link is gone and looked for: see StationStatus::link_error
  disconnected,  // the link is gone for good or broke the rules: likewise
  ended,         // the source came to its regular end
};

struct RecordingStatus {
  bool active = false;  // frames are being written
  std::string path;     // of the running recording, or of the last one
  double duration_s = 0;
  std::uint64_t frames = 0;
  std::uint64_t drops = 0;  // frames that found the ring full; the recording says where
  std::uint64_t bytes = 0;
  double room_left_s = -1;     // at this rate until the disk is full; -1: not known yet
  std::optional<Error> error;  // stopped the recording (disk full); the measurement goes on. Show it.
};

struct StationStatus {
  LinkState link = LinkState::live;
  std::optional<Error> link_error;  // why it is unplugged or disconnected
  double last_frame_age_s = 0;      // on the steady clock
  std::uint64_t frames = 0;         // analysed so far
  double rate_hz = 0;               // over the last two seconds
  StreamHealth health;
  // From captured_ns to the observation handed over, over the last frames (at most 1024, 2 s). The window
  // adds its own share from Observation::captured_ns to the screen. 0 without a live clock (file:).
  double latency_p50_s = 0, latency_p95_s = 0;
  std::uint64_t events_lost = 0;  // found the event ring full: nobody drained it
  RecordingStatus recording;
};

// All members but the constructor belong to one thread (the window's main thread, or the command line's).
// Acquisition and recorder run on their own; no frame waits for this thread.
class Station {
 public:
  // Opens the link, waits until the stream is known, starts the threads. Fails as open_source() does, when
  // the calibration does not fit, or when `record_path` cannot be created (exists, permission: nothing is
  // connected then).
  static Result<std::unique_ptr<Station>> open(const SourceUri& uri, StationOptions options = {});
  // The same with a source that is open already; `uri` names it.
  static Result<std::unique_ptr<Station>> start(std::unique_ptr<Source> source, const SourceUri& uri,
                                                StationOptions options = {});
  // Stops as stop() does.
  ~Station();
  Station(const Station&) = delete;
  Station& operator=(const Station&) = delete;

  [[nodiscard]] const StreamInfo& info() const;
  [[nodiscard]] const std::string& name() const;
  [[nodiscard]] const SourceUri& uri() const;

  // The newest observation, if there is one the caller has not had yet. Swaps buffers: no copy, no
  // allocation. Observations are kept for it from the first call on, and the last one in any case.
  bool take_latest(Observation& observation);
  // The next event in order. Every event comes exactly once, also those between two observations taken.
  bool poll_event(Event& event);

  // Takes effect before the next frame; recorded with that frame's sequence number. False when the ring is
  // full (64 commands nobody took: the stream stands still).
  bool send(Command command);

  // Records from the next frame on, with the profile and the calibration (zero included) then in force: its
  // analysis starts there, holds that already run are not in it. Returns once the file is open, within tens
  // of milliseconds. Never overwrites.
  Result<void> start_recording(const std::string& path);
  // Writes what is in the ring, closes the file. Returns what went wrong with the recording, if anything.
  Result<void> stop_recording();

  [[nodiscard]] StationStatus status();

  // Blocks until the source has ended, at most `timeout`. True when it has ended.
  bool wait_ended(std::chrono::milliseconds timeout);
  // Ends acquisition (running holds end with end_of_data, their events can still be polled), drains, closes
  // the recording, closes the link. Returns what went wrong with the recording, if anything. Can be called
  // again.
  Result<void> stop();

 private:
  Station();
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace rollscope
