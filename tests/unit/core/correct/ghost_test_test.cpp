#include "core/correct/ghost_test.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "core/correct/crosstalk_solver.hpp"
#include "core/scene/electronics.hpp"
#include "core/scene/random.hpp"

namespace rollscope {
namespace {

SensorLayout layout_of(int rows, int cols) {
  SensorLayout layout;
  layout.rows = rows;
  layout.cols = cols;
  return layout;
}

// Round weights with the given peaks.
std::vector<float> loaded(const SensorLayout& layout,
                          const std::vector<std::pair<ArrayPlace, float>>& weights, float rest = 0.0F) {
  std::vector<float> values(layout.sensels(), rest);
  for (std::size_t i = 0; i < values.size(); ++i) {
    const int row = static_cast<int>(i) / layout.cols, col = static_cast<int>(i) % layout.cols;
    for (const auto& [at, peak] : weights) {
      const auto distance = std::hypot(static_cast<float>(row - at.row), static_cast<float>(col - at.col));
      values[i] += peak * std::max(0.0F, 1.0F - distance * distance / 9.0F);
    }
  }
  return values;
}

PressureFrame frame_of(std::vector<float> values) {
  PressureFrame frame;
  frame.validity.assign(values.size(), valid);
  frame.pressure = std::move(values);
  return frame;
}

TEST(GhostTest, FindsTheCornersAndTheFourthWhicheverIsMissing) {
  const SensorLayout layout = layout_of(24, 40);
  const std::array<ArrayPlace, 4> rectangle{{{5, 8}, {5, 30}, {18, 30}, {18, 8}}};
  const std::vector<std::uint8_t> readable(layout.sensels(), 1);
  for (std::size_t missing = 0; missing < 4; ++missing) {
    std::vector<std::pair<ArrayPlace, float>> weights;
    for (std::size_t k = 0; k < 4; ++k) weights.emplace_back(rectangle[k], k == missing ? 1.5F : 100.0F);
    const auto test = test_ghosts(layout, loaded(layout, weights), readable);
    ASSERT_TRUE(test) << test.error().detail;
    EXPECT_EQ(test->fourth.place, rectangle[missing]);
    EXPECT_NEAR(test->ratio, 0.015, 1e-6);
    EXPECT_TRUE(test->passed());
  }
}

TEST(GhostTest, FailsAtTwoPercentOfTheWeakestCorner) {
  const SensorLayout layout = layout_of(24, 40);
  const std::vector<std::uint8_t> readable(layout.sensels(), 1);
  const auto ratio_with = [&](float ghost) {
    return test_ghosts(
        layout, loaded(layout, {{{5, 8}, 200.0F}, {{5, 30}, 100.0F}, {{18, 30}, 50.0F}, {{18, 8}, ghost}}),
        readable);
  };
  EXPECT_FALSE(ratio_with(1.01F)->passed());
  EXPECT_TRUE(ratio_with(0.99F)->passed());
  EXPECT_EQ(ratio_with(-3.0F)->ratio, 0.0);
}

TEST(GhostTest, PlacesMayBeNamed) {
  const SensorLayout layout = layout_of(24, 40);
  const std::vector<std::uint8_t> readable(layout.sensels(), 1);
  // Something heavier lies elsewhere.
  const std::vector<float> values =
      loaded(layout, {{{5, 8}, 60.0F}, {{5, 30}, 60.0F}, {{18, 30}, 60.0F}, {{12, 20}, 200.0F}});
  EXPECT_FALSE(test_ghosts(layout, values, readable));
  const auto test = test_ghosts(layout, values, readable, {{{{5, 8}, {5, 30}, {18, 30}}}});
  ASSERT_TRUE(test) << test.error().detail;
  EXPECT_EQ(test->ratio, 0.0);
  EXPECT_FALSE(test_ghosts(layout, values, readable, {{{{5, 8}, {5, 30}, {18, 2}}}}));
  EXPECT_FALSE(test_ghosts(layout, values, readable, {{{{5, 8}, {5, 30}, {18, 90}}}}));
}

TEST(GhostTest, RefusesWhatIsNoRectangle) {
  const SensorLayout layout = layout_of(24, 40);
  const std::vector<std::uint8_t> readable(layout.sensels(), 1);
  EXPECT_FALSE(test_ghosts(layout, std::vector<float>(layout.sensels(), 0.0F), readable));
  EXPECT_FALSE(test_ghosts(layout, loaded(layout, {{{5, 8}, 50.0F}, {{5, 30}, 50.0F}}), readable));
  EXPECT_FALSE(
      test_ghosts(layout, loaded(layout, {{{5, 8}, 50.0F}, {{9, 20}, 50.0F}, {{18, 30}, 50.0F}}), readable));
  std::vector<std::uint8_t> blind = readable;
  for (int row = 16; row <= 20; ++row)
    for (int col = 6; col <= 10; ++col) blind[static_cast<std::size_t>(row * 40 + col)] = 0;
  EXPECT_FALSE(
      test_ghosts(layout, loaded(layout, {{{5, 8}, 50.0F}, {{5, 30}, 50.0F}, {{18, 30}, 50.0F}}), blind));
}

// One weight after the other on an array that was never zeroed, with noise, however long it takes.
TEST(GhostGatherer, TakesTheLoadedFramesLessTheUnloadedOnes) {
  const SensorLayout layout = layout_of(16, 16);
  const std::vector<std::pair<ArrayPlace, float>> weights{
      {{3, 3}, 100.0F}, {{3, 12}, 90.0F}, {{12, 3}, 80.0F}};
  for (const int frames_a_stage : {40, 900}) {
    GhostGatherer gatherer(layout);
    Random random(3);
    for (std::size_t stage = 0; stage <= 3; ++stage) {
      const std::vector<std::pair<ArrayPlace, float>> on(
          weights.begin(), weights.begin() + static_cast<std::ptrdiff_t>(stage));
      const std::vector<float> values = loaded(layout, on, 0.5F);
      for (int k = 0; k < frames_a_stage; ++k) {
        std::vector<float> noisy = values;
        for (float& value : noisy) value += 0.2F * static_cast<float>(random.normal());
        gatherer.add(frame_of(std::move(noisy)));
      }
    }
    const auto test = gatherer.finish();
    ASSERT_TRUE(test) << test.error().detail;
    EXPECT_NEAR(test->corners[0].reading, 100.0, 0.5);
    EXPECT_NEAR(test->corners[2].reading, 80.0, 0.5);
    EXPECT_EQ(test->fourth.place.row, 12);
    EXPECT_LT(test->ratio, 0.005);
    EXPECT_GT(test->unloaded_frames, 10);
  }
}

TEST(GhostGatherer, ASteadyLoadNeedsNoUnloadedFrames) {
  const SensorLayout layout = layout_of(16, 16);
  GhostGatherer gatherer(layout);
  for (int k = 0; k < 30; ++k)
    gatherer.add(frame_of(loaded(layout, {{{3, 3}, 100.0F}, {{3, 12}, 90.0F}, {{12, 3}, 80.0F}})));
  const auto test = gatherer.finish();
  ASSERT_TRUE(test);
  EXPECT_EQ(test->loaded_frames, 30);
  EXPECT_EQ(test->unloaded_frames, 0);
  EXPECT_FALSE(GhostGatherer(layout).finish());
}

// What the test is for: the same array read three ways.
TEST(GhostTest, TellsAGoodFrontEndFromABadOne) {
  StreamInfo stream;
  stream.layout = layout_of(24, 24);
  stream.full_scale = 4095.0;
  const std::vector<float> us =
      loaded(stream.layout, {{{5, 5}, 150.0F}, {{5, 18}, 150.0F}, {{18, 18}, 120.0F}}, 0.05F);
  const std::vector<std::uint8_t> readable(us.size(), 1);
  const auto read = [&](const Crosstalk& hardware) {
    std::vector<float> readings(us.size());
    Electronics(stream.layout, hardware).read(us, readings);
    return readings;
  };
  const Crosstalk floating{.front_end = FrontEnd::floating, .pulldown_ohm = 1000.0};
  const auto seen = test_ghosts(stream.layout, read(floating), readable);
  ASSERT_TRUE(seen) << seen.error().detail;
  EXPECT_GT(seen->ratio, 0.2);

  const Crosstalk real{.front_end = FrontEnd::grounded, .pulldown_ohm = 1000.0, .driver_ohm = 90.0};
  Crosstalk believed = real;
  believed.driver_ohm *= 0.7;
  std::vector<float> counts = read(real);
  for (float& count : counts) count = std::round(count * 4095.0F);
  auto solver = CrosstalkSolver::make(believed, stream);
  const auto solved = test_ghosts(stream.layout, solver->solve(counts), readable);
  ASSERT_TRUE(solved) << solved.error().detail;
  EXPECT_LT(solved->ratio, kGhostLimit);
}

}  // namespace
}  // namespace rollscope
