// The house of design.md 1, held by reading the source: include arrows, room rules, shaders' twins, banned
// words.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <regex>
#include <set>
#include <sstream>
#include <string>
#include <vector>

namespace {

namespace fs = std::filesystem;

const fs::path kRoot = ROLLSCOPE_SOURCE_DIR;

struct SourceFile {
  std::string path;  // from the root, "core/hold/hold_machine.cpp"
  std::string text;
  std::vector<std::string> own_includes;     // "core/frame/raw_frame.hpp"
  std::vector<std::string> system_includes;  // <imgui.h>
};

SourceFile read_source(const fs::path& file) {
  std::ifstream in(file);
  std::stringstream text;
  text << in.rdbuf();
  SourceFile source{fs::relative(file, kRoot).generic_string(), text.str(), {}, {}};
  static const std::regex own(R"re(^\s*#\s*include\s*"([^"]+)")re"),
      system(R"re(^\s*#\s*include\s*<([^>]+)>)re");
  std::istringstream lines(source.text);
  for (std::string line; std::getline(lines, line);) {
    std::smatch match;
    if (std::regex_search(line, match, own)) source.own_includes.push_back(match[1]);
    if (std::regex_search(line, match, system)) source.system_includes.push_back(match[1]);
  }
  return source;
}

const std::vector<SourceFile>& sources() {
  static const std::vector<SourceFile> all = [] {
    std::vector<SourceFile> found;
    for (const char* top : {"core", "drivers", "app"})
      for (const auto& entry : fs::recursive_directory_iterator(kRoot / top)) {
        const auto extension = entry.path().extension();
        if (extension == ".cpp" || extension == ".hpp" || extension == ".h")
          found.push_back(read_source(entry.path()));
      }
    std::sort(found.begin(), found.end(), [](const auto& a, const auto& b) { return a.path < b.path; });
    return found;
  }();
  return all;
}

std::string top_of(const std::string& path) {
  return path.substr(0, path.find('/'));
}

// "core/hold/x.hpp" -> "core/hold"; "core/analyzer.hpp" -> "core".
std::string room_of(const std::string& path) {
  const auto slash = path.find('/', path.find('/') + 1);
  return slash == std::string::npos ? top_of(path) : path.substr(0, slash);
}

std::string stem_of(const std::string& path) {
  return fs::path(path).stem().string();
}

TEST(Structure, TopLevelArrows) {
  const std::map<std::string, std::set<std::string>> allowed{
      {"core", {"core"}}, {"drivers", {"core", "drivers"}}, {"app", {"core", "drivers", "app"}}};
  ASSERT_GT(sources().size(), 20u);
  for (const auto& source : sources())
    for (const auto& include : source.own_includes)
      if (include.find('/') != std::string::npos) {
        EXPECT_TRUE(allowed.at(top_of(source.path)).contains(top_of(include)))
            << source.path << ": " << include;
      }
}

TEST(Structure, RoomsOfTheCore) {
  // base <- frame <- {correct, metric} <- contact <- {hold, alert, roller} <- analyzer; scene and display see
  // frame (and scene the calibration it implies).
  const std::set<std::string> low{"core/base", "core/frame"};
  const auto with = [](std::set<std::string> rooms, std::initializer_list<std::string> more) {
    rooms.insert(more);
    return rooms;
  };
  const std::set<std::string> middle = with(low, {"core/correct", "core/metric", "core/contact"});
  const std::map<std::string, std::set<std::string>> allowed{
      {"core/base", {"core/base"}},
      {"core/frame", low},
      {"core/correct", with(low, {"core/correct"})},
      {"core/metric", with(low, {"core/metric"})},
      {"core/display", with(low, {"core/display"})},
      {"core/scene", with(low, {"core/correct", "core/scene"})},
      {"core/contact", middle},
      {"core/hold", with(middle, {"core/hold"})},
      {"core/alert", with(middle, {"core/alert"})},
      {"core/roller", with(middle, {"core/roller"})}};
  for (const auto& source : sources()) {
    const auto found = allowed.find(room_of(source.path));
    if (found == allowed.end()) continue;
    for (const auto& include : source.own_includes) {
      EXPECT_TRUE(found->second.contains(room_of(include))) << source.path << " includes " << include;
    }
  }
}

TEST(Structure, TheCoreHasNoClockThreadFileOrNetwork) {
  const std::set<std::string> banned{"chrono",   "thread",    "mutex",     "condition_variable",
                                     "atomic",   "future",    "fstream",   "filesystem",
                                     "iostream", "semaphore", "stop_token"};
  for (const auto& source : sources()) {
    if (top_of(source.path) != "core") continue;
    for (const auto& include : source.system_includes) {
      EXPECT_FALSE(banned.contains(include)) << source.path << " includes <" << include << ">";
      const bool standard = include.find('/') == std::string::npos && !include.ends_with(".h");
      EXPECT_TRUE(standard || include.starts_with("Eigen/") || include.starts_with("hwy/"))
          << source.path << " includes <" << include << ">";
      if (include == "cstdio") {
        EXPECT_EQ(source.path, "core/base/check.cpp");
      }
    }
  }
}

TEST(Structure, PanelsNeverNameEachOther) {
  // A file belongs to the panel whose name it begins with ("replay_timeline.hpp" to replay_panel.cpp); the
  // others (desk_text.hpp) are shared pieces.
  std::set<std::string> panels;
  for (const auto& source : sources()) {
    const std::string stem = stem_of(source.path);
    if (room_of(source.path) == "app/panels" && stem.ends_with("_panel"))
      panels.insert(stem.substr(0, stem.rfind('_')));
  }
  ASSERT_GE(panels.size(), 3u);
  const auto owner = [&](const std::string& path) {
    const std::string first = stem_of(path).substr(0, stem_of(path).find('_'));
    return room_of(path) == "app/panels" && panels.contains(first) ? first : std::string();
  };
  for (const auto& source : sources()) {
    if (room_of(source.path) != "app/panels") continue;
    for (const auto& include : source.own_includes) {
      EXPECT_TRUE(owner(include).empty() || owner(include) == owner(source.path))
          << source.path << ": " << include;
    }
  }
}

TEST(Structure, LibrariesStayInTheirRooms) {
  const std::set<std::string> imgui_rooms{"app/window", "app/panels", "app/widgets"};
  for (const auto& source : sources())
    for (const auto& include : source.system_includes) {
      if (include == "libserialport.h") {
        EXPECT_EQ(source.path, "drivers/transport/serial_port.cpp");
      }
      if (include == "sqlite3.h") {
        EXPECT_EQ(room_of(source.path), "drivers/recording");
      }
      if (include.find("imgui") != std::string::npos) {
        EXPECT_TRUE(imgui_rooms.contains(room_of(source.path)))
            << source.path << " includes <" << include << ">";
      }
    }
}

TEST(Structure, HeadersStartByTellingWhatTheyAreFor) {
  for (const auto& source : sources()) {
    if (!source.path.ends_with(".hpp")) continue;
    EXPECT_TRUE(source.text.starts_with("// ")) << source.path;
    EXPECT_NE(source.text.find("#pragma once"), std::string::npos) << source.path;
  }
}

TEST(Structure, NothingHalfDoneLands) {
  const std::regex banned(R"(\b(TODO|FIXME|XXX|HACK)\b|\bvolatile\b|\bdetach\(\)|using namespace std;)");
  for (const auto& source : sources()) {
    std::smatch match;
    EXPECT_FALSE(std::regex_search(source.text, match, banned)) << source.path << ": " << match.str();
    if (top_of(source.path) == "core") {
      EXPECT_EQ(source.text.find("std::cout"), std::string::npos) << source.path;
    }
  }
}

TEST(Structure, FilesStayReadable) {
  for (const auto& source : sources()) {
    EXPECT_LE(std::count(source.text.begin(), source.text.end(), '\n'), 600) << source.path << ": split it";
  }
}

TEST(Structure, EveryShaderNamesAnExistingTwin) {
  if (!fs::exists(kRoot / "shaders")) return;
  for (const auto& entry : fs::directory_iterator(kRoot / "shaders")) {
    const SourceFile shader = read_source(entry.path());
    std::smatch match;
    ASSERT_TRUE(std::regex_search(shader.text, match, std::regex(R"(core/[a-z_/]+\.[ch]pp)"))) << shader.path;
    EXPECT_TRUE(fs::exists(kRoot / match.str())) << shader.path << " names " << match.str();
  }
}

}  // namespace
