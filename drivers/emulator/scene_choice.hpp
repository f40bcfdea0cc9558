// A scene by its name, on a layout of any size.
#pragma once

#include <string_view>

#include "core/base/result.hpp"
#include "core/scene/scene.hpp"

namespace rollscope {

// The scene, or an error that lists the names.
Result<const Scene*> choose_scene(std::string_view id);

// The scene's own layout, or one of `rows` x `cols` (0: its own) over the same pitch; round a cylinder the
// columns share the circumference.
SensorLayout scene_layout(const Scene& scene, int rows, int cols);

}  // namespace rollscope
