// The shell without window system and OpenGL: ImGui draws into lists nobody shows.
#include <gtest/gtest.h>
#include <imgui.h>

#include <chrono>
#include <filesystem>
#include <thread>

#include "app/window/shell.hpp"

namespace rollscope {
namespace {

struct ShellTest : testing::Test {
  Settings settings;
  std::unique_ptr<Shell> shell;
  double now_s = 0;
  int quits = 0;

  void SetUp() override {
    ImGui::CreateContext();
    ImGui::GetIO().IniFilename = nullptr;
    ShellHost host;
    host.wake = [] {};
    host.quit = [this] { ++quits; };
    shell = std::make_unique<Shell>(settings, host);
  }
  void TearDown() override {
    shell.reset();
    ImGui::DestroyContext();
  }
  void frame(int width = 1280, int height = 720) {
    now_s += 0.05;
    shell->update(now_s);
    shell->prepare({.width = width, .height = height});
    ImGuiIO& io = ImGui::GetIO();
    io.DisplaySize = {static_cast<float>(width), static_cast<float>(height)};
    io.DeltaTime = 0.05f;
    ImGui::NewFrame();
    shell->draw();
    ImGui::Render();
    shell->presented();
  }
  // Draws until the condition holds; what it waits for happens on other threads.
  template <class Condition>
  bool until(Condition condition) {
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(30);
    while (!condition()) {
      if (std::chrono::steady_clock::now() > deadline) return false;
      frame();
      std::this_thread::yield();
    }
    return true;
  }
  void run_demo() {
    shell->open("demo:two-holds?loop=1");
    ASSERT_TRUE(until([&] { return shell->live().state().has_observation; }));
  }
  bool press(std::string_view text) {
    KeyChord chord;
    EXPECT_TRUE(KeyChord::parse(text, chord));
    return shell->on_key(chord);
  }
};

TEST_F(ShellTest, ShowsTheDemoWhereNothingWasAskedFor) {
  EXPECT_TRUE(until([&] { return shell->live().state().has_observation; }));
  EXPECT_EQ(shell->live().state().source_name, "two-holds");
}

TEST_F(ShellTest, DrawsEveryViewAtEverySizeWithAndWithoutASource) {
  for (const bool running : {false, true}) {
    if (running) run_demo();
    for (const ViewId view : {ViewId::studio, ViewId::research, ViewId::replay, ViewId::sources})
      for (const auto& [width, height] :
           {std::pair{960, 540}, {1280, 720}, {1920, 1080}, {2560, 1080}, {1080, 1920}}) {
        shell->view().view = view;
        frame(width, height);
        EXPECT_GT(ImGui::GetDrawData()->TotalVtxCount, 0);
      }
  }
}

TEST_F(ShellTest, EveryPopupOpensByItsKeyAndEscStopsAndCloses) {
  run_demo();
  for (const char* key : {"F1", "Ctrl+P", "Ctrl+,", "N", "P", "B", "T"}) {
    ASSERT_TRUE(press(key)) << key;
    frame();
    frame();
    EXPECT_TRUE(shell->ui().popup_open()) << key;
    EXPECT_TRUE(press("Esc")) << key;
    frame();
    frame();  // a text field lets go of the keyboard a frame later
    EXPECT_FALSE(shell->ui().popup_open()) << key;
  }
}

TEST_F(ShellTest, ViewsHaveKeys) {
  run_demo();
  press("F2");
  EXPECT_EQ(shell->view().view, ViewId::studio);
  press("F3");
  EXPECT_EQ(shell->view().view, ViewId::research);
  press("Ctrl+O");
  EXPECT_EQ(shell->view().view, ViewId::sources);
  press("Ctrl+O");
  EXPECT_EQ(shell->view().view, ViewId::research) << "the same key leads back";
  press("F4");
  EXPECT_EQ(shell->view().view, ViewId::sources) << "nothing to replay: choose";
  press("Ctrl+Q");
  EXPECT_EQ(quits, 1);
}

TEST_F(ShellTest, KeysReachTheMeasurement) {
  run_demo();
  press("K");
  press("7");
  ASSERT_TRUE(until([&] { return shell->live().state().marks.size() >= 2; }));
  EXPECT_EQ(shell->live().state().marks[0].kind, MarkRow::Kind::mark);
  EXPECT_EQ(shell->live().state().marks[1].nrs, 7);
  press("M");
  frame();
  EXPECT_NEAR(shell->live().state().silence_left_s, 120, 1);
}

TEST_F(ShellTest, UpToFourStationsRunSideBySide) {
  run_demo();
  EXPECT_FALSE(press("Ctrl+2")) << "nothing to select yet";
  for (const char* source : {"demo:over-pressure", "demo:slow-roll", "demo:roller"}) {
    shell->open_beside(source);
    ASSERT_TRUE(until([&] { return shell->live().state().has_observation; })) << source;
  }
  LiveStations& stations = shell->stations();
  ASSERT_EQ(stations.count(), 4u);
  EXPECT_EQ(stations.selected_index(), 3u) << "what was opened last is meant";
  shell->open_beside("demo:rub");
  EXPECT_EQ(stations.count(), 4u);
  EXPECT_FALSE(shell->live().state().notice.empty()) << "and it says why not";

  for (const ViewId view : {ViewId::studio, ViewId::research, ViewId::sources})
    for (const auto& [width, height] : {std::pair{960, 540}, {1280, 720}, {3840, 2160}, {1080, 1920}}) {
      shell->view().view = view;
      frame(width, height);
    }
  EXPECT_TRUE(press("Ctrl+2"));
  EXPECT_EQ(shell->live().state().source_name, "over-pressure");
  EXPECT_EQ(shell->live().state().number, 2);
  press("K");
  ASSERT_TRUE(until([&] { return shell->live().state().marks.size() == 1; }));
  EXPECT_TRUE(stations[0].state().marks.empty()) << "a key means the selected one";

  press("Ctrl+W");
  EXPECT_EQ(stations.count(), 3u);
  EXPECT_EQ(shell->live().state().source_name, "slow-roll");
  press("Ctrl+W"), press("Ctrl+W"), press("Ctrl+W");
  ASSERT_EQ(stations.count(), 1u) << "the only one stays";
  EXPECT_EQ(shell->live().state().number, 0);
}

TEST_F(ShellTest, AcknowledgingReachesTheStationInStopWhicheverIsSelected) {
  shell->open("demo:slow-roll?loop=1");
  ASSERT_TRUE(until([&] { return shell->live().state().has_observation; }));
  shell->open_beside("demo:over-pressure?speed=0");
  LiveStations& stations = shell->stations();
  // At its end, so that no further alert comes.
  ASSERT_TRUE(until([&] { return stations[1].state().has_observation && !stations[1].state().link.alive; }));
  ASSERT_TRUE(until([&] { return stations[1].state().state == LiveState::stop; }));
  stations.select(0);
  ASSERT_EQ(stations.in(LiveState::stop), &stations[1]);
  for (const ViewId view : {ViewId::studio, ViewId::research, ViewId::replay}) {
    shell->view().view = view;
    shell->view().alone = true;
    frame();  // its banner is drawn over the other one's view
  }
  shell->view().view = ViewId::studio;
  EXPECT_TRUE(press("Enter"));
  EXPECT_TRUE(until([&] { return stations.in(LiveState::stop) == nullptr; }));
}

TEST_F(ShellTest, ASecondSourceThatCannotBeOpenedLeavesTheFirstAlone) {
  run_demo();
  press("Ctrl+N");
  EXPECT_EQ(shell->view().view, ViewId::sources);
  EXPECT_TRUE(shell->view().beside);
  frame();
  shell->open("serial:/dev/none?device=native");
  ASSERT_TRUE(until([&] { return !shell->live().state().open_error.empty(); }));
  EXPECT_EQ(shell->stations().count(), 1u);
  EXPECT_EQ(shell->live().state().source_name, "two-holds");
  EXPECT_TRUE(shell->live().running());
  EXPECT_EQ(shell->view().view, ViewId::sources) << "where it says why";
  EXPECT_FALSE(shell->view().beside) << "the next one takes the place of what runs";
}

TEST_F(ShellTest, RebindingTakesTheNextKey) {
  shell->view().rebinding = "mark";
  EXPECT_TRUE(press("G"));
  EXPECT_EQ(shell->actions().key_text("mark"), "G");
  EXPECT_EQ(shell->settings().keys.at("mark"), "G");
}

TEST_F(ShellTest, ADroppedFileOpensTheReplay) {
  run_demo();
  const auto path = std::filesystem::temp_directory_path() / "rollscope_drop_test.anything";
  {
    std::FILE* file = std::fopen(path.c_str(), "w");
    ASSERT_NE(file, nullptr);
    std::fputs("# rollscope-csv: 1\n# rows: 2\n# cols: 2\n# pitch_mm: 10 10\n# unit: kPa\nt_s,s0,s1,s2,s3\n",
               file);
    for (int i = 0; i < 50; ++i) std::fprintf(file, "%.2f,0,10,20,%d\n", i * 0.02, i);
    std::fclose(file);
  }
  const std::vector<std::string> paths{path.string()};
  shell->on_drop(paths);
  ASSERT_TRUE(until([&] { return shell->view().view == ViewId::replay && shell->shown().has_observation; }));
  EXPECT_EQ(shell->shown().replay->name, "rollscope_drop_test.anything");
  ASSERT_TRUE(until([&] { return shell->shown().replay->progress >= 1; }));
  shell->seek_replay(0.5);
  frame();
  EXPECT_EQ(shell->shown().replay->frame, 25u);
  EXPECT_NEAR(shell->shown().observation.frame.time_s, 0.5, 1e-6);
  press("Right");
  frame();
  EXPECT_EQ(shell->shown().replay->frame, 26u);
  EXPECT_TRUE(shell->live().running()) << "the demo goes on behind it";
  std::filesystem::remove(path);
}

TEST_F(ShellTest, AReplayShowsNoDataWhereFramesWereMissing) {
  run_demo();
  const auto path = std::filesystem::temp_directory_path() / "rollscope_gap_test.csv";
  {
    std::FILE* file = std::fopen(path.c_str(), "w");
    ASSERT_NE(file, nullptr);
    std::fputs("# rollscope-csv: 1\n# rows: 2\n# cols: 2\n# pitch_mm: 10 10\n# unit: kPa\nt_s,s0,s1,s2,s3\n",
               file);
    for (int i = 0; i < 100; ++i) std::fprintf(file, "%.2f,0,10,20,30\n", i * 0.02 + (i < 50 ? 0.0 : 2.0));
    std::fclose(file);
  }
  const std::vector<std::string> paths{path.string()};
  shell->on_drop(paths);
  ASSERT_TRUE(until([&] { return shell->view().view == ViewId::replay && shell->shown().has_observation; }));
  ASSERT_TRUE(until([&] { return shell->shown().replay->progress >= 1; }));
  frame();
  const auto state_at = [&](double time_s) {
    shell->seek_replay(time_s);
    frame();
    return shell->shown().state;
  };
  EXPECT_NE(state_at(0.98), LiveState::no_data);
  EXPECT_NE(state_at(1.3), LiveState::no_data) << "not yet a stall";
  EXPECT_EQ(state_at(2.0), LiveState::no_data);
  EXPECT_FALSE(shell->shown().link.alive);
  EXPECT_EQ(state_at(2.9), LiveState::no_data);
  EXPECT_NE(state_at(3.0), LiveState::no_data);
  EXPECT_TRUE(shell->shown().link.alive);
  std::filesystem::remove(path);
}

TEST_F(ShellTest, AFileThatIsNoneSaysSoAndTheDemoGoesOn) {
  run_demo();
  const std::vector<std::string> paths{"/nonexistent/file.rsr"};
  shell->on_drop(paths);
  ASSERT_TRUE(until([&] { return shell->view().view == ViewId::sources; }));
  EXPECT_FALSE(shell->live().state().open_error.empty());
  EXPECT_TRUE(shell->live().running());
  shell->open("serial:/dev/none?device=native");
  ASSERT_TRUE(until([&] { return !shell->live().state().connecting; }));
  EXPECT_NE(shell->live().state().open_error.text.find("/dev/none"), std::string::npos);
  EXPECT_TRUE(shell->live().streaming());
}

TEST_F(ShellTest, AFirstSourceThatCannotBeOpenedIsToldOverTheDemo) {
  shell->open("serial:/dev/none?device=native");
  ASSERT_TRUE(until([&] { return shell->live().running(); }));
  EXPECT_EQ(shell->view().view, ViewId::sources);
  EXPECT_NE(shell->live().state().open_error.text.find("/dev/none"), std::string::npos);
  shell->show_view(ViewId::research);
  frame();
  EXPECT_EQ(shell->view().view, ViewId::research) << "told once, then out of the way";
  EXPECT_TRUE(shell->live().state().open_error.empty());
}

}  // namespace
}  // namespace rollscope
