#include "app/window/settings.hpp"

#include <gtest/gtest.h>

#include <filesystem>

namespace rollscope {
namespace {

TEST(Settings, ReadsWhatItWrites) {
  Settings settings;
  settings.theme = ThemeName::light;
  settings.interface_scale = 1.5;
  settings.reduced_motion = true;
  settings.sound = false;
  settings.station = "M\u00fcller \"2\"";
  settings.last_source = "tcp://host:7000?device=native";
  settings.orientation = {.quarter_turns = 3, .mirrored = true};
  settings.shading = Shading::sensels;
  settings.window_width = 1700;
  settings.keys = {{"record", "Ctrl R"}, {"mark", ""}};
  std::vector<std::string> problems;
  EXPECT_EQ(parse_settings(format_settings(settings), problems), settings);
  EXPECT_TRUE(problems.empty());
}

TEST(Settings, ABadFileKeepsTheDefaults) {
  for (const char* text : {"theme = [[", "\xFF\xFE\x00", "= = =", "[keys"}) {
    std::vector<std::string> problems;
    EXPECT_EQ(parse_settings(text, problems), Settings{}) << text;
    EXPECT_FALSE(problems.empty()) << text;
  }
}

TEST(Settings, ABadValueKeepsItsDefaultAndIsNamed) {
  std::vector<std::string> problems;
  const Settings settings = parse_settings(
      "theme = 'pink'\nwindow_width = -5\nquarter_turns = 9\nsound = 'yes'\nstation = 'Mat 2'\nnew_key = 1\n"
      "[keys]\nrecord = 3\nmark = 'K'\n",
      problems);
  EXPECT_EQ(settings.theme, ThemeName::dark);
  EXPECT_EQ(settings.window_width, Settings{}.window_width);
  EXPECT_EQ(settings.orientation.quarter_turns, 0);
  EXPECT_TRUE(settings.sound);
  EXPECT_EQ(settings.station, "Mat 2");
  EXPECT_EQ(settings.keys.at("mark"), "K");
  EXPECT_EQ(problems.size(), 5u);
}

TEST(Settings, AMissingFileIsNoProblem) {
  std::vector<std::string> problems;
  EXPECT_EQ(load_settings("/nonexistent/settings.toml", problems), Settings{});
  EXPECT_TRUE(problems.empty());
  EXPECT_FALSE(save_settings("/proc/none/settings.toml", {}).has_value());
}

TEST(Settings, SavesIntoAFolderThatIsNotThereYet) {
  const auto folder = std::filesystem::temp_directory_path() / "rollscope_settings_test";
  std::filesystem::remove_all(folder);
  const std::string path = (folder / "deep" / "settings.toml").string();
  Settings settings;
  settings.station = "Mat 7";
  ASSERT_TRUE(save_settings(path, settings));
  std::vector<std::string> problems;
  EXPECT_EQ(load_settings(path, problems), settings);
  std::filesystem::remove_all(folder);
}

}  // namespace
}  // namespace rollscope
