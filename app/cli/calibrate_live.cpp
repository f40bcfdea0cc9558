// Loads from a live source, read on the station's acquisition thread while a person sets them up.
#include <fmt/format.h>

#include <chrono>
#include <cmath>
#include <mutex>
#include <optional>

#include "app/cli/calibrate_loads.hpp"
#include "app/cli/calibrate_signal.hpp"
#include "app/cli/stop_signal.hpp"
#include "app/station/station.hpp"
#include "core/correct/pressure_converter.hpp"
#include "core/correct/zero.hpp"

namespace rollscope {
namespace {

constexpr double kPatience_s = 60.0;  // of frames, for one load
constexpr double kChange = 0.05;      // of the sum of counts: another load
constexpr std::chrono::milliseconds kLook{20};

// What the frames say, shared between the acquisition thread and the caller.
class Watch final : public FrameObserver {
 public:
  explicit Watch(const Crosstalk& lines) : lines_(lines) {}
  void on_start(const AnalyzerSetup& setup) override {
    const std::lock_guard lock(mutex_);
    if (auto signal = CalibrationSignal::make(setup.stream, lines_)) signal_ = std::move(*signal);
    stream_ = signal_ ? signal_->stream() : setup.stream;
    stream_.kpa_per_count = 0.0;
  }
  void on_command(std::uint64_t, const Command&) override {}
  void on_end(const Observation&, const Analyzer&) override {}
  void on_frame(const RawFrame& raw, const Observation& observation, const Analyzer&) override {
    const std::lock_guard lock(mutex_);
    now_s_ = observation.frame.time_s;
    if (!signal_) return;
    const RawFrame& frame = signal_->of(raw);
    if (zero_) {
      zero_done_ = zero_done_ || zero_->add(frame.samples, now_s_);
      return;
    }
    if (!reader_) return;
    const bool ready = reader_->add(frame, now_s_);
    changed_ = changed_ || std::abs(reader_->total() - last_total_) > kChange * last_total_;
    if (!wanted_ || reading_ || !ready || !changed_) return;
    if (auto reading = reader_->reading()) reading_ = std::move(*reading);
  }

  void start_zero() {
    const std::lock_guard lock(mutex_);
    zero_.emplace(stream_.layout, stream_);
    zero_->start();
    zero_done_ = false;
  }
  // None yet: nullopt.
  std::optional<Result<UnloadedReading>> zero() {
    const std::lock_guard lock(mutex_);
    if (!zero_done_) return std::nullopt;
    const auto taken = zero_->finish(*PressureConverter::make(stream_, std::nullopt), {});
    zero_.reset();
    if (!taken) return Result<UnloadedReading>(std::unexpected(taken.error()));
    reader_.emplace(stream_, taken->samples);
    changed_ = true;
    last_total_ = 0.0;
    return Result<UnloadedReading>(UnloadedReading{stream_, taken->samples, lines_});
  }

  void want_load() {
    const std::lock_guard lock(mutex_);
    wanted_ = true;
    reading_.reset();
    since_s_ = now_s_;
  }
  std::optional<Result<LoadReading>> load() {
    const std::lock_guard lock(mutex_);
    if (reading_) {
      wanted_ = false;
      changed_ = false;
      last_total_ = reading_->total;
      return Result<LoadReading>(std::move(*reading_));
    }
    if (now_s_ - since_s_ < kPatience_s) return std::nullopt;
    wanted_ = false;
    if (!changed_)
      return Result<LoadReading>(
          fail(Errc::refused, "the load is still the one read before; put the next one on"));
    const auto why = reader_->reading();
    return Result<LoadReading>(
        fail(Errc::refused, "no load stood still for two seconds: " +
                                (why ? std::string("it came too late; try again") : why.error().detail)));
  }

 private:
  std::mutex mutex_;
  Crosstalk lines_;
  std::optional<CalibrationSignal> signal_;  // none: its lines cannot be solved
  StreamInfo stream_;
  double now_s_ = 0.0, since_s_ = 0.0;
  std::optional<ZeroGatherer> zero_;
  bool zero_done_ = false;
  std::optional<LoadReader> reader_;
  std::optional<LoadReading> reading_;
  bool wanted_ = false;
  bool changed_ = true;  // the load left the one read last
  double last_total_ = 0.0;
};

class StationLoads final : public LiveLoads {
 public:
  static Result<std::unique_ptr<LiveLoads>> open(const SourceUri& uri, const Crosstalk& lines) {
    auto made = std::unique_ptr<StationLoads>(new StationLoads(lines));
    StationOptions options;
    options.observers.push_back(&made->watch_);
    options.replug = std::chrono::milliseconds(0);  // what was interrupted is measured again
    auto station = Station::open(uri, std::move(options));
    if (!station) return std::unexpected(station.error());
    made->station_ = std::move(*station);
    if (made->station_->info().format == SampleFormat::f32_kpa)
      return fail(Errc::refused, "the source is in kPa already; there are no counts to calibrate");
    if (const auto signal = CalibrationSignal::make(made->station_->info(), lines); !signal)
      return std::unexpected(signal.error());
    return made;
  }

  Result<UnloadedReading> unloaded() override {
    watch_.start_zero();
    return wait_for<UnloadedReading>([&] { return watch_.zero(); });
  }

  Result<LoadReading> load() override {
    watch_.want_load();
    auto reading = wait_for<LoadReading>([&] { return watch_.load(); });
    if (reading && reading->saturated > 0)
      return fail(Errc::refused,
                  fmt::format("{} sensels are at full scale; take a smaller load or a wider indenter",
                              reading->saturated));
    return reading;
  }

 private:
  explicit StationLoads(const Crosstalk& lines) : watch_(lines) {}

  template <class Value, class Poll>
  Result<Value> wait_for(Poll poll) {
    for (;;) {
      const bool ended = station_->wait_ended(kLook);
      if (auto got = poll()) return std::move(*got);
      if (stop_.given()) return fail(Errc::refused, "stopped; nothing was written");
      if (!ended) continue;
      const auto error = station_->status().link_error;
      return fail(Errc::disconnected, error ? error->detail : "the source ended before everything was read");
    }
  }

  Watch watch_;
  StopSignal stop_;
  std::unique_ptr<Station> station_;  // last: its thread ends before what it calls
};

}  // namespace

Result<std::unique_ptr<LiveLoads>> LiveLoads::open(const SourceUri& uri, const Crosstalk& lines) {
  return StationLoads::open(uri, lines);
}

}  // namespace rollscope
