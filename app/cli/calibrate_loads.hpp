// Where `rollscope calibrate` reads its loads: from recordings, or from a live source while a person works.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "core/base/result.hpp"
#include "core/correct/crosstalk.hpp"
#include "core/correct/load_reading.hpp"
#include "core/frame/raw_frame.hpp"
#include "drivers/source_uri.hpp"

namespace rollscope {

// The zero of a recording's first two unloaded seconds, and what stream it is, as CalibrationSignal has both.
struct UnloadedReading {
  StreamInfo stream;
  std::vector<float> zero;
  Crosstalk lines{};
};

// Fails as ZeroGatherer::finish does; a file in kPa is refused: there is nothing to calibrate.
Result<UnloadedReading> read_unloaded(const std::string& file, const Crosstalk& lines = {});

// The highest load in the recording that stood still for two seconds. Fails (refused) where there is none,
// where sensels were at full scale, or where the recording is of another sensor.
Result<LoadReading> read_load(const std::string& file, const UnloadedReading& unloaded);

// A live source that is read all the time; each call waits for what it wants. One thread.
class LiveLoads {
 public:
  // Connects and waits for the stream.
  static Result<std::unique_ptr<LiveLoads>> open(const SourceUri& uri, const Crosstalk& lines = {});
  virtual ~LiveLoads() = default;

  // Two unloaded seconds, from now on.
  virtual Result<UnloadedReading> unloaded() = 0;
  // After unloaded(): a load that stands still for two seconds and is not the one read last, within 60 s of
  // frames.
  virtual Result<LoadReading> load() = 0;
};

}  // namespace rollscope
