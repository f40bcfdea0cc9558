// Derives a scene's truth by walking its script frame by frame with the definitions in hand.
#pragma once

#include <cstdint>
#include <span>

#include "core/scene/stage.hpp"
#include "core/scene/truth.hpp"

namespace rollscope {

enum class FrameFate : std::uint8_t { arrives, lost, stalled };

// `fates` has one entry a frame at rate_hz. Moves the stage; speeds are the script's, without sway, pressures
// are the stage's own.
[[nodiscard]] SceneTruth make_truth(const Scene& scene, const SensorLayout& layout, Stage& stage,
                                    double rate_hz, std::span<const FrameFate> fates,
                                    const TruthOptions& options);

}  // namespace rollscope
