// A recording (or another known file) opened to look at: analysed once in the background, then any moment of
// it exactly as it was live. Playing, pausing, speed and loop are the caller's.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/analyzer.hpp"
#include "core/base/result.hpp"
#include "core/command.hpp"
#include "core/observation.hpp"

namespace rollscope {

struct ReplayOptions {
  std::optional<Profile> profile;                            // wins over the file's own
  std::optional<Calibration> calibration;                    // wins over the file's own
  std::size_t memory_budget_bytes = std::size_t{256} << 20;  // for checkpoints
};

// A point of the timeline's curves. In the frame's unit; force is 0 in counts.
struct ReplayPoint {
  double time_s = 0;
  float p1 = 0;  // highest P1 of the contacts
  float force_n = 0;
};

// Everything the timeline draws. Grows while the analysis runs.
struct ReplayTimeline {
  std::vector<HoldRecord> holds;  // in order of start
  std::vector<OscillationRecord> oscillations;
  std::vector<AlertRecord> alerts;  // in order of start; ended ones and, at the end of the file, all
  std::vector<StrokeRecord> strokes;
  std::vector<Event> markers;       // Marked and PainRated, in order
  std::vector<ReplayPoint> points;  // at most 8192: the highest P1 and force of each stretch of time
  double duration_s = 0;            // of what has been analysed so far
  std::uint64_t frames = 0;
};

// All members belong to one thread (the window's main thread).
class Replay {
 public:
  // Opens the file and starts the analysis. Fails when it is no known file, or the calibration does not fit
  // it.
  static Result<std::unique_ptr<Replay>> open(const std::string& path, ReplayOptions options = {});
  ~Replay();
  Replay(const Replay&) = delete;
  Replay& operator=(const Replay&) = delete;

  [[nodiscard]] const StreamInfo& info() const;
  [[nodiscard]] const std::string& path() const;

  // Of the background analysis: 0..1, exactly 1 when done. An error ends it early; what was read stays
  // usable.
  [[nodiscard]] double progress() const;
  [[nodiscard]] std::optional<Error> error() const;
  // Refreshes `timeline` when there is news since the last call; false when not.
  bool take_timeline(ReplayTimeline& timeline);

  // Frames that can be shown so far: at(0) .. at(frames() - 1).
  [[nodiscard]] std::uint64_t frames() const;
  // Time of a frame since the first, and the last frame at or before a time (0 before the first).
  [[nodiscard]] double time_of(std::uint64_t frame) const;
  [[nodiscard]] std::uint64_t frame_at(double time_s) const;

  // What the analyzer knew after that frame, bit for bit as it was live, all commands up to it included.
  // Going forward by a few frames costs those frames; anywhere else at most the distance to a checkpoint
  // (about 1 s). The reference stays good until the next call. Needs frame < frames().
  [[nodiscard]] const Observation& at(std::uint64_t frame);

 private:
  Replay();
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace rollscope
