#include "app/window/action.hpp"

#include <gtest/gtest.h>

namespace rollscope {
namespace {

KeyChord key(std::string_view text) {
  KeyChord chord;
  EXPECT_TRUE(KeyChord::parse(text, chord)) << text;
  return chord;
}

TEST(KeyChord, ReadsWhatItWrites) {
  for (const char* text :
       {"Esc", "Enter", "Space", "Ctrl P", "Ctrl Shift F11", "K", "7", "Left", "Ctrl ,", "F1", "-"})
    EXPECT_EQ(key(text), key(key(text).text())) << text;
  EXPECT_EQ(key("ctrl+p"), key("Ctrl P"));
  EXPECT_EQ(key("").key, 0);
}

TEST(KeyChord, RefusesWhatIsNoKey) {
  KeyChord chord = key("K");
  for (const char* text : {"Ctrl", "Hyper+K", "F0", "F26", "KK", "Ctrl+", "\xC3\xA4"})
    EXPECT_FALSE(KeyChord::parse(text, chord)) << text;
  EXPECT_EQ(chord, key("K"));  // untouched
}

struct ActionsTest : testing::Test {
  Actions actions;
  int stops = 0, closes = 0, marks = 0;
  bool live = true;
  ActionsTest() {
    actions.add({.id = "stop",
                 .title = "Stop",
                 .group = "",
                 .key = key("Esc"),
                 .run = [this] { ++stops; },
                 .enabled = [this] { return live; },
                 .anywhere = true});
    actions.add({.id = "close",
                 .title = "Close",
                 .group = "",
                 .key = key("Esc"),
                 .run = [this] { ++closes; },
                 .anywhere = true});
    actions.add({.id = "mark", .title = "Mark a sore spot", .group = "", .key = key("K"), .run = [this] {
                   ++marks;
                 }});
    actions.add(
        {.id = "palette", .title = "Find an action", .group = "", .key = key("Ctrl+P"), .run = [] {}});
  }
};

TEST_F(ActionsTest, StopComesFirstWhileLiveAndReachesTextFields) {
  EXPECT_EQ(actions.for_key(key("Esc"), true)->id, "stop");
  live = false;
  EXPECT_EQ(actions.for_key(key("Esc"), true)->id, "close");
}

TEST_F(ActionsTest, TextFieldsKeepTheirLettersButNotChords) {
  EXPECT_EQ(actions.for_key(key("K"), true), nullptr);
  EXPECT_EQ(actions.for_key(key("K"), false)->id, "mark");
  EXPECT_EQ(actions.for_key(key("Ctrl+P"), true)->id, "palette");
}

TEST_F(ActionsTest, DisabledActionsDoNotRun) {
  live = false;
  EXPECT_FALSE(actions.run("stop"));
  EXPECT_EQ(stops, 0);
  EXPECT_FALSE(actions.run("unknown"));
  EXPECT_TRUE(actions.run("mark"));
  EXPECT_EQ(marks, 1);
}

TEST_F(ActionsTest, AKeyBelongsToOneActionOnly) {
  ASSERT_TRUE(actions.rebind("palette", key("K")));
  EXPECT_EQ(actions.for_key(key("K"), false)->id, "palette");
  EXPECT_EQ(actions.key_text("mark"), "");
  EXPECT_FALSE(actions.rebind("unknown", key("K")));
}

TEST_F(ActionsTest, SearchFindsSubsequencesBestFirst) {
  const auto found = actions.search("fa");
  ASSERT_FALSE(found.empty());
  EXPECT_EQ(found.front()->id, "palette");
  EXPECT_TRUE(actions.search("zzz").empty());
  EXPECT_GT(fuzzy_score("so", "Mark a sore spot"), 0);
  EXPECT_GT(fuzzy_score("mark", "Mark a sore spot"), fuzzy_score("mark", "Some other remark"));
  EXPECT_EQ(fuzzy_score("kram", "Mark"), 0);
}

}  // namespace
}  // namespace rollscope
