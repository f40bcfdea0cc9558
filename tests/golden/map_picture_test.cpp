// The map as `rollscope render` draws it, against pictures somebody has looked at.
#include <gtest/gtest.h>

#include <filesystem>

#include "app/report/picture.hpp"
#include "tests/golden/golden_support.hpp"
#include "tests/support/map_moment.hpp"
#include "tests/support/synthetic_map.hpp"

namespace rollscope {
namespace {

Image picture(float peak_kpa, LiveState state, PictureOptions options = {}) {
  const MapMoment moment = map_moment(peak_kpa, state);
  options.width = 640;
  options.height = 360;
  const auto image = draw_picture(moment.layout, moment.observation, "two-holds, 18.4 s", options);
  EXPECT_TRUE(image) << image.error().detail;
  return image ? *image : Image{};
}

TEST(MapPicture, Hold) {
  expect_golden(picture(150, LiveState::hold), "map-hold");
}
TEST(MapPicture, Caution) {
  expect_golden(picture(260, LiveState::ease), "map-ease");
}
TEST(MapPicture, Stop) {
  expect_golden(picture(420, LiveState::stop), "map-stop");
}
TEST(MapPicture, SenselsTurned) {
  PictureOptions options;
  options.shading = Shading::sensels;
  options.orientation = {1, true};
  expect_golden(picture(150, LiveState::hold, options), "map-sensels-turned");
}
TEST(MapPicture, NoData) {
  expect_golden(picture(150, LiveState::no_data), "map-no-data");
}
TEST(MapPicture, Difference) {
  const MapMoment a = map_moment(160, LiveState::hold), b = map_moment(110, LiveState::hold);
  std::vector<float> difference;
  for (std::size_t i = 0; i < a.observation.frame.pressure.size(); ++i) {
    difference.push_back(b.observation.frame.pressure[(i + 1) % b.observation.frame.pressure.size()] -
                         a.observation.frame.pressure[i]);
  }
  DisplayField field;
  fill_display_field(a.layout, {}, difference, a.observation.frame.validity, field);
  Image image;
  draw_heatmap(field, {.colours = HeatmapColours::difference, .full_scale = 100}, 320, 192, image);
  expect_golden(image, "map-difference", 0.0);
}

TEST(MapPicture, RefusesWhatItCannotDraw) {
  const MapMoment moment = map_moment(150, LiveState::hold);
  PictureOptions options;
  options.width = 20;
  EXPECT_EQ(draw_picture(moment.layout, moment.observation, "", options).error().code, Errc::bad_argument);
  EXPECT_EQ(draw_picture(moment.layout, Observation{}, "", {}).error().code, Errc::bad_argument);
}

TEST(MapPicture, NeverOverwritesAFile) {
  const auto path = std::filesystem::path(ROLLSCOPE_PROGRAM).parent_path() / "not-overwritten.png";
  std::filesystem::remove(path);
  const Image image = picture(150, LiveState::hold);
  ASSERT_TRUE(write_png(image, path.string()));
  EXPECT_EQ(write_png(image, path.string()).error().code, Errc::exists);
  EXPECT_EQ(write_png(image, "/nowhere/at/all.png").error().code, Errc::io);
  std::filesystem::remove(path);
}

}  // namespace
}  // namespace rollscope
