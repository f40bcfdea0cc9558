#include "app/station/batch.hpp"

#include <utility>

#include "app/station/read_ahead.hpp"

namespace rollscope {
namespace {

constexpr std::uint64_t kAskEvery = 256;

class Batch {
 public:
  Batch(Source& source, Analyzer analyzer, std::span<FrameObserver* const> observers)
      : ahead_(source), analyzer_(std::move(analyzer)), observers_(observers) {}

  void run(const BatchOptions& options) {
    while (step()) {
      if (frames_ % kAskEvery == 0 && options.proceed && !options.proceed(frames_)) break;
    }
    if (frames_ > 0) {
      const Observation& last = analyzer_.finish();
      for (FrameObserver* observer : observers_) observer->on_end(last, analyzer_);
    }
  }

 private:
  bool step() {
    switch (ahead_.read(raw_, command_)) {
      case SourceEvent::frame:
        on_frame();
        return true;
      case SourceEvent::command:
        on_command();
        return true;
      case SourceEvent::idle:
        return true;
      case SourceEvent::ended:
        return false;
    }
    return false;
  }

  void on_frame() {
    const Observation& observation = analyzer_.process(raw_);
    ++frames_;
    for (FrameObserver* observer : observers_) observer->on_frame(raw_, observation, analyzer_);
  }

  void on_command() {
    for (FrameObserver* observer : observers_) observer->on_command(frames_, command_);
    analyzer_.apply(command_);
  }

  ReadAhead ahead_;
  Analyzer analyzer_;
  std::span<FrameObserver* const> observers_;
  RawFrame raw_;
  Command command_;
  std::uint64_t frames_ = 0;
};

}  // namespace

AnalyzerSetup analyzer_setup(const Source& source, const std::optional<Profile>& profile,
                             const std::optional<Calibration>& calibration) {
  AnalyzerSetup setup{.stream = source.info(), .calibration = source.calibration(), .profile = {}};
  if (const auto own = source.profile()) setup.profile = *own;
  if (profile) setup.profile = *profile;
  if (calibration) setup.calibration = *calibration;
  return setup;
}

Result<void> run_batch(Source& source, const AnalyzerSetup& setup, std::span<FrameObserver* const> observers,
                       const BatchOptions& options) {
  auto analyzer = Analyzer::make(setup);
  if (!analyzer) return std::unexpected(analyzer.error());
  for (FrameObserver* observer : observers) observer->on_start(setup);
  Batch(source, std::move(*analyzer), observers).run(options);
  if (const auto error = source.end_error()) return std::unexpected(*error);
  return {};
}

}  // namespace rollscope
