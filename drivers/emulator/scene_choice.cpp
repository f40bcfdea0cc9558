#include "drivers/emulator/scene_choice.hpp"

#include <string>

namespace rollscope {

Result<const Scene*> choose_scene(std::string_view id) {
  if (const Scene* scene = find_scene(id)) return scene;
  std::string known;
  for (const Scene& scene : scenes()) known += (known.empty() ? "" : ", ") + scene.id;
  return fail(Errc::not_found, "no scene '" + std::string(id) + "'; known are " + known);
}

SensorLayout scene_layout(const Scene& scene, int rows, int cols) {
  SensorLayout layout = default_layout(scene);
  if (layout.periodic() && cols > 0) layout.pitch_col_mm *= static_cast<double>(layout.cols) / cols;
  if (rows > 0) layout.rows = rows;
  if (cols > 0) layout.cols = cols;
  return layout;
}

}  // namespace rollscope
