// The shaders draw what their CPU twin draws: at most 2 of 255 apart, in every look.
#include <GLFW/glfw3.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <memory>

#include "app/render/heatmap_renderer.hpp"
#include "tests/support/hidden_context.hpp"
#include "tests/support/synthetic_map.hpp"
#include "tests/support/virtual_display.hpp"

namespace rollscope {
namespace {

class HeatmapPixels : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    display_ = new VirtualDisplay;
    ASSERT_FALSE(display_->name().empty()) << "Xvfb could not be started (package xvfb)";
    context_ = new HiddenContext;
    ASSERT_NE(context_->window(), nullptr);
    auto made = HeatmapRenderer::create(glfwGetProcAddress, HeatmapMethod::shaders);
    ASSERT_TRUE(made) << made.error().detail;
    renderer_ = made->release();
  }
  static void TearDownTestSuite() {
    delete renderer_;
    delete context_;
    delete display_;
  }

  static Image by_shader(const DisplayField& field, const HeatmapLook& look, int width, int height) {
    HeatmapTarget target;
    renderer_->draw(target, field, 1, look, width, height);
    Image image;
    renderer_->read(target, image);
    return image;
  }

  static void expect_twins(const DisplayField& field, const HeatmapLook& look, int width, int height) {
    const Image shader = by_shader(field, look, width, height);
    Image twin;
    draw_heatmap(field, look, width, height, twin);
    ASSERT_EQ(shader.pixels.size(), twin.pixels.size());
    int worst = 0;
    std::size_t where = 0;
    for (std::size_t i = 0; i < twin.pixels.size(); ++i) {
      const Rgba8 a = shader.pixels[i], b = twin.pixels[i];
      const int apart =
          std::max({std::abs(a.r - b.r), std::abs(a.g - b.g), std::abs(a.b - b.b), std::abs(a.a - b.a)});
      if (apart > worst) {
        worst = apart;
        where = i;
      }
    }
    EXPECT_LE(worst, 2) << "at x " << where % static_cast<std::size_t>(width) << ", y "
                        << where / static_cast<std::size_t>(width) << " of " << width << " x " << height;
  }

  static inline VirtualDisplay* display_ = nullptr;
  static inline HiddenContext* context_ = nullptr;
  static inline HeatmapRenderer* renderer_ = nullptr;
};

struct Size {
  int rows, cols, width, height;
};
constexpr Size kSizes[] = {{24, 40, 1060, 636}, {24, 40, 707, 424}, {32, 32, 811, 811}, {6, 24, 960, 240},
                           {16, 16, 500, 500},  {1, 1, 40, 40},     {3, 2, 7, 5}};

TEST_F(HeatmapPixels, SmoothAndSensels) {
  unsigned seed = 1;
  for (const Size& size : kSizes) {
    const DisplayField field = synthetic_map(size.rows, size.cols, 200, 3, seed++).field();
    for (const Shading shading : {Shading::smooth, Shading::sensels}) {
      expect_twins(field, {.shading = shading, .full_scale = 220, .ceiling = 220}, size.width, size.height);
    }
  }
}

TEST_F(HeatmapPixels, HatchAboveTheCeiling) {
  const DisplayField field = synthetic_map(24, 40, 400, 2, 11).field();
  for (const Shading shading : {Shading::smooth, Shading::sensels}) {
    expect_twins(field, {.shading = shading, .full_scale = 220, .ceiling = 220}, 833, 500);
    expect_twins(
        field, {.shading = shading, .full_scale = 220, .ceiling = 220, .hatch_period_px = 18, .hatch_px = 8},
        1060, 636);
  }
}

TEST_F(HeatmapPixels, NoDataDifferenceAndManyHoles) {
  const DisplayField field = synthetic_map(24, 40, 180, 120, 21).field();
  for (const auto colours : {HeatmapColours::no_data, HeatmapColours::difference}) {
    for (const Shading shading : {Shading::smooth, Shading::sensels}) {
      expect_twins(field, {.shading = shading, .colours = colours, .full_scale = 100}, 833, 500);
    }
  }
}

TEST_F(HeatmapPixels, EveryOrientationFlatAndRound) {
  for (const Surface surface : {Surface::flat, Surface::cylinder}) {
    const SyntheticMap map = synthetic_map(12, 20, 250, 4, 31, surface);
    for (int turns = 0; turns < 4; ++turns) {
      for (const bool mirrored : {false, true}) {
        const DisplayField field = map.field({turns, mirrored});
        const int width = field.cols * 17 + 3, height = field.rows * 17 + 2;
        for (const Shading shading : {Shading::smooth, Shading::sensels}) {
          expect_twins(field, {.shading = shading, .full_scale = 220, .ceiling = 220, .gap_px = 2}, width,
                       height);
        }
      }
    }
  }
}

TEST_F(HeatmapPixels, OnSoftwareOpenGlTheTwinDrawsTheSamePixels) {
  const auto twin = HeatmapRenderer::create(glfwGetProcAddress);
  ASSERT_TRUE(twin) << twin.error().detail;
  EXPECT_TRUE((*twin)->software());
  const DisplayField field = synthetic_map(24, 40, 400, 5, 41).field();
  const HeatmapLook look{.full_scale = 220, .ceiling = 220};
  HeatmapTarget target;
  (*twin)->draw(target, field, 1, look, 401, 233);
  Image drawn, wanted;
  (*twin)->read(target, drawn);
  draw_heatmap(field, look, 401, 233, wanted);
  EXPECT_EQ(drawn.pixels, wanted.pixels);
}

TEST_F(HeatmapPixels, DrawsAgainOnlyWhenSomethingChanged) {
  const DisplayField before = synthetic_map(8, 8, 100, 0, 1).field();
  const DisplayField after = synthetic_map(8, 8, 100, 0, 2).field();
  HeatmapTarget target;
  const HeatmapLook look{.full_scale = 100};
  Image first, same, changed;
  const unsigned texture = renderer_->draw(target, before, 1, look, 80, 80);
  renderer_->read(target, first);
  EXPECT_EQ(renderer_->draw(target, after, 1, look, 80, 80), texture);
  renderer_->read(target, same);
  renderer_->draw(target, after, 2, look, 80, 80);
  renderer_->read(target, changed);
  EXPECT_EQ(first.pixels, same.pixels);
  EXPECT_NE(first.pixels, changed.pixels);
}

}  // namespace
}  // namespace rollscope
