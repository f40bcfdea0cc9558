// Plays a scene on a layout: raw frames as a device would send them, the true pressure, and the truth.
#pragma once

#include <cstdint>
#include <memory>
#include <span>

#include "core/correct/calibration.hpp"
#include "core/frame/pressure_frame.hpp"
#include "core/frame/raw_frame.hpp"
#include "core/scene/scene.hpp"
#include "core/scene/sensor_model.hpp"
#include "core/scene/truth.hpp"

namespace rollscope {

struct PlayerOptions {
  double rate_hz = 100.0;
  std::uint64_t seed = 1;
  SensorOptions sensor;
  TruthOptions truth;
};

// The same scene, layout and options give the same bits. On a cylinder the first actor rolls it: its x is the
// distance rolled, the body patch lies at angle + 90 degrees, the floor patch at angle - 90 degrees from
// column 0, and the other actors are left out. One thread at a time; nothing allocates after construction.
class ScenePlayer {
 public:
  ScenePlayer(const Scene& scene, const SensorLayout& layout, const PlayerOptions& options = {});
  ScenePlayer(ScenePlayer&&) noexcept;
  ScenePlayer& operator=(ScenePlayer&&) noexcept;
  ~ScenePlayer();

  // The next frame that reaches us: counts, times from the frame's number at rate_hz, sequence from 0.
  // False: the scene is over. `frame.samples` takes the layout's size the first time.
  bool next(RawFrame& frame);
  // The same moment's true kPa instead, without sensor. Mix both freely: each call is one frame further.
  bool next_pressure(PressureFrame& frame);
  void rewind();  // to the start, all noise included

  // Of the frame last given.
  [[nodiscard]] double time_s() const;
  [[nodiscard]] std::span<const TruthContact> contacts() const;
  [[nodiscard]] std::span<const float> pressure_kpa() const;

  [[nodiscard]] const SceneTruth& truth() const;
  [[nodiscard]] const Scene& scene() const;
  // device_id "scene", numbered, with a device clock. A driver that encodes frames fills in its own name.
  [[nodiscard]] const StreamInfo& info() const;
  [[nodiscard]] Calibration calibration() const;
  [[nodiscard]] std::uint64_t frames_total() const;  // lost ones included
  [[nodiscard]] std::uint64_t frames_lost() const;   // of them, sequence numbers that never come

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace rollscope
