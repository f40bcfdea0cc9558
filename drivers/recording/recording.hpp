// What a recording (.rsr) holds beside its frames: the words its writer, reader and verifier share.
// The file itself is described to the byte in docs/recording-format.md.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/command.hpp"
#include "core/correct/calibration.hpp"
#include "core/frame/raw_frame.hpp"
#include "core/profile.hpp"
#include "drivers/stream_health.hpp"

namespace rollscope {

// Everything known when a recording starts: with the frames and commands it is enough to analyse them again.
struct RecordingSetup {
  StreamInfo stream;
  std::optional<Calibration> calibration;  // with zero and provenance
  Profile profile;
  std::string station;         // name a person gave the mat or roller
  std::string source;          // URI the frames came from
  std::string device_options;  // the device's settings, as text for people
  std::string program_version;
  std::int64_t started_unix_ns = 0;       // UTC
  std::int64_t started_monotonic_ns = 0;  // captured_ns of that same moment
};

// A command takes effect before the frame with this index (from 0 in the file) and at or after this sequence.
struct RecordedCommand {
  std::uint64_t frame_index = 0;
  std::uint64_t sequence = 0;
  std::int64_t captured_ns = 0;  // of the frame before it; the start where there is none
  Command command;
};

// Frames that reached the program and not the file.
struct RecordedDrop {
  std::uint64_t frame_index = 0;  // of the first frame kept after them
  std::int64_t captured_ns = 0;
  std::uint64_t frames = 0;
  std::string reason;
};

struct RecordedHealth {
  std::uint64_t frame_index = 0;
  std::int64_t captured_ns = 0;
  StreamHealth health;
};

// The link was lost, or came back: between two of them nothing was measured.
struct RecordedLink {
  std::uint64_t frame_index = 0;  // of the first frame after it
  std::int64_t at_ns = 0;         // on the clock of captured_ns
  bool lost = false;              // false: it is there again
  std::string detail;             // "/dev/ttyUSB0 at 1000000 baud: the device was unplugged"
};

struct RecordingInfo {
  RecordingSetup setup;
  int format_version = 0;
  std::uint64_t frames = 0;     // up to the last readable chunk, lost ones counted
  double duration_s = 0.0;      // last minus first frame, on the clock the analysis uses
  bool closed_cleanly = false;  // false: still being written, or the writer was cut off
  std::string end_reason;       // what finish() was told
  bool setup_intact = true;     // false: layout, calibration or settings are not what was written
  std::uint64_t size_bytes = 0;
};

}  // namespace rollscope
