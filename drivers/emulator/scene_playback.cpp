#include "drivers/emulator/scene_playback.hpp"

#include <cmath>

namespace rollscope {

ScenePlayback::ScenePlayback(const Scene& scene, const SensorLayout& layout, const PlayerOptions& options,
                             bool loop)
    : scene_(scene), layout_(layout), options_(options), loop_(loop), player_(scene, layout, options) {}

bool ScenePlayback::next(RawFrame& frame) {
  if (!player_.next(frame)) {
    if (!loop_) return false;
    player_.rewind();
    lap_us_ = next_us_;
    lap_sequence_ = next_sequence_;
    if (!player_.next(frame)) return false;
  }
  frame.device_us += lap_us_;
  frame.sequence += lap_sequence_;
  next_us_ = frame.device_us + std::llround(1e6 / options_.rate_hz);
  next_sequence_ = frame.sequence + 1;
  return true;
}

void ScenePlayback::set_rate(double rate_hz) {
  if (rate_hz == options_.rate_hz) return;
  options_.rate_hz = rate_hz;
  player_ = ScenePlayer(scene_, layout_, options_);
  // A player begins at its scene's start: play unseen up to where the old one was.
  const std::int64_t into_lap_us = next_us_ - lap_us_;
  const auto unseen =
      static_cast<std::uint64_t>(std::llround(static_cast<double>(into_lap_us) * 1e-6 * rate_hz));
  RawFrame frame;
  std::uint64_t played = 0;
  for (std::uint64_t i = 0; i < unseen && player_.next(frame); ++i) played = frame.sequence + 1;
  lap_sequence_ = next_sequence_ - played;
}

}  // namespace rollscope
