// The real program on a virtual display: pictures of its views, keys, recording, sound. The pictures stay in
// screenshots/ beside the program, to be looked at.
#include <cairo.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <string>
#include <tuple>
#include <vector>

#include "app/widgets/theme.hpp"
#include "tests/support/virtual_display.hpp"

namespace rollscope {
namespace {

namespace fs = std::filesystem;

struct Picture {
  int width = 0, height = 0;
  std::vector<Color> pixels;
  [[nodiscard]] Color at(int x, int y) const {
    return pixels[static_cast<std::size_t>(y) * static_cast<std::size_t>(width) +
                  static_cast<std::size_t>(x)];
  }
  [[nodiscard]] int count(Color color) const {
    return static_cast<int>(std::count(pixels.begin(), pixels.end(), color));
  }
};

Picture read_png(const fs::path& path) {
  Picture picture;
  const std::unique_ptr<cairo_surface_t, void (*)(cairo_surface_t*)> surface(
      cairo_image_surface_create_from_png(path.c_str()), cairo_surface_destroy);
  if (cairo_surface_status(surface.get()) != CAIRO_STATUS_SUCCESS) return picture;
  picture.width = cairo_image_surface_get_width(surface.get());
  picture.height = cairo_image_surface_get_height(surface.get());
  const unsigned char* data = cairo_image_surface_get_data(surface.get());
  const int stride = cairo_image_surface_get_stride(surface.get());
  for (int y = 0; y < picture.height; ++y)
    for (int x = 0; x < picture.width; ++x) {
      const unsigned char* p = data + y * stride + x * 4;
      picture.pixels.push_back(rgb(static_cast<std::uint32_t>(p[2] << 16 | p[1] << 8 | p[0])));
    }
  return picture;
}

struct ProgramTest : testing::Test {
  static std::unique_ptr<VirtualDisplay> display;
  fs::path folder, shots;

  static void SetUpTestSuite() { display = std::make_unique<VirtualDisplay>("3840x2160"); }
  static void TearDownTestSuite() { display.reset(); }

  void SetUp() override {
    ASSERT_FALSE(display->name().empty()) << "Xvfb cannot be started";
    const std::string name = testing::UnitTest::GetInstance()->current_test_info()->name();
    folder = fs::temp_directory_path() / ("rollscope_window_" + name + std::to_string(getpid()));
    fs::create_directories(folder);
    shots = fs::path(ROLLSCOPE_PROGRAM).parent_path() / "screenshots";
    fs::create_directories(shots);
  }
  void TearDown() override { fs::remove_all(folder); }

  // Runs it to its end with its own folders; gives the exit code.
  int run(const std::string& arguments, const std::string& environment = "ALSOFT_DRIVERS=null") {
    const std::string command = "env XDG_DATA_HOME=" + (folder / "data").string() +
                                " XDG_CONFIG_HOME=" + (folder / "config").string() + " " + environment +
                                " timeout 60 " + ROLLSCOPE_PROGRAM + " " + arguments + " > " +
                                (folder / "log").string() + " 2>&1";
    return std::system(command.c_str());
  }
  Picture shoot(const std::string& name, const std::string& arguments) {
    const fs::path path = shots / (name + ".png");
    fs::remove(path);
    EXPECT_EQ(run(arguments + " --screenshot " + path.string()), 0) << log();
    return read_png(path);
  }
  std::string log() const {
    std::ifstream in(folder / "log");
    return {std::istreambuf_iterator<char>(in), {}};
  }
  std::vector<fs::path> files(const std::string& ending) const {
    std::vector<fs::path> found;
    if (!fs::exists(folder / "data")) return found;
    for (const auto& entry : fs::recursive_directory_iterator(folder / "data"))
      if (entry.path().extension() == ending) found.push_back(entry.path());
    return found;
  }
};
std::unique_ptr<VirtualDisplay> ProgramTest::display;

// As fast as it is read, held exactly at the moment of the picture.
const std::string kHolds = "'demo:two-holds?speed=0&loop=1'", kOver = "'demo:over-pressure?speed=0&loop=1'";

TEST_F(ProgramTest, DrawsEachViewInBothThemes) {
  for (const char* view : {"studio", "research", "sources"})
    for (const auto& [theme, size, width] :
         {std::tuple{"dark", "1280x720", 1280}, {"light", "1920x1080", 1920}}) {
      const std::string name = std::string(view) + "-" + theme + "-" + size;
      SCOPED_TRACE(name);
      const Picture picture =
          shoot(name, kHolds + " --at 20 --view " + view + " --theme " + theme + " --size " + size);
      ASSERT_EQ(picture.width, width);
      const Palette& c = palette(std::string(theme) == "dark" ? ThemeName::dark : ThemeName::light);
      // A hold runs at 20 s: each view shows it in the accent, each theme on its own ground.
      EXPECT_GT(picture.count(std::string(view) == "sources" ? c.window : c.panel), 4000);
      EXPECT_GT(picture.count(c.accent), 200);
    }
}

TEST_F(ProgramTest, GrowsWithTheScreen) {
  const Picture picture =
      shoot("research-dark-3840x2160", kHolds + " --at 20 --view research --size 3840x2160");
  ASSERT_EQ(picture.width, 3840);
  const Palette& c = palette(ThemeName::dark);
  EXPECT_EQ(picture.at(600, 90), c.panel) << "the app bar is 96 px high at 200 %";
}

TEST_F(ProgramTest, AStopIsRedWordAndShapeAndStaysUntilAcknowledged) {
  const Palette& c = palette(ThemeName::dark);
  const Picture studio = shoot("studio-stop", kOver + " --at 11 --view studio --size 1920x1080");
  EXPECT_GT(studio.count(c.stop_fill), 300'000) << "the whole column and the strip";
  const Picture research = shoot("research-stop", kOver + " --at 11 --view research --size 1920x1080");
  EXPECT_EQ(research.at(1000, 60), c.stop_fill) << "the banner";
  EXPECT_EQ(research.at(2, 76), c.on_stop) << "with its white frame";
  const Picture later = shoot("research-latched", kOver + " --at 16 --view research --size 1920x1080");
  EXPECT_EQ(later.at(1000, 60), c.stop_fill) << "nobody acknowledged it";
  const Picture after =
      shoot("research-acknowledged", kOver + " --keys 15:Enter --at 16 --view research --size 1920x1080");
  EXPECT_NE(after.at(1000, 60), c.stop_fill) << "acknowledged with Enter";
}

TEST_F(ProgramTest, WhenFramesStopItTurnsGreyAndSaysSo) {
  const Palette& c = palette(ThemeName::dark);
  const Picture studio =
      shoot("studio-no-data", kHolds + " --at 20 --wait 1.5 --view studio --size 1920x1080");
  EXPECT_EQ(studio.count(c.accent), 0);
  EXPECT_GT(studio.count(c.tech), 5000);
  const Picture research =
      shoot("research-no-data", kHolds + " --at 20 --wait 1.5 --view research --size 1280x720");
  EXPECT_GT(research.count(c.tech_dim), 10'000);
}

TEST_F(ProgramTest, RecordsBetweenTwoPressesOfR) {
  ASSERT_EQ(run("demo:two-holds --keys '1:R 2:K 3:R' --exit-after 6 --ignore-settings --size 1280x720"), 0)
      << log();
  const auto recordings = files(".rsr");
  ASSERT_EQ(recordings.size(), 1u) << log();
  EXPECT_EQ(
      std::system(
          (std::string(ROLLSCOPE_PROGRAM) + " verify " + recordings[0].string() + " > /dev/null").c_str()),
      0);
  const Picture picture = shoot("replay", recordings[0].string() + " --at 1.5 --size 1920x1080");
  ASSERT_EQ(picture.width, 1920);
  EXPECT_GT(picture.count(palette(ThemeName::dark).panel), 10'000);
}

TEST_F(ProgramTest, SeveralMatsStandSideBySide) {
  const Palette& c = palette(ThemeName::dark);
  const std::string others = " 'demo:over-pressure' 'demo:slow-roll?loop=1'";
  const Picture two = shoot("studio-two", "'demo:two-holds?speed=4'" + std::string(" 'demo:slow-roll'") +
                                              " --at 15 --view studio --size 1920x1080");
  ASSERT_EQ(two.width, 1920);
  EXPECT_EQ(two.at(0, 500), c.accent) << "the first is selected";
  EXPECT_EQ(two.at(959, 500), c.accent);
  EXPECT_EQ(two.at(1919, 500), c.hair);
  const Picture three =
      shoot("studio-three", "'demo:two-holds?speed=4'" + others + " --at 15 --view studio --size 1280x720");
  EXPECT_EQ(three.at(0, 100), c.accent);
  EXPECT_EQ(three.at(900, 400), c.window) << "a place is free";
  ASSERT_NE(run(kHolds + kHolds + others + others + others + " --exit-after 1"), 0);
  EXPECT_NE(log().find("up to four"), std::string::npos) << log();
}

TEST_F(ProgramTest, AStopIsHeard) {
  const fs::path wave = folder / "sound.wav", conf = folder / "alsoft.conf";
  std::ofstream(conf) << "drivers = wave\n[wave]\nfile = " << wave.string() << "\n";
  ASSERT_EQ(run("'demo:over-pressure?speed=4' --exit-after 5 --ignore-settings --size 1280x720",
                "ALSOFT_DRIVERS=wave ALSOFT_CONF=" + conf.string()),
            0)
      << log();
  std::ifstream in(wave, std::ios::binary);
  const std::vector<char> bytes{std::istreambuf_iterator<char>(in), {}};
  ASSERT_GT(bytes.size(), 44u) << "OpenAL's wave file writer is missing";
  const auto loud =
      std::count_if(bytes.begin() + 44, bytes.end(), [](char byte) { return byte > 20 || byte < -20; });
  EXPECT_GT(loud, 5000);
}

TEST_F(ProgramTest, ABadSourceLeavesTheDemoRunningAndSaysWhy) {
  ASSERT_EQ(run("serial:/dev/none?device=native --exit-after 4 --ignore-settings --size 1280x720"), 0)
      << log();
  ASSERT_NE(run("demo:two-holds --size big --exit-after 1"), 0);
  EXPECT_NE(log().find("--size"), std::string::npos);
}

TEST_F(ProgramTest, TakesKeysFromTheWindowSystem) {
  if (std::system("command -v xdotool > /dev/null 2>&1") != 0) GTEST_SKIP() << "xdotool is not installed";
  // F12 saves a picture into the recordings folder.
  const std::string press = "(for i in 1 2 3 4 5 6 7 8; do sleep 0.5; xdotool key F12; done) & ";
  const std::string command =
      press + "env XDG_DATA_HOME=" + (folder / "data").string() +
      " XDG_CONFIG_HOME=" + (folder / "config").string() + " ALSOFT_DRIVERS=null " + ROLLSCOPE_PROGRAM +
      " demo:two-holds --exit-after 6 --ignore-settings --size 1280x720 > /dev/null 2>&1; wait";
  ASSERT_EQ(std::system(command.c_str()), 0);
  EXPECT_GE(files(".png").size(), 1u);
}

}  // namespace
}  // namespace rollscope
