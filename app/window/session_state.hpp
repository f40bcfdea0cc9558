// Everything the window knows about what it shows: plain data, filled by Session, read by panels. Main
// thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "app/station/replay.hpp"
#include "app/station/station.hpp"
#include "core/display/frame_summary.hpp"
#include "core/observation.hpp"

namespace rollscope {

// One point of the last 30 s.
struct HistoryPoint {
  double time_s = 0;
  float p1 = 0;  // in the frame's unit; NaN: cannot be told (see curve_values)
  float force_n = 0;
  bool after_gap = false;  // frames are missing before it: do not join it to the point before
  float cop_x_mm = 0, cop_y_mm = 0;
  bool has_cop = false;
};

// The newest points in order of time, oldest first; what is older than 30 s falls out.
class History {
 public:
  static constexpr double kSpan_s = 30.0;
  void push(const HistoryPoint& point);
  void clear();
  [[nodiscard]] std::size_t size() const { return count_; }
  [[nodiscard]] const HistoryPoint& operator[](std::size_t i) const {
    return points_[(first_ + i) % points_.size()];
  }

 private:
  static constexpr std::size_t kCapacity = 4096;  // 30 s at 100 Hz and more; faster streams are thinned
  std::vector<HistoryPoint> points_ = std::vector<HistoryPoint>(kCapacity);
  std::size_t first_ = 0, count_ = 0;
};

// A mark, note or pain rating on the time axis.
struct MarkRow {
  enum class Kind : std::uint8_t { mark, note, pain } kind = Kind::mark;
  double time_s = 0;
  std::string text;  // of a note
  int nrs = 0;       // pain 0..10
};

struct AlertRow {
  AlertRecord record;
  double acknowledged_s = -1;  // when somebody did; -1: not
};

// Seen by an eye: the station's link and the way of a frame to the screen.
struct LinkView {
  bool alive = false;  // frames arrive
  double rate_hz = 0;
  std::uint64_t frames = 0;
  std::optional<std::uint64_t> frames_lost;           // none where nothing numbers the frames
  double to_screen_p50_ms = 0, to_screen_p95_ms = 0;  // captured_ns to swap; 0: not known yet
  bool unplugged = false;                             // the port is gone and looked for
  std::string cause;  // what is wrong, for people: "The mat stopped sending. Check its cable."
  // What is known of the frames' times, for people, in a few words and in full; empty: nothing yet.
  std::string clock, clock_in_full;
};

// Why a source could not be opened; shown with the sources.
struct OpenError {
  std::string text;   // empty: it could, or the person has read it
  std::string offer;  // a source that would fit what came instead; empty: none
  [[nodiscard]] bool empty() const { return text.empty(); }
};

// The file behind the replay view.
struct ReplayView {
  std::string path, name;  // name: the file's without folder
  double position_s = 0, duration_s = 0;
  std::uint64_t frame = 0, frames = 0;
  bool playing = false;
  double speed = 1;
  bool loop = false;
  double loop_from_s = 0, loop_to_s = 0;  // whole file until set
  double progress = 0;                    // of the background analysis, 1 when done
  std::string error;                      // why the analysis ended early
  std::string integrity;                  // "Verified, nothing lost", "0.6 s lost"; empty: being checked
  bool damaged = false;
  ReplayTimeline timeline;
};

struct SessionState {
  // ---- what runs
  int number = 0;             // of several stations in the window, from 1; 0: the only one
  bool selected = true;       // of several: keys and pedal mean this one
  bool replaying = false;     // `observation` is a moment of a file, not live
  std::string source_name;    // "two-holds", "Mat 1", "session.rsr"
  std::string source_detail;  // "24 x 40, 100 Hz"
  std::string source_uri;
  bool connecting = false;
  std::string connecting_to;
  OpenError open_error;  // of the last attempt
  StreamInfo stream;

  // ---- now
  bool has_observation = false;
  Observation observation;  // the newest; its events are empty
  LiveState state =
      LiveState::find;     // the analyzer's, or no_data by the watchdog; a latched stop outranks it
  double frame_age_s = 0;  // since the last frame was captured; 0 in a replay
  bool stalled() const { return !link.alive; }
  LinkView link;
  std::string region_label;  // "Lateral thigh"; "Load under tool" where the array does not see skin
  bool is_kpa() const { return observation.frame.unit == PressureUnit::kpa; }

  // ---- since the source was opened (a replay: up to the view cursor)
  History history;                // every frame's P1 and force, whatever the screen's rate
  FrameSummary summary;           // peak and mean of every sensel; empty (0 frames) in a replay
  std::vector<HoldRecord> holds;  // finished, in order of start
  std::vector<AlertRow> alerts;
  std::vector<MarkRow> marks;
  double target_reached_s = -1;  // Ui clock when a hold last reached its target; -1: none

  // ---- alerts
  double silence_left_s = 0;  // of the 120 s; 0: sounds
  std::string sound_note;     // why there is no sound; empty: there is

  // ---- recording
  RecordingStatus recording;
  double recording_from_s = 0;  // analysis time at which it began
  bool recorder_finishing = false;

  std::optional<ReplayView> replay;

  // A line for the person: zero taken or refused, saved picture, errors. Fades after some seconds.
  std::string notice;
  bool notice_is_error = false;
  double notice_until_s = 0;  // Ui clock
};

// What stands in the region's place (look.md 7): its name, or that the array sees only a tool's load.
[[nodiscard]] std::string region_label(std::string_view region, const StreamInfo& stream);

}  // namespace rollscope
