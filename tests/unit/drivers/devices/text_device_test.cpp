// Matrices as text (devices.md J), and the guess of what a stream of text is.
#include <gtest/gtest.h>

#include <random>

#include "drivers/devices/text_guess.hpp"
#include "drivers/devices/text_lines.hpp"
#include "tests/unit/drivers/devices/polled_support.hpp"

namespace rollscope::polled_test {
namespace {

using Samples = std::vector<float>;

std::vector<Samples> read(const DeviceOptions& options, std::string_view text, std::size_t piece = 4096) {
  std::vector<Samples> out;
  for (const RawFrame& frame : Subject("text", options).decoded(text_of(text), piece).frames)
    out.push_back(frame.samples);
  return out;
}

// The text with every end of line it may have.
std::vector<std::string> with_line_ends(const std::string& text) {
  std::vector<std::string> out;
  for (const std::string_view end : {"\n", "\r\n", "\r"}) {
    std::string changed;
    for (const char c : text) changed += c == '\n' ? std::string(end) : std::string(1, c);
    out.push_back(changed);
  }
  return out;
}

TEST(Text, TheExampleOfDevicesMd) {
  const std::string example = "0,12,255\r\n3,0,7\r\n\r\n";
  EXPECT_EQ(text_of(example), bytes_of({0x30, 0x2C, 0x31, 0x32, 0x2C, 0x32, 0x35, 0x35, 0x0D, 0x0A, 0x33,
                                        0x2C, 0x30, 0x2C, 0x37, 0x0D, 0x0A, 0x0D, 0x0A}));
  const DeviceOptions options{{"rows", "2"}, {"cols", "3"}};
  EXPECT_EQ(read(options, "\n" + example), (std::vector<Samples>{{0, 12, 255, 3, 0, 7}}));
  RawFrame frame;
  frame.samples = {0, 12, 255, 3, 0, 7};
  EXPECT_EQ(Subject("text", options).encoded(2, 3, frame), text_of(example));
}

TEST(Text, EveryEndOfAFrameWithEveryEndOfALine) {
  struct Case {
    DeviceOptions options;
    std::string text;
  };
  const std::vector<Case> cases{
      {{{"rows", "2"}, {"cols", "2"}}, "9\n1 2\n3 4\n\n5 6\n7 8\n\n"},
      {{{"rows", "2"}, {"cols", "2"}, {"end", "flag"}}, "9\nflag\n1,2\n3,4\nflag\n5,6\n7,8\nflag\n"},
      {{{"rows", "2"}, {"cols", "2"}, {"end", "-----"}}, "9\n-----\n1;2\n3;4\n-----\n5;6\n7;8\n-----\n"},
      {{{"rows", "2"}, {"cols", "2"}, {"end", "rows"}}, "9\n1\t2\n3\t4\n5\t6\n7\t8\n"},
      {{{"rows", "2"}, {"cols", "2"}, {"end", "line"}}, "9\n1,2,3,4\n5,6,7,8\n"},
      {{{"rows", "2"}, {"cols", "2"}, {"end", "values"}}, "9\n1\n2\n3\n4\n5\n6 7\n8\n"}};
  for (const Case& each : cases)
    for (const std::string& text : with_line_ends(each.text))
      for (std::size_t piece = 1; piece <= text.size(); ++piece)
        EXPECT_EQ(read(each.options, text + "0", piece), (std::vector<Samples>{{1, 2, 3, 4}, {5, 6, 7, 8}}))
            << text << " in pieces of " << piece;
}

TEST(Text, AWrongRowSpoilsItsFrameAndNoOther) {
  const DeviceOptions options{{"rows", "2"}, {"cols", "2"}};
  EXPECT_EQ(read(options, "0\n\n1 2\n3\n\n5 6\n7 8\n\n"), (std::vector<Samples>{{5, 6, 7, 8}}));
  EXPECT_EQ(read(options, "0\n\n1 2\n3 4 5\n3 4\n\n5 6\n7 8\n\n"), (std::vector<Samples>{{5, 6, 7, 8}}));
  EXPECT_EQ(read(options, "0\n\n1 2\n\n5 6\n7 8\n\n"), (std::vector<Samples>{{5, 6, 7, 8}}));
  EXPECT_EQ(read(options, "0\n\n1 2\n3 4\n5 6\n7 8\n\n5 6\n7 8\n\n"), (std::vector<Samples>{{5, 6, 7, 8}}));
  EXPECT_EQ(read(options, "0\n\n1,,2\n3 4\n\n5 6\n7 8\n\n"), (std::vector<Samples>{{5, 6, 7, 8}}));
  EXPECT_EQ(read(options, "0\n\n1 70000\n3 4\n\n5 6\n7 8\n\n"), (std::vector<Samples>{{5, 6, 7, 8}}));
}

TEST(Text, AMessageIsPassedOnAndBelongsToNoFrame) {
  const Decoded out = Subject("text", {{"rows", "2"}, {"cols", "2"}})
                          .decoded(text_of("\nVelostat ready\n1 2\nwarm\n3 4\n\n"));
  ASSERT_EQ(out.frames.size(), 1U);
  EXPECT_EQ(out.frames[0].samples, (Samples{1, 2, 3, 4}));
  EXPECT_EQ(out.texts, (std::vector<std::string>{"Velostat ready", "warm"}));
  EXPECT_EQ(out.health.discarded_bytes, 0U);
}

TEST(Text, TheFirstLineIsDroppedUnlessItWasAskedFor) {
  const DeviceOptions options{{"rows", "1"}, {"cols", "2"}, {"end", "line"}};
  DeviceOptions asked = options;
  asked["request"] = "x";
  EXPECT_EQ(read(options, "1,2\n3,4\n"), (std::vector<Samples>{{3, 4}}));
  EXPECT_EQ(read(asked, "1,2\n3,4\n"), (std::vector<Samples>{{1, 2}, {3, 4}}));
}

TEST(Text, ASizeNotGivenIsThatOfTwoFramesInARow) {
  const Decoded out =
      Subject("text").decoded(text_of("\n\n1 2 3\n\n1 2\n3 4\n5 6\n\n1 2\n3 4\n5 7\n\n1 2\n3 4\n\n"));
  EXPECT_EQ(out.info.layout.rows, 3);
  EXPECT_EQ(out.info.layout.cols, 2);
  ASSERT_EQ(out.frames.size(), 1U);
  EXPECT_EQ(out.frames[0].samples, (Samples{1, 2, 3, 4, 5, 7}));
  const Decoded line =
      Subject("text", {{"end", "line"}, {"rows", "2"}}).decoded(text_of("\n1 2 3 4\n1 2 3 4\n"));
  EXPECT_EQ(line.info.layout.rows, 2);
  EXPECT_EQ(line.info.layout.cols, 2);
}

TEST(Text, OptionsThatCannotBe) {
  const DeviceDescription& device = **find_device("text");
  EXPECT_FALSE(device_options(device, {{"end", "rows"}}));
  EXPECT_FALSE(device_options(device, {{"end", "values"}, {"rows", "2"}}));
  EXPECT_FALSE(device_options(device, {{"end", " "}}));
  EXPECT_FALSE(device_options(device, {{"rows", "1024"}, {"cols", "1024"}}));
  EXPECT_FALSE(device_options(device, {{"rows", "2.5"}}));
  EXPECT_TRUE(device_options(device, {{"end", "-----"}, {"request", "start\n"}}));
}

TEST(Text, ALineWithoutEndIsGivenUp) {
  std::string flood(2'000'000, '7');
  const Decoded out =
      Subject("text", {{"rows", "1"}, {"cols", "2"}}).decoded(text_of(flood + "\n\n1 2\n\n3 4\n\n"), 16384);
  EXPECT_GE(out.frames.size(), 1U);
  EXPECT_GT(out.health.discarded_bytes, 1'000'000U);
}

TEST(Text, AnyMatrixComesBackWithAnySeparatorAndEnd) {
  std::mt19937 random(5);
  for (const char* separator : {"any", "space", "comma", "tab", "semicolon"})
    for (const char* end : {"blank", "flag", "rows", "line", "values"})
      for (int round = 0; round < 10; ++round) {
        const int rows = 1 + static_cast<int>(random() % 20), cols = 1 + static_cast<int>(random() % 20);
        const Subject subject("text", {{"rows", std::to_string(rows)},
                                       {"cols", std::to_string(cols)},
                                       {"separator", separator},
                                       {"end", end}});
        const auto encoder = subject.encoder(rows, cols);
        Bytes bytes;
        encoder->boot(bytes);
        std::vector<RawFrame> sent(4);
        for (RawFrame& frame : sent) {
          for (int i = 0; i < rows * cols; ++i) frame.samples.push_back(static_cast<float>(random() % 65536));
          encoder->encode(frame, bytes);
        }
        const Decoded out = subject.decoded(bytes, 1 + random() % 300);
        ASSERT_EQ(out.frames.size(), 4U) << separator << " " << end;
        for (std::size_t i = 0; i < 4; ++i) ASSERT_EQ(out.frames[i].samples, sent[i].samples);
        EXPECT_EQ(out.health.discarded_bytes, 0U);
      }
}

TEST(TextLines, WhatARowIs) {
  const auto row = [](Separator separator, std::string_view line) -> std::optional<Samples> {
    Samples cells;
    if (!RowReader(separator).read(line, 100, cells)) return std::nullopt;
    return cells;
  };
  using enum Separator;
  EXPECT_EQ(row(any, "1 2\t3,4;5"), (Samples{1, 2, 3, 4, 5}));
  EXPECT_EQ(row(any, "  1 , 2 ,3 \r"), (Samples{1, 2, 3}));
  EXPECT_EQ(row(any, "1,2,"), (Samples{1, 2}));
  EXPECT_EQ(row(any, "1 2 3 "), (Samples{1, 2, 3}));
  EXPECT_EQ(row(any, "-4 12.5 12.49 65535"), (Samples{0, 13, 12, 65535}));
  EXPECT_EQ(row(any, ""), Samples{});
  EXPECT_EQ(row(comma, "1, 2"), (Samples{1, 2}));
  for (const char* wrong :
       {"1,,2", ",1", "1a", "a", "1-2", "1.", ".5", "65536", "99999999999999999999", "1 2 x"})
    EXPECT_FALSE(row(any, wrong)) << wrong;
  EXPECT_FALSE(row(comma, "1 2"));
  EXPECT_FALSE(row(space, "1,2"));
  EXPECT_FALSE(row(tab, "1 2"));
  EXPECT_EQ(row(tab, "1\t2"), (Samples{1, 2}));
  EXPECT_EQ(row(semicolon, "1;2;"), (Samples{1, 2}));
  Samples kept{7};
  EXPECT_FALSE(RowReader(any).read("1 2 3", 2, kept));
  EXPECT_EQ(kept, Samples{7});
}

// What is guessed from a stream reads that stream.
TEST(TextGuess, FitsWhatItWasMadeFrom) {
  std::mt19937 random(6);
  for (const char* separator : {"space", "comma", "tab", "semicolon"})
    for (const char* end : {"blank", "flag", "-----", "rows", "line"})
      for (int round = 0; round < 10; ++round) {
        const bool square = std::string_view(end) == "rows";
        const int cols = square ? 8 + static_cast<int>(random() % 20) : 6 + static_cast<int>(random() % 20);
        const int rows = square ? cols : 6 + static_cast<int>(random() % 20);
        const Subject subject("text", {{"rows", std::to_string(rows)},
                                       {"cols", std::to_string(cols)},
                                       {"separator", separator},
                                       {"end", end}});
        const auto encoder = subject.encoder(rows, cols);
        Bytes bytes;
        for (int f = 0; f < 8; ++f) {
          RawFrame frame;
          for (int i = 0; i < rows * cols; ++i) frame.samples.push_back(static_cast<float>(random() % 1024));
          encoder->encode(frame, bytes);
        }
        bytes.erase(bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(random() % 50));
        const auto guess = guess_text(bytes);
        ASSERT_TRUE(guess) << separator << " " << end;
        EXPECT_EQ(guess->at("end"), end);
        if (std::string_view(end) != "line") {
          EXPECT_EQ(guess->at("rows"), std::to_string(rows));
          EXPECT_EQ(guess->at("cols"), std::to_string(cols));
        }
        EXPECT_GE(Subject("text", *guess).decoded(bytes).frames.size(), 6U) << separator << " " << end;
      }
}

TEST(TextGuess, KnownDevices) {
  std::string snowboard;
  for (int f = 0; f < 5; ++f) {
    for (int i = 0; i < 160; ++i) snowboard += (i > 0 ? "," : "") + std::to_string((i * f) % 256);
    snowboard += "\r\n";
  }
  EXPECT_EQ(guess_text(text_of(snowboard)), (DeviceOptions{{"rows", "10"}, {"cols", "16"}, {"end", "line"}}));
}

TEST(TextGuess, GuessesNothingFromLittleOrFromOtherThings) {
  EXPECT_FALSE(guess_text({}));
  EXPECT_FALSE(guess_text(text_of("\n")));
  EXPECT_FALSE(guess_text(text_of("1 2\n3 4\n\n1 2\n3 4\n\n")));
  EXPECT_FALSE(guess_text(text_of("hello\nworld\nhello\nworld\nhello\nworld\nhello\n")));
  std::mt19937 random(7);
  for (int round = 0; round < 50; ++round) {
    Bytes noise(5000);
    for (std::byte& byte : noise) byte = static_cast<std::byte>(random());
    EXPECT_FALSE(guess_text(noise));
    for (std::byte& byte : noise) byte = static_cast<std::byte>("0123456789, \n"[random() % 13]);
    static_cast<void>(guess_text(noise));
  }
}

}  // namespace
}  // namespace rollscope::polled_test
