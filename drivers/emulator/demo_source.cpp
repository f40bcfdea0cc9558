#include "drivers/emulator/demo_source.hpp"

#include <utility>

#include "drivers/devices/probe.hpp"
#include "drivers/emulator/scene_choice.hpp"
#include "drivers/emulator/scene_playback.hpp"
#include "drivers/files/pacer.hpp"
#include "drivers/files/source_options.hpp"

namespace rollscope {
namespace {

class DemoSource final : public Source {
 public:
  DemoSource(const Scene& scene, const SensorLayout& layout, const PlayerOptions& options, bool loop,
             double speed, std::optional<Calibration> calibration)
      : playback_(scene, layout, options, loop),
        info_(playback_.info()),
        calibration_(calibration ? std::move(*calibration) : playback_.calibration()),
        pacer_(speed),
        paced_(speed > 0.0) {
    info_.device_id = "demo";
    info_.device_label = "Demo: " + scene.title;
  }

  [[nodiscard]] const StreamInfo& info() const override { return info_; }
  [[nodiscard]] std::optional<Calibration> calibration() const override { return calibration_; }
  [[nodiscard]] StreamHealth health() const override { return health_; }
  void wake() noexcept override { pacer_.wake(); }

  SourceEvent read(RawFrame& frame, Command&, std::chrono::milliseconds timeout) override {
    if (!pending_) {
      if (!playback_.next(next_)) return SourceEvent::ended;
      pending_ = true;
    }
    if (!pacer_.wait_for(next_.device_us * 1000, timeout)) return SourceEvent::idle;
    pending_ = false;
    // Unpaced, nothing depends on when it runs: the same bits each time.
    next_.captured_ns = paced_ ? capture_clock_ns() : next_.device_us * 1000;
    count();
    std::swap(frame, next_);
    return SourceEvent::frame;
  }

 private:
  void count() {
    const std::uint64_t lost = next_.sequence - expected_;
    health_.frames_lost += lost;
    health_.gaps += lost > 0 ? 1 : 0;
    health_.frames += 1;
    expected_ = next_.sequence + 1;
  }

  ScenePlayback playback_;
  StreamInfo info_;
  Calibration calibration_;
  Pacer pacer_;
  bool paced_;
  RawFrame next_;
  bool pending_ = false;  // next_ waits for its time
  std::uint64_t expected_ = 0;
  StreamHealth health_;
};

}  // namespace

Result<std::unique_ptr<Source>> open_demo_source(const SourceUri& uri) {
  const auto scene = choose_scene(uri.address);
  if (!scene) return std::unexpected(scene.error());
  const auto speed = uri.number("speed", 1.0, 0.0, 1000.0);
  const auto loop = uri.number("loop", 0.0, 0.0, 1.0);
  const auto rate_hz = uri.number("rate_hz", 100.0, 1.0, 2000.0);
  const auto seed = uri.number("seed", 1.0, 0.0, 4294967295.0);
  const auto rows = uri.number("rows", 0.0, 1.0, 1024.0);
  const auto cols = uri.number("cols", 0.0, 1.0, 1024.0);
  for (const auto* option : {&speed, &loop, &rate_hz, &seed, &rows, &cols})
    if (!*option) return std::unexpected(option->error());
  StreamInfo wanted;
  wanted.layout = scene_layout(**scene, static_cast<int>(*rows), static_cast<int>(*cols));
  std::optional<Calibration> calibration;
  if (auto taken = apply_source_options(uri, wanted, calibration); !taken)
    return std::unexpected(taken.error());
  PlayerOptions options;
  options.rate_hz = *rate_hz;
  options.seed = static_cast<std::uint64_t>(*seed);
  return std::make_unique<DemoSource>(**scene, wanted.layout, options, *loop == 1.0, *speed,
                                      std::move(calibration));
}

}  // namespace rollscope
