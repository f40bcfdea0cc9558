#include "drivers/files/file_replay.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include "drivers/files/pacer.hpp"
#include "drivers/files/source_options.hpp"

namespace rollscope {
namespace {

constexpr double kSpeedMax = 1000.0;
// Between two laps where a file has but one frame.
constexpr std::int64_t kLapStep_ns = 10'000'000;

// What is added to a lap's frames so that time and numbers go on where the last lap ended.
struct LapShift {
  std::int64_t captured_ns = 0, device_us = 0;
  std::uint64_t sequence = 0;
};

class ReplaySource final : public Source {
 public:
  ReplaySource(std::unique_ptr<FrameReader> reader, StreamInfo info, std::optional<Calibration> calibration,
               double speed, bool loop)
      : reader_(std::move(reader)),
        info_(std::move(info)),
        calibration_(std::move(calibration)),
        pacer_(speed),
        loop_(loop) {}

  const StreamInfo& info() const override { return info_; }
  std::optional<Calibration> calibration() const override { return calibration_; }
  std::optional<Profile> profile() const override { return reader_->profile(); }
  std::optional<Error> end_error() const override { return error_; }
  void wake() noexcept override { pacer_.wake(); }

  StreamHealth health() const override {
    StreamHealth health = reader_->health();
    health.frames = given_;
    return health;
  }

  SourceEvent read(RawFrame& frame, Command& command, std::chrono::milliseconds timeout) override {
    if (ended_) return SourceEvent::ended;
    // The next frame waits here until it is due, so that a command before it is not held back with it.
    if (!ahead_) {
      const auto item = next(command);
      if (!item) return end(item.error());
      if (*item == FrameReader::Item::end) return end(std::nullopt);
      if (*item == FrameReader::Item::command) return SourceEvent::command;
      ahead_ = true;
    }
    if (!pacer_.wait_for(time_ns(next_frame_), timeout)) return SourceEvent::idle;
    ahead_ = false;
    ++given_;
    // Swapped, not copied: both keep their size from the second frame on.
    std::swap(frame, next_frame_);
    return SourceEvent::frame;
  }

 private:
  SourceEvent end(std::optional<Error> error) {
    ended_ = true;
    error_ = std::move(error);
    return SourceEvent::ended;
  }

  [[nodiscard]] std::int64_t time_ns(const RawFrame& frame) const {
    return info_.device_clock && frame.device_us != kNoDeviceTime ? frame.device_us * 1000
                                                                  : frame.captured_ns;
  }

  Result<FrameReader::Item> next(Command& command) {
    auto item = reader_->next(next_frame_, command);
    if (item && *item == FrameReader::Item::end && loop_ && in_lap_ > 0) {
      if (auto r = reader_->rewind(); !r) return std::unexpected(r.error());
      next_lap();
      item = reader_->next(next_frame_, command);
    }
    if (item && *item == FrameReader::Item::frame) see(next_frame_);
    return item;
  }

  void next_lap() {
    shift_.captured_ns = last_.captured_ns + step_.captured_ns;
    shift_.device_us = last_.device_us + step_.device_us;
    shift_.sequence = last_.sequence + 1;
    in_lap_ = 0;
    ++lap_;
  }

  // Shifts a frame into its lap and remembers where the lap stands.
  void see(RawFrame& frame) {
    if (in_lap_++ == 0 && lap_ > 0) {
      shift_.captured_ns -= frame.captured_ns;
      shift_.device_us -= frame.device_us;
      shift_.sequence -= frame.sequence;
    }
    frame.captured_ns += shift_.captured_ns;
    if (frame.device_us != kNoDeviceTime) frame.device_us += shift_.device_us;
    frame.sequence += shift_.sequence;
    if (in_lap_ > 1) {
      step_.captured_ns = frame.captured_ns - last_.captured_ns;
      if (frame.device_us != kNoDeviceTime) step_.device_us = frame.device_us - last_.device_us;
    }
    last_ = {.captured_ns = frame.captured_ns, .device_us = frame.device_us, .sequence = frame.sequence};
  }

  std::unique_ptr<FrameReader> reader_;
  StreamInfo info_;
  std::optional<Calibration> calibration_;
  Pacer pacer_;
  bool loop_;
  bool ended_ = false;
  std::optional<Error> error_;
  std::uint64_t given_ = 0;
  RawFrame next_frame_;
  bool ahead_ = false;
  std::uint64_t lap_ = 0, in_lap_ = 0;  // laps done, frames of this one
  LapShift shift_, last_, step_{.captured_ns = kLapStep_ns, .device_us = kLapStep_ns / 1000, .sequence = 1};
};

}  // namespace

Result<std::unique_ptr<Source>> open_replay(std::unique_ptr<FrameReader> reader, const SourceUri& uri) {
  for (const auto& [key, value] : uri.options)
    if (key != "speed" && key != "loop" && std::ranges::find(kSourceOptions, key) == kSourceOptions.end())
      return fail(Errc::bad_argument, "'" + key + "=" + value +
                                          "': a file takes speed, loop, calibration, pitch_mm, geometry, "
                                          "seam_gap_mm and roller_kg, nothing else");
  const auto speed = uri.number("speed", 0.0, 0.0, kSpeedMax);
  if (!speed) return std::unexpected(speed.error());
  const auto loop = uri.number("loop", 0.0, 0.0, 1.0);
  if (!loop) return std::unexpected(loop.error());
  StreamInfo info = reader->info();
  std::optional<Calibration> calibration = reader->calibration();
  if (auto r = apply_source_options(uri, info, calibration); !r) return std::unexpected(r.error());
  return std::make_unique<ReplaySource>(std::move(reader), std::move(info), std::move(calibration), *speed,
                                        *loop != 0.0);
}

}  // namespace rollscope
