#include "core/scene/tool.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>
#include <vector>

namespace rollscope {
namespace {

constexpr double kPi = std::numbers::pi;

// Integral of the pressure over the plane, in N.
double integral_n(const Footprint& footprint, double step_mm = 0.25) {
  const double reach = 5.0 + std::max(footprint.half_x_mm(), footprint.half_y_mm());
  double sum = 0.0;
  for (double y = -reach; y < reach; y += step_mm) {
    for (double x = -reach; x < reach; x += step_mm) sum += footprint.pressure_kpa(x, y);
  }
  return sum * step_mm * step_mm * 1e-3;
}

TEST(Tool, EveryFootprintCarriesItsForce) {
  const std::vector<Tool> tools = {
      {.kind = ToolKind::ball, .radius_mm = 32.0, .modulus_kpa = 300.0},
      {.kind = ToolKind::ball, .radius_mm = 20.0, .modulus_kpa = 1200.0},
      {.kind = ToolKind::line, .radius_mm = 75.0, .length_mm = 120.0, .axis_rad = 0.7},
      {.kind = ToolKind::line,
       .radius_mm = 60.0,
       .length_mm = 140.0,
       .knob_pitch_mm = 30.0,
       .knob_height = 0.5},
      {.kind = ToolKind::limb, .length_mm = 90.0, .width_mm = 60.0, .axis_rad = -0.4}};
  for (const Tool& tool : tools) {
    for (const double force : {20.0, 150.0, 400.0}) {
      const Footprint footprint(tool, force, tool.modulus_kpa);
      EXPECT_NEAR(integral_n(footprint), force, 0.01 * force) << static_cast<int>(tool.kind) << " " << force;
    }
  }
}

TEST(Tool, BallFollowsHertz) {
  // science.md 1.1: R 32 mm, 150 N, E* 250: peak 121 kPa and 19 cm2; 300 N, E* 500: 242 kPa, 19 cm2.
  const Tool tool{.kind = ToolKind::ball, .radius_mm = 32.0};
  const Footprint soft(tool, 150.0, 250.0), firm(tool, 300.0, 500.0);
  EXPECT_NEAR(soft.peak_kpa(), 121.0, 1.0);
  EXPECT_NEAR(kPi * soft.half_x_mm() * soft.half_x_mm() / 100.0, 18.6, 0.5);
  EXPECT_NEAR(firm.peak_kpa(), 242.0, 1.5);
  EXPECT_DOUBLE_EQ(soft.pressure_kpa(0.0, 0.0), soft.peak_kpa());
}

TEST(Tool, LineFollowsHertz) {
  // science.md 1.1: 240 N, L 120 mm, R 75 mm, E* 250: area 66 cm2, mean 36 kPa; rounded ends raise it a
  // little.
  const Tool tool{.kind = ToolKind::line, .radius_mm = 75.0, .length_mm = 120.0};
  const Footprint roller(tool, 240.0, 250.0);
  EXPECT_NEAR(roller.peak_kpa() * kPi / 4.0, 36.0, 2.5);
  EXPECT_NEAR(2.0 * roller.half_y_mm() * tool.length_mm / 100.0, 66.0, 4.0);
}

TEST(Tool, NoForceIsNoPressure) {
  for (const double force : {0.0, -1.0}) {
    const Footprint none({}, force, 300.0);
    EXPECT_FALSE(none.pressed());
    EXPECT_EQ(none.peak_kpa(), 0.0);
  }
}

TEST(Tool, NothingLiesOutsideTheBox) {
  const Tool tool{.kind = ToolKind::line, .radius_mm = 65.0, .length_mm = 110.0, .axis_rad = 1.1};
  const Footprint footprint(tool, 200.0, 300.0);
  for (double along = -200.0; along <= 200.0; along += 1.0) {
    EXPECT_EQ(footprint.pressure_kpa(footprint.half_x_mm() + 0.01, along), 0.0);
    EXPECT_EQ(footprint.pressure_kpa(along, -footprint.half_y_mm() - 0.01), 0.0);
  }
}

}  // namespace
}  // namespace rollscope
