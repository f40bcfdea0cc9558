#include "core/scene/scene_player.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <vector>

namespace rollscope {
namespace {

const Scene& named(std::string_view id) {
  const Scene* scene = find_scene(id);
  EXPECT_NE(scene, nullptr) << id;
  return *scene;
}

SensorLayout square(int side, double pitch_mm) {
  SensorLayout layout;
  layout.rows = layout.cols = side;
  layout.pitch_row_mm = layout.pitch_col_mm = pitch_mm;
  return layout;
}

std::vector<RawFrame> play(ScenePlayer& player, std::size_t count = 1000) {
  std::vector<RawFrame> frames;
  RawFrame frame;
  while (frames.size() < count && player.next(frame)) frames.push_back(frame);
  return frames;
}

bool same(const RawFrame& a, const RawFrame& b) {
  return a.sequence == b.sequence && a.captured_ns == b.captured_ns && a.device_us == b.device_us &&
         a.samples == b.samples;
}

Scene one_ball() {
  Scene scene;
  scene.id = "one-ball";
  scene.duration_s = 12.0;
  Actor ball({}, {0.0, 0.0});
  ball.press(150.0).hold(11.0);
  scene.actors = {ball};
  return scene;
}

TEST(ScenePlayer, TheSameSeedGivesTheSameBits) {
  const Scene& scene = named("lost-frames");
  ScenePlayer a(scene, square(32, 10.0)), b(scene, square(32, 10.0));
  const std::vector<RawFrame> first = play(a), second = play(b);
  ASSERT_EQ(first.size(), second.size());
  EXPECT_TRUE(std::ranges::equal(first, second, same));
  a.rewind();
  EXPECT_TRUE(std::ranges::equal(first, play(a), same));
}

TEST(ScenePlayer, AnotherSeedGivesOtherBits) {
  const Scene& scene = named("two-holds");
  ScenePlayer a(scene, default_layout(scene), {.seed = 1, .sensor = {}, .truth = {}});
  ScenePlayer b(scene, default_layout(scene), {.seed = 2, .sensor = {}, .truth = {}});
  EXPECT_FALSE(std::ranges::equal(play(a, 50), play(b, 50), same));
}

TEST(ScenePlayer, TimesFollowTheFrameNumber) {
  ScenePlayer player(one_ball(), square(16, 16.0), {.rate_hz = 75.0, .sensor = {}, .truth = {}});
  const std::vector<RawFrame> frames = play(player, 5000);
  ASSERT_EQ(frames.size(), 900U);
  EXPECT_EQ(player.frames_total(), 900U);
  for (std::size_t i = 0; i < frames.size(); ++i) {
    EXPECT_EQ(frames[i].sequence, i);
    EXPECT_EQ(frames[i].device_us, std::llround(static_cast<double>(i) * 1e6 / 75.0));
    EXPECT_EQ(frames[i].captured_ns - frames[0].captured_ns,
              std::llround(static_cast<double>(i) * 1e9 / 75.0));
  }
}

TEST(ScenePlayer, LostFramesSkipTheirNumbers) {
  const Scene& scene = named("lost-frames");
  ScenePlayer player(scene, default_layout(scene));
  const std::vector<RawFrame> frames = play(player, 100000);
  std::uint64_t skipped = 0;
  double longest_s = 0.0;
  for (std::size_t i = 1; i < frames.size(); ++i) {
    skipped += frames[i].sequence - frames[i - 1].sequence - 1;
    longest_s =
        std::max(longest_s, static_cast<double>(frames[i].device_us - frames[i - 1].device_us) * 1e-6);
    EXPECT_EQ(frames[i].device_us, static_cast<std::int64_t>(frames[i].sequence) * 10000);
  }
  EXPECT_EQ(skipped, player.frames_lost());
  EXPECT_GT(skipped, 225U);  // 2 s, 0.25 s, and single ones besides
  EXPECT_NEAR(longest_s, 2.0, 0.05);
  EXPECT_EQ(player.frames_total(), 4500U);
}

TEST(ScenePlayer, AStallKeepsItsNumbers) {
  Scene scene = one_ball();
  scene.link_faults = {{.start_s = 4.0, .duration_s = 1.5, .kind = LinkFault::Kind::stall}};
  ScenePlayer player(scene, square(16, 16.0));
  const std::vector<RawFrame> frames = play(player, 100000);
  ASSERT_EQ(frames.size(), 1050U);
  EXPECT_EQ(frames.back().sequence, 1049U);
  EXPECT_EQ(frames[400].device_us - frames[399].device_us, 1510000);
  EXPECT_EQ(player.frames_lost(), 0U);
}

TEST(ScenePlayer, TruePressureIsWhatTheSensorFeels) {
  Scene scene = one_ball();
  PlayerOptions options;
  options.sensor.noise_share = options.sensor.creep_per_decade = options.sensor.gain_spread = 0.0;
  ScenePlayer seen(scene, square(24, 10.0), options), truly(scene, square(24, 10.0), options);
  const Calibration calibration = seen.calibration();
  RawFrame raw;
  PressureFrame pressure;
  while (seen.next(raw) && truly.next_pressure(pressure)) {
    EXPECT_TRUE(std::ranges::equal(seen.pressure_kpa(), pressure.pressure));
    EXPECT_DOUBLE_EQ(seen.time_s(), pressure.time_s);
  }
  // Higher pressure never reads lower, beyond rounding.
  std::vector<std::pair<float, float>> pairs;
  for (std::size_t i = 0; i < raw.samples.size(); ++i) {
    pairs.emplace_back(pressure.pressure[i], raw.samples[i] - calibration.zero[i]);
  }
  std::ranges::sort(pairs);
  for (std::size_t i = 1; i < pairs.size(); ++i) EXPECT_GE(pairs[i].second, pairs[i - 1].second - 1.01F);
}

TEST(ScenePlayer, ContactsCarryTheWholeForce) {
  const Scene& scene = named("two-holds");
  ScenePlayer player(scene, default_layout(scene));
  RawFrame frame;
  while (player.next(frame)) {
    double sum = 0.0, force = 0.0;
    for (const float kpa : player.pressure_kpa()) sum += static_cast<double>(kpa) * 0.1;
    for (const TruthContact& contact : player.contacts()) force += contact.force_n;
    ASSERT_NEAR(sum, force, 1e-3 * force + 1e-6) << player.time_s();
  }
}

TEST(ScenePlayer, FramesReuseTheirStorage) {
  ScenePlayer player(one_ball(), square(16, 16.0));
  RawFrame frame;
  ASSERT_TRUE(player.next(frame));
  const float* samples = frame.samples.data();
  while (player.next(frame)) ASSERT_EQ(frame.samples.data(), samples);
}

TEST(ScenePlayer, DeadSenselsOfTheSceneReadZeroAlways) {
  const Scene& scene = named("two-holds");
  ScenePlayer player(scene, default_layout(scene));
  std::vector<float> highest(24 * 40, 0.0F);
  RawFrame frame;
  float pressed_kpa = 0.0F;
  constexpr std::size_t kDead = 16 * 40 + 19;  // 45 mm down and 5 mm left of the middle
  while (player.next(frame)) {
    for (std::size_t i = 0; i < highest.size(); ++i) highest[i] = std::max(highest[i], frame.samples[i]);
    pressed_kpa = std::max(pressed_kpa, player.pressure_kpa()[kDead]);
  }
  EXPECT_EQ(std::ranges::count(highest, 0.0F), 3);
  EXPECT_EQ(highest[kDead], 0.0F);
  EXPECT_GT(pressed_kpa, 50.0F);
}

TEST(ScenePlayer, TheRollerTurnsUnderTheBody) {
  const Scene& scene = named("roller");
  const SensorLayout layout = default_layout(scene);
  ScenePlayer player(scene, layout);
  const double round_mm = layout.cols * layout.pitch_col_mm;
  RawFrame frame;
  int patches = 0;
  while (player.next(frame)) {
    ASSERT_TRUE(std::isfinite(frame.angle_rad));
    for (const TruthContact& contact : player.contacts()) {
      const double phi = contact.x_mm / layout.radius_mm;
      const double offset = phi - static_cast<double>(frame.angle_rad);
      const double expected = contact.floor ? -std::numbers::pi / 2.0 : std::numbers::pi / 2.0;
      ASSERT_NEAR(std::remainder(offset - expected, 2.0 * std::numbers::pi), 0.0, 1e-5);
      ASSERT_TRUE(contact.x_mm >= 0.0 && contact.x_mm < round_mm);
      ++patches;
    }
  }
  EXPECT_GT(patches, 9000);
}

TEST(ScenePlayer, InfoDescribesTheStream) {
  const Scene& scene = named("unloaded");
  PlayerOptions options;
  options.sensor.bits = 8;
  const ScenePlayer player(scene, square(32, 10.0), options);
  EXPECT_EQ(player.info().format, SampleFormat::u8);
  EXPECT_EQ(player.info().full_scale, 255.0);
  EXPECT_TRUE(player.info().numbered && player.info().device_clock);
  EXPECT_EQ(player.calibration().zero.size(), 1024U);
}

}  // namespace
}  // namespace rollscope
