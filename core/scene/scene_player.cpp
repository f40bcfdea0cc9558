#include "core/scene/scene_player.hpp"

#include <algorithm>
#include <cmath>

#include "core/base/check.hpp"
#include "core/scene/stage.hpp"
#include "core/scene/truth_maker.hpp"

namespace rollscope {
namespace {

constexpr std::int64_t kFirstCaptured_ns = 1'000'000'000;
// Each use of randomness draws from its own stream, so that one more sensel does not change the motion.
constexpr std::uint64_t kStageStream = 0x5354414745ULL, kSensorStream = 0x53454e53ULL,
                        kLinkStream = 0x4c494e4bULL;

std::vector<FrameFate> frame_fates(const Scene& scene, double rate_hz, std::uint64_t seed) {
  const auto frames = static_cast<std::size_t>(std::floor(scene.duration_s * rate_hz + 1e-6));
  std::vector<FrameFate> fates(frames, FrameFate::arrives);
  Random random(seed ^ kLinkStream);
  for (const LinkFault& fault : scene.link_faults) {
    const auto number = [&](double time_s) {
      const auto frame = static_cast<std::size_t>(std::max(0.0, std::ceil(time_s * rate_hz - 1e-6)));
      return std::min(frames, frame);
    };
    const bool stall = fault.kind == LinkFault::Kind::stall;
    for (std::size_t i = number(fault.start_s); i < number(fault.start_s + fault.duration_s); ++i) {
      if (stall || random.chance(fault.probability)) fates[i] = stall ? FrameFate::stalled : FrameFate::lost;
    }
  }
  return fates;
}

std::vector<std::size_t> dead_sensels(const Scene& scene, const SensorLayout& layout) {
  std::vector<std::size_t> dead;
  for (const PointMm& at : scene.dead_sensels) {
    const double col = std::floor(at.x_mm / layout.pitch_col_mm + layout.cols / 2.0);
    const double row = std::floor(at.y_mm / layout.pitch_row_mm + layout.rows / 2.0);
    if (col < 0.0 || row < 0.0 || col >= layout.cols || row >= layout.rows) continue;
    dead.push_back(static_cast<std::size_t>(row) * static_cast<std::size_t>(layout.cols) +
                   static_cast<std::size_t>(col));
  }
  return dead;
}

StreamInfo stream_info(const Scene& scene, const SensorLayout& layout, double rate_hz,
                       const SensorModel& sensor) {
  StreamInfo info;
  info.layout = layout;
  info.format = sensor.format();
  info.full_scale = sensor.full_scale_counts();
  info.rate_hz = rate_hz;
  info.numbered = info.device_clock = true;
  info.device_id = "scene";
  info.device_label = "Demo: " + scene.title;
  info.serial_number = scene.id;
  return info;
}

}  // namespace

struct ScenePlayer::Impl {
  Impl(const Scene& the_scene, const SensorLayout& layout, const PlayerOptions& the_options)
      : scene(the_scene),
        options(the_options),
        stage(scene, layout, options.seed ^ kStageStream),
        sensor(layout, options.rate_hz, options.sensor, dead_sensels(scene, layout),
               options.seed ^ kSensorStream),
        fresh_sensor(sensor),
        fates(frame_fates(scene, options.rate_hz, options.seed)),
        info(stream_info(scene, layout, options.rate_hz, sensor)),
        truth(make_truth(scene, layout, stage, options.rate_hz, fates, options.truth)) {
    stage.move_to(0.0);
  }

  // Goes to the next frame that arrives; what is under way meanwhile still presses on the sensor.
  bool advance() {
    for (; frame < fates.size(); ++frame) {
      time_s = static_cast<double>(frame) / options.rate_hz;
      stage.move_to(time_s);
      if (fates[frame] == FrameFate::arrives) break;
      sensor.skip(stage.pressure_kpa());
      if (fates[frame] == FrameFate::lost) ++sequence;
    }
    if (frame >= fates.size()) return false;
    number = frame++;
    ++sequence;
    return true;
  }

  Scene scene;
  PlayerOptions options;
  Stage stage;
  SensorModel sensor, fresh_sensor;
  std::vector<FrameFate> fates;
  StreamInfo info;
  SceneTruth truth;
  std::size_t frame = 0;       // the next one
  std::size_t number = 0;      // the one last given
  std::uint64_t sequence = 0;  // of the next one
  std::uint64_t delivered = 0;
  double time_s = 0.0;
};

ScenePlayer::ScenePlayer(const Scene& scene, const SensorLayout& layout, const PlayerOptions& options) {
  ROLLSCOPE_CHECK(layout.rows > 0 && layout.cols > 0, "a layout has sensels");
  ROLLSCOPE_CHECK(layout.pitch_row_mm > 0.0 && layout.pitch_col_mm > 0.0, "a layout has a pitch");
  ROLLSCOPE_CHECK(!layout.periodic() || layout.radius_mm > 0.0, "a cylinder has a radius");
  impl_ = std::make_unique<Impl>(scene, layout, options);
}

ScenePlayer::ScenePlayer(ScenePlayer&&) noexcept = default;
ScenePlayer& ScenePlayer::operator=(ScenePlayer&&) noexcept = default;
ScenePlayer::~ScenePlayer() = default;

bool ScenePlayer::next(RawFrame& frame) {
  Impl& me = *impl_;
  if (!me.advance()) return false;
  const auto time_of = [&](double units_per_s) {
    return std::llround(static_cast<double>(me.number) * units_per_s / me.options.rate_hz);
  };
  frame.sequence = me.sequence - 1;
  frame.captured_ns = kFirstCaptured_ns + time_of(1e9);
  frame.device_us = time_of(1e6);
  frame.angle_rad = me.stage.angle_rad();
  frame.nrs = kNotGiven;
  frame.imu.fill(kNotGiven);
  frame.trigger = false;
  frame.samples.resize(me.info.layout.sensels());
  me.sensor.sample(me.stage.pressure_kpa(), frame.samples);
  ++me.delivered;
  return true;
}

bool ScenePlayer::next_pressure(PressureFrame& frame) {
  Impl& me = *impl_;
  if (!me.advance()) return false;
  const std::span<const float> kpa = me.stage.pressure_kpa();
  me.sensor.skip(kpa);
  frame.index = me.delivered++;
  frame.time_s = me.time_s;
  frame.unit = PressureUnit::kpa;
  frame.pressure.assign(kpa.begin(), kpa.end());
  frame.validity.assign(kpa.size(), valid);
  const std::vector<std::uint8_t>& present = me.info.layout.present;
  for (std::size_t i = 0; i < present.size(); ++i) {
    if (present[i] == 0) frame.validity[i] = absent;
  }
  return true;
}

void ScenePlayer::rewind() {
  Impl& me = *impl_;
  me.sensor = me.fresh_sensor;
  me.frame = me.number = 0;
  me.sequence = me.delivered = 0;
  me.time_s = 0.0;
  me.stage.move_to(0.0);
}

double ScenePlayer::time_s() const {
  return impl_->time_s;
}
std::span<const TruthContact> ScenePlayer::contacts() const {
  return impl_->stage.contacts();
}
std::span<const float> ScenePlayer::pressure_kpa() const {
  return impl_->stage.pressure_kpa();
}
const SceneTruth& ScenePlayer::truth() const {
  return impl_->truth;
}
const Scene& ScenePlayer::scene() const {
  return impl_->scene;
}
const StreamInfo& ScenePlayer::info() const {
  return impl_->info;
}
Calibration ScenePlayer::calibration() const {
  return impl_->sensor.calibration();
}

std::uint64_t ScenePlayer::frames_total() const {
  return static_cast<std::uint64_t>(std::ranges::count(impl_->fates, FrameFate::arrives)) + frames_lost();
}

std::uint64_t ScenePlayer::frames_lost() const {
  return static_cast<std::uint64_t>(std::ranges::count(impl_->fates, FrameFate::lost));
}

}  // namespace rollscope
