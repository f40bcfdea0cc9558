// The three-corner test: with three corners of a rectangle loaded, how much does the fourth read
// (science.md 3.4)?
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "core/base/result.hpp"
#include "core/frame/pressure_frame.hpp"
#include "core/frame/sensor_layout.hpp"

namespace rollscope {

inline constexpr double kGhostLimit = 0.02;  // of the weakest corner: below it the array passes

struct ArrayPlace {
  int row = 0, col = 0;
  bool operator==(const ArrayPlace&) const = default;
};

struct GhostCorner {
  ArrayPlace place;
  double reading = 0.0;  // highest there, over the unloaded array where it was seen, in the frames' unit
};

struct GhostTest {
  std::array<GhostCorner, 3> corners;  // strongest first
  GhostCorner fourth;
  double ratio = 0.0;  // fourth to weakest corner; 0 where it reads nothing or less
  PressureUnit unit = PressureUnit::kpa;
  int loaded_frames = 0, unloaded_frames = 0;  // averaged; without unloaded ones nothing was subtracted

  [[nodiscard]] bool passed() const { return ratio < kGhostLimit; }
};

// Gathers frames of the measurement lane, whichever came first: nothing, one load, all three. Long recordings
// are thinned evenly; memory stays at kMostFrames frames.
class GhostGatherer {
 public:
  explicit GhostGatherer(const SensorLayout& layout);

  void add(const PressureFrame& frame);

  // Averages the frames in which all lay there (80 % of the highest total and more) less those in which
  // nothing did (20 % and less). Without `corners` the three strongest patches are they. Fails (refused) when
  // there are no three, they are not corners of a rectangle along rows and columns at least 3 sensels each
  // way, or the fourth gives no reading.
  [[nodiscard]] Result<GhostTest> finish(const std::optional<std::array<ArrayPlace, 3>>& corners = {}) const;

 private:
  static constexpr std::size_t kMostFrames = 512;
  void thin();

  SensorLayout layout_;
  PressureUnit unit_ = PressureUnit::kpa;
  std::vector<float> frames_;           // row after row of sensels
  std::vector<std::uint8_t> readable_;  // 1 where every frame so far had a reading
  std::size_t kept_ = 0, seen_ = 0, stride_ = 1;
};

// The test on one array of readings. readable: 1 where there is one.
[[nodiscard]] Result<GhostTest> test_ghosts(const SensorLayout& layout, std::span<const float> readings,
                                            std::span<const std::uint8_t> readable,
                                            const std::optional<std::array<ArrayPlace, 3>>& corners = {});

}  // namespace rollscope
