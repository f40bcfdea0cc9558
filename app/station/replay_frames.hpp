// The frames of a file with the commands between them, from any place on: what a replay reads.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/analyzer.hpp"
#include "core/base/result.hpp"
#include "core/command.hpp"
#include "core/frame/raw_frame.hpp"

namespace rollscope {

// One thread at a time; another reader of the same file goes its own way.
class ReplayFrames {
 public:
  virtual ~ReplayFrames() = default;

  // The next frame and the commands that take effect right before it. False at the end.
  virtual Result<bool> next(RawFrame& frame, std::vector<Command>& commands) = 0;
  // Where the frame next() gave last stands in the file; seek() to it gives it again.
  [[nodiscard]] virtual std::uint64_t place() const = 0;
  virtual void seek(std::uint64_t place) = 0;
  // A second, independent reader that starts at the first frame.
  [[nodiscard]] virtual Result<std::unique_ptr<ReplayFrames>> again() const = 0;
};

struct ReplayFile {
  AnalyzerSetup setup;         // stream, calibration and profile the file brings
  std::string format;          // id of drivers/files/file_format.hpp
  double frames_expected = 0;  // 0: not known before the end
  std::unique_ptr<ReplayFrames> frames;
};

// A recording is read where it lies; any other known file is read into memory here and now.
Result<ReplayFile> open_replay_file(const std::string& path);

}  // namespace rollscope
