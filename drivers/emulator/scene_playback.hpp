// A scene as a stream without breaks: over and over when wanted, at a rate that may change on the way.
#pragma once

#include <cstdint>

#include "core/frame/raw_frame.hpp"
#include "core/frame/sensor_layout.hpp"
#include "core/scene/scene_player.hpp"

namespace rollscope {

// Sequence and times go on from lap to lap. One thread. The same arguments give the same frames.
class ScenePlayback {
 public:
  // Keeps a reference to `scene`.
  ScenePlayback(const Scene& scene, const SensorLayout& layout, const PlayerOptions& options, bool loop);

  // device_us is the time in the scenes played so far; captured_ns is left to the caller. False: it is over.
  bool next(RawFrame& frame);

  // From the next frame on; the scene goes on where it is.
  void set_rate(double rate_hz);

  [[nodiscard]] const StreamInfo& info() const { return player_.info(); }
  [[nodiscard]] Calibration calibration() const { return player_.calibration(); }

 private:
  const Scene& scene_;
  SensorLayout layout_;
  PlayerOptions options_;
  bool loop_;
  ScenePlayer player_;
  std::int64_t lap_us_ = 0;         // when the running lap began
  std::uint64_t lap_sequence_ = 0;  // number of its first frame
  std::int64_t next_us_ = 0;        // when the frame after the last given one is due
  std::uint64_t next_sequence_ = 0;
};

}  // namespace rollscope
