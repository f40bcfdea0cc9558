// All actors of a scene on one layout at one moment: their states, patches and the pressure they make.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "core/frame/sensor_layout.hpp"
#include "core/scene/motion.hpp"
#include "core/scene/pressure_field.hpp"
#include "core/scene/scene.hpp"
#include "core/scene/truth.hpp"

namespace rollscope {

// Seeds derive from the scene's seed alone, so two stages of one seed move alike.
class Stage {
 public:
  Stage(const Scene& scene, const SensorLayout& layout, std::uint64_t seed);

  // Any moment, in any order. Does not allocate.
  void move_to(double time_s);

  [[nodiscard]] std::span<const ActorState> states() const { return states_; }        // one an actor
  [[nodiscard]] std::span<const TruthContact> contacts() const { return contacts_; }  // those pressed
  [[nodiscard]] std::span<const float> pressure_kpa() const { return field_.kpa(); }
  [[nodiscard]] float angle_rad() const { return angle_rad_; }  // NaN on a flat layout

 private:
  void press(int actor, bool floor, const Footprint& footprint, double x_mm, double y_mm);

  SensorLayout layout_;
  std::vector<Actor> actors_;
  std::vector<Motion> motions_;
  std::vector<ActorState> states_;
  std::vector<TruthContact> contacts_;
  PressureField field_;
  double middle_x_mm_, middle_y_mm_, round_mm_;
  float angle_rad_;
};

}  // namespace rollscope
