#include "app/render/ground_plan.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>

#include "core/scene/random.hpp"

namespace rollscope {
namespace {

constexpr int kWidth = 40, kHeight = 30;
constexpr Rgba8 kWindow{10, 10, 10};

struct Painted {
  std::vector<Rgba8> pixels = std::vector<Rgba8>(kWidth * kHeight);
  std::vector<int> times = std::vector<int>(kWidth * kHeight);

  void paint(const ScreenBox& box, Rgba8 colour) {
    for (int y = std::max(box.top, 0); y < std::min(box.bottom, kHeight); ++y)
      for (int x = std::max(box.left, 0); x < std::min(box.right, kWidth); ++x) {
        const auto at = static_cast<std::size_t>(y * kWidth + x);
        pixels[at] = colour;
        ++times[at];
      }
  }
};

TEST(GroundPlan, ShowsWhatPaintingOneOverTheOtherShowsAndPaintsNothingTwice) {
  Random random(7);
  const auto whole = [&](double low, double high) { return static_cast<int>(random.uniform(low, high)); };
  for (int trial = 0; trial < 300; ++trial) {
    std::vector<GroundBox> grounds;
    for (int i = whole(0, 7); i > 0; --i) {
      const int left = whole(-5, kWidth), top = whole(-5, kHeight);
      // Some are empty, some reach beyond the screen.
      grounds.push_back({{left, top, left + whole(0, kWidth), top + whole(0, kHeight)},
                         Rgba8{static_cast<std::uint8_t>(whole(9, 13)), 10, 10}});
    }
    Painted wanted;
    wanted.paint({0, 0, kWidth, kHeight}, kWindow);
    for (const auto& [box, colour] : grounds) wanted.paint(box, colour);

    const GroundPlan plan = plan_grounds(kWidth, kHeight, kWindow, grounds);
    Painted shown;
    std::ranges::fill(shown.pixels, plan.screen);
    for (const auto& [box, colour] : plan.boxes) shown.paint(box, colour);
    ASSERT_EQ(shown.pixels, wanted.pixels) << "trial " << trial;
    EXPECT_LE(std::ranges::max(shown.times), 1);

    std::map<int, int> seen;
    for (const Rgba8 colour : wanted.pixels) ++seen[colour.r];
    EXPECT_EQ(seen[plan.screen.r],
              std::ranges::max_element(seen, {}, [](auto& e) { return e.second; })->second);
  }
}

TEST(GroundPlan, OfNoScreenIsEmpty) {
  EXPECT_TRUE(plan_grounds(0, 0, kWindow, {}).boxes.empty());
}

}  // namespace
}  // namespace rollscope
