// demo:SCENE - a scene as a source, without a device.
#pragma once

#include <memory>

#include "drivers/source.hpp"

namespace rollscope {

// Options: speed (1: real time, the default; 0: as fast as it is read), loop=1, rate_hz (100), seed (1), rows
// and cols (the scene's), calibration and pitch_mm. Carries the calibration that fits its sensor.
Result<std::unique_ptr<Source>> open_demo_source(const SourceUri& uri);

}  // namespace rollscope
