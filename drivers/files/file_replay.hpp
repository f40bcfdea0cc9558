// What the replays of all kinds of file share: pace, laps and options. A new format implements FrameReader
// only.
#pragma once

#include <memory>

#include "core/base/result.hpp"
#include "drivers/source.hpp"

namespace rollscope {

// Frames and commands of one file, in order, without pace.
class FrameReader {
 public:
  enum class Item { frame, command, end };
  virtual ~FrameReader() = default;
  [[nodiscard]] virtual const StreamInfo& info() const = 0;
  [[nodiscard]] virtual std::optional<Calibration> calibration() const { return std::nullopt; }
  [[nodiscard]] virtual std::optional<Profile> profile() const { return std::nullopt; }
  // An error ends the replay and says why.
  virtual Result<Item> next(RawFrame& frame, Command& command) = 0;
  virtual Result<void> rewind() = 0;
  // Frames known to be lost so far, and damaged pieces that were skipped.
  [[nodiscard]] virtual StreamHealth health() const = 0;
};

// A Source of the reader's frames under the options of `uri`: speed, loop, calibration, pitch_mm.
// Errc::bad_argument names an option that is none of these.
Result<std::unique_ptr<Source>> open_replay(std::unique_ptr<FrameReader> reader, const SourceUri& uri);

}  // namespace rollscope
