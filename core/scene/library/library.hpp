// The groups of named scenes, one file each; scene.cpp lists them.
#pragma once

#include <vector>

#include "core/scene/scene.hpp"

namespace rollscope {

[[nodiscard]] std::vector<Scene> demo_scenes();
[[nodiscard]] std::vector<Scene> hold_scenes();
[[nodiscard]] std::vector<Scene> background_scenes();
[[nodiscard]] std::vector<Scene> roller_scenes();

}  // namespace rollscope
