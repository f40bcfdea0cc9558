#include "core/correct/crosstalk_solver.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>

#include "core/scene/electronics.hpp"
#include "core/scene/random.hpp"

namespace rollscope {
namespace {

constexpr double kFullScale = 4095.0;

StreamInfo stream_of(int rows, int cols) {
  StreamInfo stream;
  stream.layout.rows = rows;
  stream.layout.cols = cols;
  stream.format = SampleFormat::u16;
  stream.full_scale = kFullScale;
  return stream;
}

Crosstalk grounded(double driver_ohm) {
  return {.front_end = FrontEnd::grounded, .pulldown_ohm = 1000.0, .driver_ohm = driver_ohm};
}

// Broad loads with peaks near 200 uS over a little preload everywhere, as under a roller and two limbs.
std::vector<float> loads(const SensorLayout& layout, std::uint64_t seed, double peak_us = 200.0) {
  Random random(seed);
  std::vector<float> us(layout.sensels());
  struct Patch {
    double row, col, row_radius, col_radius, peak;
  };
  std::vector<Patch> patches;
  for (int i = 0; i < 2; ++i) {
    patches.push_back({random.uniform(0.2, 0.8) * layout.rows, random.uniform(0.2, 0.8) * layout.cols,
                       random.uniform(0.15, 0.25) * layout.rows, random.uniform(0.06, 0.12) * layout.cols,
                       random.uniform(0.6, 1.0) * peak_us});
  }
  for (std::size_t i = 0; i < us.size(); ++i) {
    const auto cols = static_cast<std::size_t>(layout.cols);
    const auto row = static_cast<double>(i / cols), col = static_cast<double>(i % cols);
    double value = random.uniform(0.5, 2.0);
    for (const Patch& patch : patches) {
      const double a = (row - patch.row) / patch.row_radius, b = (col - patch.col) / patch.col_radius;
      value = std::max(value, patch.peak * std::exp(-0.5 * (a * a + b * b)));
    }
    us[i] = static_cast<float>(value);
  }
  return us;
}

std::vector<float> counts_of(const SensorLayout& layout, const Crosstalk& hardware,
                             std::span<const float> us) {
  Electronics electronics(layout, hardware);
  std::vector<float> counts(us.size());
  electronics.read(us, counts);
  for (float& count : counts) count *= static_cast<float>(kFullScale);
  return counts;
}

std::vector<float> digitised(std::span<const float> counts, Random& random) {
  std::vector<float> whole(counts.begin(), counts.end());
  for (float& count : whole) {
    count = std::clamp(std::round(count + static_cast<float>(0.5 * random.normal())), 0.0F,
                       static_cast<float>(kFullScale));
  }
  return whole;
}

// Of the whole array: norm of the difference over the norm.
double relative_error(std::span<const float> us, std::span<const float> truth) {
  double difference = 0.0, size = 0.0;
  for (std::size_t i = 0; i < truth.size(); ++i) {
    difference += std::pow(static_cast<double>(us[i]) - static_cast<double>(truth[i]), 2);
    size += std::pow(static_cast<double>(truth[i]), 2);
  }
  return std::sqrt(difference / size);
}

// The formula many write: each sensel alone above the pull-down.
std::vector<float> per_sensel_divider(std::span<const float> counts, double pulldown_ohm) {
  std::vector<float> us(counts.size());
  for (std::size_t i = 0; i < us.size(); ++i) {
    const double v = static_cast<double>(counts[i]) / kFullScale;
    us[i] = static_cast<float>(1e6 / pulldown_ohm * v / (1.0 - v));
  }
  return us;
}

double solved_error(const Crosstalk& hardware, int corrections, std::uint64_t seed) {
  const StreamInfo stream = stream_of(32, 32);
  const std::vector<float> truth = loads(stream.layout, seed);
  auto solver =
      CrosstalkSolver::make(hardware, stream, {.most_corrections = corrections, .settled_lsb = 0.0});
  EXPECT_TRUE(solver) << solver.error().detail;
  return relative_error(solver->solve(counts_of(stream.layout, hardware, truth)), truth);
}

// The table of science.md 3.4: 32 x 32, 1 kohm, 200 uS peaks. Readings are floats here, which ends at 1e-6.
TEST(CrosstalkSolver, ErrorsAreThoseOfTheTable) {
  for (std::uint64_t seed = 1; seed <= 8; ++seed) {
    SCOPED_TRACE(seed);
    const StreamInfo stream = stream_of(32, 32);
    const std::vector<float> truth = loads(stream.layout, seed);
    const double divider =
        relative_error(per_sensel_divider(counts_of(stream.layout, grounded(0.0), truth), 1000.0), truth);
    EXPECT_GT(divider, 0.45);
    EXPECT_LT(divider, 0.85);
    EXPECT_LT(solved_error(grounded(0.0), 0, seed), 1e-6);
    EXPECT_LT(solved_error(grounded(5.0), 0, seed), 0.012);
    const double uncorrected = solved_error(grounded(70.0), 0, seed);
    EXPECT_GT(uncorrected, 0.04);
    EXPECT_LT(uncorrected, 0.15);
    EXPECT_LT(solved_error(grounded(70.0), 1, seed), 1.5e-2);
    EXPECT_LT(solved_error(grounded(70.0), 2, seed), 3e-3);
    EXPECT_LT(solved_error(grounded(70.0), 4, seed), 1e-4);
  }
}

TEST(CrosstalkSolver, TwelveBitsAndNoiseLeaveLessThanOnePercent) {
  for (std::uint64_t seed = 1; seed <= 8; ++seed) {
    const StreamInfo stream = stream_of(32, 32);
    const std::vector<float> truth = loads(stream.layout, seed);
    Random random(seed + 100);
    const std::vector<float> counts = digitised(counts_of(stream.layout, grounded(70.0), truth), random);
    auto solver = CrosstalkSolver::make(grounded(70.0), stream, {.most_corrections = 4, .settled_lsb = 0.0});
    EXPECT_LT(relative_error(solver->solve(counts), truth), 0.01) << seed;
  }
}

// forward(inverse(v)) = v, whichever lines are driven and whichever are fewer.
TEST(CrosstalkSolver, WhatItFindsReadsAsWhatItWasGiven) {
  const Crosstalk zero_potential{
      .front_end = FrontEnd::zero_potential, .feedback_ohm = 4000.0, .driver_ohm = 20.0, .sense_ohm = 15.0};
  for (const auto& [rows, cols] : {std::pair{12, 20}, {20, 12}, {16, 16}, {1, 9}, {9, 1}}) {
    for (Crosstalk hardware : {grounded(0.0), grounded(40.0), zero_potential}) {
      for (const bool columns_driven : {false, true}) {
        hardware.columns_driven = columns_driven;
        const StreamInfo stream = stream_of(rows, cols);
        const std::vector<float> truth = loads(stream.layout, 5);
        const std::vector<float> counts = counts_of(stream.layout, hardware, truth);
        auto solver = CrosstalkSolver::make(hardware, stream, {.most_corrections = 12, .settled_lsb = 0.001});
        ASSERT_TRUE(solver) << solver.error().detail;
        const std::span<const float> found = solver->solve(counts);
        EXPECT_LT(relative_error(found, truth), 1e-4) << rows << " x " << cols;
        const std::vector<float> again = counts_of(stream.layout, hardware, found);
        for (std::size_t i = 0; i < counts.size(); ++i) EXPECT_NEAR(again[i], counts[i], 0.02);
      }
    }
  }
}

TEST(CrosstalkSolver, ZeroPotentialLeavesOnlyTheDrivers) {
  const StreamInfo stream = stream_of(16, 24);
  const std::vector<float> truth = loads(stream.layout, 3);
  for (const double driver_ohm : {0.0, 70.0}) {
    const Crosstalk hardware{
        .front_end = FrontEnd::zero_potential, .feedback_ohm = 4000.0, .driver_ohm = driver_ohm};
    auto solver = CrosstalkSolver::make(hardware, stream);
    EXPECT_LT(relative_error(solver->solve(counts_of(stream.layout, hardware, truth)), truth), 1e-6);
    EXPECT_EQ(solver->corrections(), 0);
  }
}

// A system test in small: the hardware is not quite what the calibration says.
TEST(CrosstalkSolver, WrongResistancesCostLittle) {
  for (std::uint64_t seed = 1; seed <= 4; ++seed) {
    const StreamInfo stream = stream_of(32, 32);
    const std::vector<float> truth = loads(stream.layout, seed);
    const std::vector<float> counts = counts_of(stream.layout, grounded(70.0), truth);
    for (const double factor : {0.7, 1.3}) {
      auto solver = CrosstalkSolver::make(grounded(factor * 70.0), stream);
      EXPECT_LT(relative_error(solver->solve(counts), truth), 0.06);
    }
  }
}

TEST(CrosstalkSolver, AWarmStartSettlesSooner) {
  const StreamInfo stream = stream_of(32, 32);
  const std::vector<float> truth = loads(stream.layout, 2);
  const std::vector<float> counts = counts_of(stream.layout, grounded(70.0), truth);
  auto solver = CrosstalkSolver::make(grounded(70.0), stream);
  solver->solve(counts);
  const int cold = solver->corrections();
  EXPECT_LT(solver->residual_counts(), 0.5);
  Random random(4);
  for (int frame = 0; frame < 20; ++frame) {
    EXPECT_LT(relative_error(solver->solve(digitised(counts, random)), truth), 0.01);
    EXPECT_LT(solver->corrections(), cold);
    EXPECT_LT(solver->residual_counts(), 0.5);
  }
}

// Noise on open sensels must not add up over the frames, and a load must leave no ghost behind.
TEST(CrosstalkSolver, ForgetsALoadWithinAFrame) {
  const StreamInfo stream = stream_of(16, 16);
  auto solver = CrosstalkSolver::make(grounded(70.0), stream);
  const std::vector<float> nothing(stream.layout.sensels(), 0.5F);
  Random random(9);
  const std::vector<float> loaded = counts_of(stream.layout, grounded(70.0), loads(stream.layout, 1));
  for (int i = 0; i < 50; ++i) solver->solve(digitised(loaded, random));
  solver->solve(counts_of(stream.layout, grounded(70.0), nothing));
  const std::span<const float> us = solver->solve(counts_of(stream.layout, grounded(70.0), nothing));
  for (const float value : us) EXPECT_NEAR(value, 0.5F, 0.2F);
}

TEST(CrosstalkSolver, AnOverloadedLineIsNotTold) {
  const StreamInfo stream = stream_of(8, 8);
  std::vector<float> truth(64, 1.0F);
  for (std::size_t row = 0; row < 8; ++row) truth[row * 8 + 3] = 8000.0F;  // 64 times the pull-down's
  for (std::size_t row = 0; row < 8; ++row) truth[row * 8 + 5] = 1500.0F;  // 12 times
  auto solver = CrosstalkSolver::make(grounded(0.0), stream);
  const std::span<const float> us = solver->solve(counts_of(stream.layout, grounded(0.0), truth));
  EXPECT_EQ(solver->lines_overloaded(), 1);
  EXPECT_EQ(solver->lines_strained(), 2);
  for (std::size_t i = 0; i < 64; ++i) {
    if (i % 8 == 3) {
      EXPECT_TRUE(std::isnan(us[i]));
    } else {
      EXPECT_NEAR(us[i], truth[i], 1e-4F * truth[i]);
    }
  }
}

TEST(CrosstalkSolver, AMissingReadingMakesItsLineUnknown) {
  StreamInfo stream = stream_of(6, 6);
  stream.layout.present.assign(36, 1);
  stream.layout.present[7] = 0;  // row 1, column 1: no sensel there
  std::vector<float> truth(36, 50.0F);
  truth[7] = 0.0F;
  auto solver = CrosstalkSolver::make(grounded(30.0), stream);
  std::vector<float> counts = counts_of(stream.layout, grounded(30.0), truth);
  const std::vector<float> whole(solver->solve(counts).begin(), solver->solve(counts).end());
  counts[7] = std::numeric_limits<float>::quiet_NaN();   // what is not there cannot be missing
  counts[21] = std::numeric_limits<float>::quiet_NaN();  // row 3, column 3
  const std::span<const float> us = solver->solve(counts);
  for (std::size_t i = 0; i < 36; ++i) {
    EXPECT_EQ(std::isnan(us[i]), i % 6 == 3) << i;
    if (i % 6 != 3 && i != 7) {
      EXPECT_NEAR(us[i], 50.0F, 1.0F);
    }
  }
}

TEST(CrosstalkSolver, SameFramesSameBits) {
  const StreamInfo stream = stream_of(24, 40);
  auto first = CrosstalkSolver::make(grounded(70.0), stream);
  auto copy = *first;
  Random random(1);
  for (int frame = 0; frame < 6; ++frame) {
    const std::vector<float> counts = digitised(
        counts_of(stream.layout, grounded(70.0), loads(stream.layout, static_cast<std::uint64_t>(frame))),
        random);
    const std::span<const float> a = first->solve(counts), b = copy.solve(counts);
    EXPECT_EQ(std::memcmp(a.data(), b.data(), a.size_bytes()), 0);
    if (frame == 3) copy = *first;
  }
}

TEST(CrosstalkSolver, ReadingsAndConductancesOfALoneSensel) {
  for (const Crosstalk& hardware :
       {grounded(0.0), Crosstalk{.front_end = FrontEnd::zero_potential, .feedback_ohm = 4000.0}}) {
    const StreamInfo stream = stream_of(4, 4);
    std::vector<float> lone(16, 0.0F);
    lone[6] = 120.0F;
    const std::vector<float> counts = counts_of(stream.layout, hardware, lone);
    EXPECT_NEAR(lone_reading(hardware, 120.0) * kFullScale, static_cast<double>(counts[6]), 1e-3);
    EXPECT_NEAR(lone_us(hardware, lone_reading(hardware, 120.0)), 120.0, 1e-9);
  }
}

TEST(CrosstalkSolver, RefusesWhatItCannotUse) {
  StreamInfo stream = stream_of(4, 4);
  EXPECT_FALSE(CrosstalkSolver::make({.front_end = FrontEnd::grounded}, stream));
  EXPECT_FALSE(
      CrosstalkSolver::make({.front_end = FrontEnd::zero_potential, .pulldown_ohm = 1000.0}, stream));
  Crosstalk negative = grounded(-1.0);
  EXPECT_FALSE(CrosstalkSolver::make(negative, stream));
  stream.full_scale = 0.0;
  const auto unknown = CrosstalkSolver::make(grounded(1.0), stream);
  ASSERT_FALSE(unknown);
  EXPECT_NE(unknown.error().detail.find("full_scale_counts"), std::string::npos);
  Crosstalk told = grounded(1.0);
  told.full_scale_counts = 4095.0;
  EXPECT_TRUE(CrosstalkSolver::make(told, stream));
}

// Floating lines see far too much, and no contrast: why such an array is only ever estimated.
TEST(Electronics, FloatingLinesFlattenTheArray) {
  const StreamInfo stream = stream_of(32, 32);
  const std::vector<float> even(stream.layout.sensels(), 10.0F);
  const Crosstalk floating{.front_end = FrontEnd::floating, .pulldown_ohm = 1000.0};
  Electronics electronics(stream.layout, floating);
  std::vector<float> readings(even.size());
  electronics.read(even, readings);
  // Foster: sum of g R = M + N - 1, so a uniform array reads M N / (M + N - 1) times too high.
  const double us = 1e6 / (1000.0 / static_cast<double>(readings[40]) - 1000.0);
  EXPECT_NEAR(us, 10.0 * 1024.0 / 63.0, 0.05);
}

}  // namespace
}  // namespace rollscope
