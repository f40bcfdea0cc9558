// What the array lies between: decides what its pressure means (science.md 2.1).
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace rollscope {

enum class Geometry : std::uint8_t {
  floor_under_roller,  // A: mat on the floor, roller on the mat: load only
  floor_under_ball,    // B with a ball: load of the ball
  floor_under_body,    // B with the body itself on the mat: skin pressure
  at_skin,             // C: sheet between tool and body: skin pressure
  roller_skin,         // D: the roller's own skin: skin pressure under the body, load on the floor's side
};

// Region ceilings speak of skin: without it nothing is compared with them.
[[nodiscard]] constexpr bool sees_skin(Geometry geometry) {
  return geometry != Geometry::floor_under_roller && geometry != Geometry::floor_under_ball;
}

// As files and options write it: "A", "B-ball", "B-body", "C", "D".
[[nodiscard]] constexpr std::string_view geometry_id(Geometry geometry) {
  constexpr std::string_view kIds[] = {"A", "B-ball", "B-body", "C", "D"};
  return kIds[static_cast<std::size_t>(geometry)];
}
[[nodiscard]] constexpr std::optional<Geometry> find_geometry(std::string_view id) {
  for (std::uint8_t i = 0; i < 5; ++i)
    if (geometry_id(static_cast<Geometry>(i)) == id) return static_cast<Geometry>(i);
  return std::nullopt;
}

}  // namespace rollscope
