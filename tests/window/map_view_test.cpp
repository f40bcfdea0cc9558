// The map as the window draws it: each state's signs in their colours and places. The pictures are kept in
// the build folder under screenshots/.
#include "app/widgets/map_view.hpp"

#include <gtest/gtest.h>
#include <imgui.h>

#include <cmath>
#include <cstdio>
#include <filesystem>

#include "app/report/picture.hpp"
#include "app/widgets/theme.hpp"
#include "tests/support/map_moment.hpp"
#include "tests/window/map_stage.hpp"

namespace rollscope {
namespace {

Rgba8 unpacked(Color c) {
  return {static_cast<std::uint8_t>(c), static_cast<std::uint8_t>(c >> 8U),
          static_cast<std::uint8_t>(c >> 16U)};
}

void keep(const Image& image, const std::string& name) {
  const auto folder = std::filesystem::path(ROLLSCOPE_PROGRAM).parent_path() / "screenshots";
  std::filesystem::create_directories(folder);
  const auto path = folder / (name + ".png");
  std::filesystem::remove(path);
  ASSERT_TRUE(write_png(image, path.string()));
}

class MapViewPicture : public ::testing::Test {
 protected:
  static void SetUpTestSuite() { stage_ = new MapStage(1920, 1080); }
  static void TearDownTestSuite() { delete stage_; }

  Image studio(float peak_kpa, LiveState state) {
    moment_ = map_moment(peak_kpa, state);
    const MapInput input = input_for(state);
    MapOptions options;
    options.style = MapStyle::studio;
    MapView view;
    stage_->frame([&](Ui& ui) {
      const ScaleScope far(ui, ui.studio_scale());
      view.draw(ui, &stage_->renderer(), {40, 96, 1060, 636}, input, options);
      if (state != LiveState::no_data) draw_map_legend(ui, view, MapStyle::studio, {220, true, "kPa"});
    });
    place_ = view.place();
    return stage_->picture();
  }

  Image research(float peak_kpa, LiveState state, MapOptions options = {}, Point pointer = {-1, -1}) {
    moment_ = map_moment(peak_kpa, state);
    MapInput input = input_for(state);
    std::vector<TrailPoint> trail;
    for (int i = 100; i >= 0; --i) {
      const auto t = static_cast<float>(i) * 0.05f;
      trail.push_back({212 - 6 * t + 4 * std::sin(3 * t), 117 + 5 * t + 3 * std::cos(2 * t), t});
    }
    input.trail = trail;
    options.cop_trail = true;
    options.probe = true;
    MapView view;
    stage_->frame(
        [&](Ui& ui) {
          ui.list()->AddRectFilled({0, 48}, {1440, 1008}, ui.glass().glass);
          view.draw(ui, &stage_->renderer(), {56, 114, 1352, 811}, input, options);
          draw_map_rulers(ui, view);
          draw_map_legend(ui, view, MapStyle::research, {220, true, "kPa"});
        },
        pointer);
    place_ = view.place();
    return stage_->picture();
  }

  MapInput input_for(LiveState state) const {
    MapInput input;
    input.layout = &moment_.layout;
    input.observation = &moment_.observation;
    input.state = state;
    input.revision = 1;
    input.full_scale = 220;
    return input;
  }

  // How many pixels of exactly this colour lie in the box.
  static int count(const Image& image, Rgba8 colour, Rect box) {
    int n = 0;
    for (int y = static_cast<int>(box.y); y < static_cast<int>(box.bottom()); ++y) {
      for (int x = static_cast<int>(box.x); x < static_cast<int>(box.right()); ++x) {
        if (at(image, x, y) == colour) ++n;
      }
    }
    return n;
  }
  static Rgba8 at(const Image& image, int x, int y) {
    return image.pixels[static_cast<std::size_t>(y) * static_cast<std::size_t>(image.width) +
                        static_cast<std::size_t>(x)];
  }
  [[nodiscard]] Rect map() const {
    return {place_.rect().x, place_.rect().y, place_.rect().width, place_.rect().height};
  }

  static inline MapStage* stage_ = nullptr;
  MapMoment moment_;
  MapPlace place_;
  const Palette& glass_ = palette(ThemeName::dark);
};

TEST_F(MapViewPicture, HoldInTheStudio) {
  const Image image = studio(150, LiveState::hold);
  keep(image, "map-studio-hold");
  const Rgba8 accent = unpacked(glass_.accent), track = unpacked(glass_.glass_line);
  // 18.4 of 30 s: the ring is filled on the right of the hold, not yet at its upper left.
  const MapPoint center = place_.to_px(127, 115);
  const Rect right{center.x + 60, center.y - 40, 120, 80},
      upper_left{center.x - 160, center.y - 160, 130, 130};
  EXPECT_GT(count(image, accent, right), 800);
  EXPECT_EQ(count(image, accent, upper_left), 0);
  EXPECT_GT(count(image, track, upper_left), 800);
  EXPECT_EQ(count(image, unpacked(glass_.caution), map()), 0);
}

TEST_F(MapViewPicture, DoneClosesTheRing) {
  const Image image = studio(150, LiveState::done);
  keep(image, "map-studio-done");
  const MapPoint center = place_.to_px(127, 115);
  EXPECT_GT(count(image, unpacked(glass_.accent), {center.x - 160, center.y - 160, 130, 130}), 800);
}

TEST_F(MapViewPicture, CautionIsATriangleHatchAndAnOutline) {
  const Image image = studio(260, LiveState::ease);
  keep(image, "map-studio-ease");
  EXPECT_GT(count(image, unpacked(glass_.caution), map()), 5000);
  EXPECT_EQ(count(image, unpacked(glass_.accent), map()), 0);
  EXPECT_EQ(count(image, unpacked(glass_.stop_fill), map()), 0);
  // Hatch on the top of the scale: its dark stripes stand in the middle of the ball.
  const MapPoint center = place_.to_px(127, 115);
  const Rgba8 stripe{0x26, 0x27, 0x27};
  int dark = 0;
  for (int x = -14; x < 14; ++x) {
    const Rgba8 p = at(image, static_cast<int>(center.x) + x, static_cast<int>(center.y));
    if (std::abs(p.r - stripe.r) < 8 && std::abs(p.b - stripe.b) < 8) ++dark;
  }
  EXPECT_GT(dark, 6);
  EXPECT_LT(dark, 22);
}

TEST_F(MapViewPicture, StopIsAnOctagon) {
  const Image image = studio(420, LiveState::stop);
  keep(image, "map-studio-stop");
  EXPECT_GT(count(image, unpacked(glass_.stop_fill), map()), 8000);
  EXPECT_GT(count(image, unpacked(glass_.stop), map()), 500);
  EXPECT_EQ(count(image, unpacked(glass_.caution), map()), 0);
}

TEST_F(MapViewPicture, NoDataHasNoColour) {
  const Image image = studio(150, LiveState::no_data);
  keep(image, "map-studio-stalled");
  for (int y = 100; y < 730; y += 3) {
    for (int x = 44; x < 1096; x += 3) {
      const Rgba8 p = at(image, x, y);
      ASSERT_LT(std::max({p.r, p.g, p.b}) - std::min({p.r, p.g, p.b}), 32) << x << ", " << y;
    }
  }
}

TEST_F(MapViewPicture, ResearchWithProbe) {
  const Image image = research(150, LiveState::hold, {}, {985, 436});
  keep(image, "map-research-live");
  EXPECT_GT(count(image, unpacked(glass_.accent), map()), 1500);
  keep(research(420, LiveState::stop), "map-research-stop");
  keep(research(260, LiveState::ease), "map-research-ease");
  keep(research(150, LiveState::no_data), "map-research-stalled");
}

TEST_F(MapViewPicture, SenselsWithNumbersTurned) {
  MapOptions options;
  options.shading = Shading::sensels;
  options.numbers = true;
  keep(research(150, LiveState::hold, options), "map-research-sensels");
  options.orientation = {1, false};
  keep(research(150, LiveState::hold, options), "map-research-turned");
  EXPECT_GT(map().h, map().w);
  options.orientation = {2, true};
  options.shading = Shading::smooth;
  keep(research(150, LiveState::hold, options), "map-research-mirrored");
}

TEST_F(MapViewPicture, AClickFindsTheContactUnderIt) {
  moment_ = map_moment(150, LiveState::hold);
  const MapInput input = input_for(LiveState::hold);
  MapView view;
  stage_->frame([&](Ui& ui) { view.draw(ui, nullptr, {0, 0, 800, 480}, input, {}); });
  const auto at_mm = [&](double x, double y) {
    const MapPoint p = view.place().to_px(x, y);
    return view.contact_at({p.x, p.y});
  };
  EXPECT_EQ(at_mm(127, 115), 0);
  EXPECT_EQ(at_mm(283, 125), 1);
  EXPECT_EQ(at_mm(372, 30), 2);
  EXPECT_EQ(at_mm(20, 220), -1);
  EXPECT_EQ(view.contact_at({-5, 5}), -1);
}

}  // namespace
}  // namespace rollscope
