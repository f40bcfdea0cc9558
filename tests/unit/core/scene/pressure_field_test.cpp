#include "core/scene/pressure_field.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <numbers>
#include <vector>

namespace rollscope {
namespace {

SensorLayout flat(int rows, int cols, double pitch_row_mm, double pitch_col_mm) {
  SensorLayout layout;
  layout.rows = rows;
  layout.cols = cols;
  layout.pitch_row_mm = pitch_row_mm;
  layout.pitch_col_mm = pitch_col_mm;
  return layout;
}

SensorLayout round_roller() {
  SensorLayout layout = flat(16, 24, 20.0, 2.0 * std::numbers::pi * 75.0 / 24.0);
  layout.surface = Surface::cylinder;
  layout.radius_mm = 75.0;
  return layout;
}

double force_n(const PressureField& field, const SensorLayout& layout) {
  double sum = 0.0;
  for (const float kpa : field.kpa()) sum += static_cast<double>(kpa);
  return sum * layout.sensel_area_cm2() * 0.1;
}

const Tool kBall{.kind = ToolKind::ball, .radius_mm = 32.0, .modulus_kpa = 300.0};

TEST(PressureField, KeepsTheForceOnEveryLayout) {
  for (const SensorLayout& layout : {flat(24, 40, 10, 10), flat(32, 32, 10, 10), flat(16, 16, 16, 16),
                                     flat(16, 16, 20, 20), flat(48, 48, 6, 6), flat(30, 60, 9, 5)}) {
    PressureField field(layout);
    const double x = layout.cols * layout.pitch_col_mm / 2.0, y = layout.rows * layout.pitch_row_mm / 2.0;
    for (const double shift : {0.0, 3.3, 7.9}) {
      field.clear();
      const FieldPatch patch = field.add(Footprint(kBall, 160.0, 300.0), x + shift, y - shift);
      EXPECT_NEAR(force_n(field, layout), 160.0, 0.03 * 160.0) << layout.rows << " at " << shift;
      EXPECT_NEAR(patch.force_n, force_n(field, layout), 1e-3);
    }
  }
}

TEST(PressureField, P1OnTenMillimetresIsTheHighestSensel) {
  const SensorLayout layout = flat(24, 40, 10, 10);
  PressureField field(layout);
  const FieldPatch patch = field.add(Footprint(kBall, 190.0, 300.0), 133.0, 87.0);
  EXPECT_FLOAT_EQ(static_cast<float>(patch.p1_kpa), *std::ranges::max_element(field.kpa()));
}

TEST(PressureField, P1HardlyDependsOnThePitch) {
  const Footprint ball(kBall, 190.0, 300.0);
  PressureField ten(flat(24, 24, 10, 10)), five(flat(48, 48, 5, 5)), four(flat(60, 60, 4, 4));
  // The middle of a 10 mm sensel, so that all of them see the best window.
  const double expected = ten.add(ball, 125.0, 125.0).p1_kpa;
  EXPECT_NEAR(five.add(ball, 125.0, 125.0).p1_kpa, expected, 0.005 * expected);
  EXPECT_NEAR(four.add(ball, 125.0, 125.0).p1_kpa, expected, 0.01 * expected);
}

TEST(PressureField, MirroringTheToolMirrorsTheFrame) {
  const SensorLayout layout = flat(24, 40, 10, 10);
  Tool line{.kind = ToolKind::line, .radius_mm = 65.0, .length_mm = 110.0, .axis_rad = 0.6};
  PressureField field(layout), mirrored(layout);
  const double p1 = field.add(Footprint(line, 200.0, 300.0), 143.0, 97.0).p1_kpa;
  line.axis_rad = -line.axis_rad;
  EXPECT_NEAR(mirrored.add(Footprint(line, 200.0, 300.0), 400.0 - 143.0, 97.0).p1_kpa, p1, 1e-3);
  for (std::size_t r = 0; r < 24; ++r) {
    for (std::size_t c = 0; c < 40; ++c) {
      EXPECT_NEAR(field.kpa()[r * 40 + c], mirrored.kpa()[r * 40 + 39 - c], 1e-3F);
    }
  }
}

TEST(PressureField, ACylinderGoesRound) {
  const SensorLayout layout = round_roller();
  const Tool body{
      .kind = ToolKind::line, .radius_mm = 75.0, .length_mm = 150.0, .axis_rad = std::numbers::pi / 2.0};
  PressureField field(layout), turned(layout);
  const Footprint footprint(body, 240.0, 400.0);
  const FieldPatch at_seam = field.add(footprint, 2.0, 160.0);
  const FieldPatch away = turned.add(footprint, 2.0 + 7.0 * layout.pitch_col_mm, 160.0);
  EXPECT_NEAR(force_n(field, layout), 240.0, 7.2);
  EXPECT_NEAR(at_seam.p1_kpa, away.p1_kpa, 1e-6);
  for (std::size_t r = 0; r < 16; ++r) {
    for (std::size_t c = 0; c < 24; ++c) {
      EXPECT_NEAR(field.kpa()[r * 24 + c], turned.kpa()[r * 24 + (c + 7) % 24], 1e-4F);
    }
  }
}

TEST(PressureField, WhatHangsOverTheEdgeIsLost) {
  const SensorLayout layout = flat(10, 10, 10, 10);
  PressureField field(layout);
  field.add(Footprint(kBall, 100.0, 300.0), 0.0, 50.0);
  EXPECT_NEAR(force_n(field, layout), 50.0, 2.0);
  field.clear();
  field.add(Footprint(kBall, 100.0, 300.0), -500.0, 50.0);
  EXPECT_EQ(force_n(field, layout), 0.0);
}

TEST(PressureField, AbsentSenselsStayEmpty) {
  SensorLayout layout = flat(10, 10, 10, 10);
  layout.present.assign(100, 1);
  layout.present[55] = 0;
  PressureField field(layout);
  field.add(Footprint(kBall, 100.0, 300.0), 55.0, 55.0);
  EXPECT_EQ(field.kpa()[55], 0.0F);
  EXPECT_GT(field.kpa()[54], 20.0F);
}

TEST(PressureField, OneSenselIsEnough) {
  PressureField field(flat(1, 1, 50, 50));
  EXPECT_NEAR(field.add(Footprint(kBall, 40.0, 300.0), 25.0, 25.0).force_n, 40.0, 1.2);
}

}  // namespace
}  // namespace rollscope
