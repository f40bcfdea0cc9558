#include "app/cli/measure_source.hpp"

#include <chrono>
#include <vector>

#include "app/cli/stop_signal.hpp"
#include "app/station/station.hpp"
#include "drivers/files/calibration_toml.hpp"

namespace rollscope {
namespace {

using std::chrono::steady_clock;

// Passes everything on and keeps the calibration in force.
class CalibrationKeeper final : public FrameObserver {
 public:
  explicit CalibrationKeeper(FrameObserver& next) : next_(next) {}
  void on_start(const AnalyzerSetup& setup) override {
    calibration_ = setup.calibration;
    next_.on_start(setup);
  }
  void on_command(std::uint64_t frame, const Command& command) override { next_.on_command(frame, command); }
  void on_frame(const RawFrame& raw, const Observation& observation, const Analyzer& analyzer) override {
    next_.on_frame(raw, observation, analyzer);
  }
  void on_end(const Observation& observation, const Analyzer& analyzer) override {
    calibration_ = analyzer.calibration();
    next_.on_end(observation, analyzer);
  }
  [[nodiscard]] const std::optional<Calibration>& calibration() const { return calibration_; }

 private:
  FrameObserver& next_;
  std::optional<Calibration> calibration_;
};

}  // namespace

Result<std::optional<Calibration>> measure_source(const std::string& source, double seconds,
                                                  const std::optional<Calibration>& calibration,
                                                  FrameObserver& observer) {
  auto uri = SourceUri::parse(source);
  if (!uri) return std::unexpected(uri.error());
  CalibrationKeeper keeper(observer);
  StationOptions options;
  options.calibration = calibration;
  options.observers.push_back(&keeper);
  options.replug = std::chrono::milliseconds(0);  // what was interrupted is measured again
  const bool file = uri->scheme == "file";
  if (file) uri->options["speed"] = "0";
  if (!file) options.stop_after_s = seconds;
  const StopSignal stop;
  auto station = Station::open(*uri, std::move(options));
  if (!station) return std::unexpected(station.error());
  const auto give_up = steady_clock::now() + std::chrono::duration<double>(2.0 * seconds + 2.0);
  while (!stop.given() && !(*station)->wait_ended(std::chrono::milliseconds(20))) {
    if (!file && steady_clock::now() > give_up) break;
  }
  const StationStatus status = (*station)->status();
  if (const auto stopped = (*station)->stop(); !stopped) return std::unexpected(stopped.error());
  if (status.link_error) return std::unexpected(*status.link_error);
  if (status.frames == 0) return fail(Errc::refused, source + ": no frames came");
  return keeper.calibration();
}

Result<void> write_calibration_out(const std::string& path, const std::optional<Calibration>& calibration) {
  if (!calibration)
    return fail(Errc::bad_argument,
                path + ": there is no calibration to write a copy of; name one with --calibration");
  return write_calibration(path, *calibration);
}

}  // namespace rollscope
