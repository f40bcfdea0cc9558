#include "core/scene/stage.hpp"

#include <cmath>

#include "core/frame/raw_frame.hpp"

namespace rollscope {
namespace {

constexpr double kRollerWeight_n = 10.0;  // the floor carries it on top of the body's load
constexpr double kFloorStiffness = 3.0;   // the floor patch is harder than the body patch by this factor

double wrapped(double x_mm, double round_mm) {
  return x_mm - round_mm * std::floor(x_mm / round_mm);
}

}  // namespace

Stage::Stage(const Scene& scene, const SensorLayout& layout, std::uint64_t seed)
    : layout_(layout),
      actors_(scene.actors),
      field_(layout),
      middle_x_mm_(layout.cols * layout.pitch_col_mm / 2.0),
      middle_y_mm_(layout.rows * layout.pitch_row_mm / 2.0),
      round_mm_(layout.cols * layout.pitch_col_mm),
      angle_rad_(kNotGiven) {
  if (layout.periodic() && actors_.size() > 1) actors_.erase(actors_.begin() + 1, actors_.end());
  Random seeds(seed);
  for (const Actor& actor : actors_) {
    motions_.emplace_back(actor, scene.bony_spots, scene.duration_s, seeds.next());
  }
  states_.resize(actors_.size());
  contacts_.reserve(actors_.size() + 1);
}

void Stage::move_to(double time_s) {
  field_.clear();
  contacts_.clear();
  if (layout_.periodic()) angle_rad_ = 0.0F;
  for (std::size_t i = 0; i < motions_.size(); ++i) {
    const int actor = static_cast<int>(i);
    const ActorState& state = states_[i] = motions_[i].state(time_s);
    const Footprint footprint(actors_[i].tool, state.force_n, state.modulus_kpa);
    const double y_mm = middle_y_mm_ + state.at.y_mm;
    if (!layout_.periodic()) {
      press(actor, false, footprint, middle_x_mm_ + state.at.x_mm, y_mm);
      continue;
    }
    // Rolling without slip: distance over radius is the angle, and both patches travel round with it.
    angle_rad_ = static_cast<float>(state.at.x_mm / layout_.radius_mm);
    const Footprint floor(actors_[i].tool, state.force_n + kRollerWeight_n,
                          actors_[i].tool.modulus_kpa * kFloorStiffness);
    press(actor, false, footprint, wrapped(state.at.x_mm + round_mm_ / 4.0, round_mm_), y_mm);
    press(actor, true, floor, wrapped(state.at.x_mm - round_mm_ / 4.0, round_mm_), middle_y_mm_);
  }
}

void Stage::press(int actor, bool floor, const Footprint& footprint, double x_mm, double y_mm) {
  if (!footprint.pressed()) return;
  const FieldPatch patch = field_.add(footprint, x_mm, y_mm);
  contacts_.push_back({.actor = actor,
                       .role = actors_[static_cast<std::size_t>(actor)].role,
                       .floor = floor,
                       .x_mm = x_mm,
                       .y_mm = y_mm,
                       .force_n = patch.force_n,
                       .p1_kpa = patch.p1_kpa,
                       .mean_kpa = patch.mean_kpa,
                       .area_cm2 = patch.area_cm2});
}

}  // namespace rollscope
