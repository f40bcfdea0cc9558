#include "app/widgets/plot.hpp"

#include <cmath>

#include "app/panels/replay_timeline.hpp"
#include "app/widgets/row_scroll.hpp"
#include "tests/unit/app/panels/desk_stage.hpp"

namespace rollscope {
namespace {

TEST(PlotScale, ACeilingIsJustAboveTheValue) {
  for (double value = 1e-3; value < 1e7; value *= 1.07) {
    const double ceiling = nice_ceiling(value);
    EXPECT_GE(ceiling, value * (1 - 1e-9));
    EXPECT_LE(ceiling, value * 1.51);
    EXPECT_NEAR(nice_ceiling(ceiling), ceiling, ceiling * 1e-9);
  }
  EXPECT_DOUBLE_EQ(nice_ceiling(0), 1);
  EXPECT_DOUBLE_EQ(nice_ceiling(-3), 1);
  EXPECT_DOUBLE_EQ(nice_ceiling(std::nan("")), 1);
}

TEST(PlotScale, AStepFitsAtMostSoOften) {
  for (double span = 1; span < 1e6; span *= 1.3)
    for (double most = 1; most < 12; most += 0.7)
      EXPECT_LE(span / nice_step(span, most), most * (1 + 1e-9)) << span << " " << most;
}

TEST(PlotScale, ARulerKeepsItsNumbersApart) {
  for (double px_per_s = 1e-3; px_per_s < 1e4; px_per_s *= 1.9) {
    const double step = ruler_step_s(px_per_s, 88);
    EXPECT_GT(step, 0);
    EXPECT_TRUE(step <= 0.01 || step * px_per_s >= 88 * (1 - 1e-9)) << px_per_s;
  }
}

class PlotStage : public DeskStage {
 protected:
  static constexpr Rect kArea{100, 100, 400, 200};
  struct Extent {
    float top = 1e9f, bottom = -1e9f, left = 1e9f, right = -1e9f;
    int vertices = 0;
  };
  // Draws inside one ImGui frame and says what the line covers.
  template <class Draw>
  Extent extent_of(Draw draw) {
    Ui::Frame frame;
    frame.screen = {0, 0, 1280, 720};
    ui().prepare(frame);
    ImGui::GetIO().DisplaySize = {1280, 720};
    ImGui::NewFrame();
    ui().begin();
    Extent out;
    const int before = ui().list()->VtxBuffer.Size;
    draw();
    for (int i = before; i < ui().list()->VtxBuffer.Size; ++i) {
      const ImVec2 at = ui().list()->VtxBuffer[i].pos;
      out.top = std::min(out.top, at.y), out.bottom = std::max(out.bottom, at.y);
      out.left = std::min(out.left, at.x), out.right = std::max(out.right, at.x);
      ++out.vertices;
    }
    ui().end();
    ImGui::Render();
    return out;
  }
};

TEST_F(PlotStage, NoPeakIsLostHoweverManyPointsThereAre) {
  const PlotAxes axes{.area = kArea, .from_s = 0, .to_s = 100, .high = 100};
  for (const int spike : {0, 17, 49'999, 99'999}) {
    const Extent extent = extent_of([&] {
      PlotLine line(ui(), axes, 0xFFFFFFFF, 1);
      for (int i = 0; i < 100'000; ++i) line.add(i * 0.001, i == spike ? 90 : 10);
    });
    EXPECT_NEAR(extent.top, axes.y(90), 3) << spike;
    EXPECT_NEAR(extent.bottom, axes.y(10), 3) << spike;
    EXPECT_LT(extent.vertices, 40 * 400);
  }
}

TEST_F(PlotStage, WhatIsApartIsNotJoined) {
  const PlotAxes axes{.area = kArea, .from_s = 0, .to_s = 10, .high = 100};
  const Extent joined = extent_of([&] {
    PlotLine line(ui(), axes, 0xFFFFFFFF, 1);
    line.add(1, 50), line.add(9, 50);
  });
  EXPECT_GT(joined.right - joined.left, 300);
  const Extent apart = extent_of([&] {
    PlotLine line(ui(), axes, 0xFFFFFFFF, 1);
    line.add(1, 50), line.add(9, 50, true);
  });
  EXPECT_EQ(apart.vertices, 0);
  const Extent unknown = extent_of([&] {
    PlotLine line(ui(), axes, 0xFFFFFFFF, 1);
    line.add(1, 50), line.add(5, std::nan("")), line.add(9, 50);
  });
  EXPECT_EQ(unknown.vertices, 0);
}

TEST_F(PlotStage, ALongListShowsItsNewestRowsAndStaysWithinBounds) {
  RowScroll newest, oldest(RowsFirst::oldest);
  extent_of([&] {
    EXPECT_EQ(newest.update(ui(), kArea, 10, 4), 6);
    EXPECT_EQ(newest.update(ui(), kArea, 11, 4), 7);
    EXPECT_EQ(newest.update(ui(), kArea, 2, 4), 0);
    EXPECT_EQ(oldest.update(ui(), kArea, 10, 4), 0);
  });
}

}  // namespace
}  // namespace rollscope
