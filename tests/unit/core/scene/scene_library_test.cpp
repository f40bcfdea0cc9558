#include <gtest/gtest.h>

#include <cmath>
#include <set>

#include "core/scene/scene_player.hpp"

namespace rollscope {
namespace {

TEST(SceneLibrary, EverySceneIsDescribedAndFound) {
  std::set<std::string> ids;
  for (const Scene& scene : scenes()) {
    EXPECT_TRUE(ids.insert(scene.id).second) << scene.id;
    EXPECT_FALSE(scene.title.empty() || scene.text.empty()) << scene.id;
    EXPECT_EQ(find_scene(scene.id), &scene);
    for (const Actor& actor : scene.actors) {
      EXPECT_LE(actor.duration_s(), scene.duration_s + 0.2) << scene.id;
    }
  }
  for (const char* id : {"two-holds", "slow-roll", "over-pressure", "lost-frames", "lifts", "two-contacts",
                         "resting-limb", "sway", "roller", "unloaded", "zero-then-hold"}) {
    EXPECT_EQ(ids.count(id), 1U) << id;
  }
  EXPECT_EQ(find_scene("no-such-scene"), nullptr);
}

// Every patch stays where a 24 x 40, a 32 x 32 and a 16 x 16 mat see it.
TEST(SceneLibrary, ScenesStayOnEveryMat) {
  for (const Scene& scene : scenes()) {
    ScenePlayer player(scene, default_layout(scene), {.rate_hz = 20.0, .sensor = {}, .truth = {}});
    const SensorLayout& layout = player.info().layout;
    const double middle_x = layout.cols * layout.pitch_col_mm / 2.0;
    const double middle_y = layout.rows * layout.pitch_row_mm / 2.0;
    PressureFrame frame;
    while (player.next_pressure(frame)) {
      for (std::size_t i = 0; i < frame.pressure.size(); ++i) {
        if (frame.pressure[i] < 10.0F || layout.periodic()) continue;
        const auto row = static_cast<double>(i / static_cast<std::size_t>(layout.cols));
        const auto col = static_cast<double>(i % static_cast<std::size_t>(layout.cols));
        ASSERT_LE(std::abs((row + 0.5) * layout.pitch_row_mm - middle_y), 110.0) << scene.id;
        ASSERT_LE(std::abs((col + 0.5) * layout.pitch_col_mm - middle_x), 140.0) << scene.id;
      }
    }
  }
}

// Limbs are far from H_on, so that nobody can take them for a hold.
TEST(SceneLibrary, LimbsRest) {
  int limbs = 0;
  for (const Scene& scene : scenes()) {
    ScenePlayer player(scene, default_layout(scene), {.rate_hz = 20.0, .sensor = {}, .truth = {}});
    RawFrame frame;
    while (player.next(frame)) {
      if (player.time_s() < 0.3) continue;
      for (const TruthContact& contact : player.contacts()) {
        if (contact.role != Role::rest) continue;
        ASSERT_LT(contact.p1_kpa, 26.0) << scene.id;
        ASSERT_GT(contact.p1_kpa, 16.0) << scene.id;
        ASSERT_GT(contact.area_cm2, 20.0) << scene.id;
        ++limbs;
      }
    }
  }
  EXPECT_GT(limbs, 1000);
}

}  // namespace
}  // namespace rollscope
