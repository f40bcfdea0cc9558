#include "app/station/read_ahead.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <functional>
#include <string>
#include <vector>

namespace rollscope {
namespace {

// Counts frames up; a command before every tenth, nothing at every seventh call.
class CountingSource final : public Source {
 public:
  CountingSource(int frames, int side) : frames_(frames) { info_.layout.rows = info_.layout.cols = side; }

  const StreamInfo& info() const override { return info_; }
  std::optional<Error> end_error() const override {
    return given_ == frames_ ? std::nullopt : std::optional<Error>(Error{Errc::io, "early"});
  }
  StreamHealth health() const override { return {}; }
  SourceEvent read(RawFrame& frame, Command& command, std::chrono::milliseconds) override {
    ++calls;
    if (given_ == frames_) return SourceEvent::ended;
    if (calls % 7 == 0) return SourceEvent::idle;
    if (given_ % 10 == 0 && commanded_ != given_) {
      commanded_ = given_;
      command = MarkCommand{std::to_string(given_)};
      return SourceEvent::command;
    }
    frame.sequence = static_cast<std::uint64_t>(given_);
    frame.samples.assign(info_.layout.sensels(), static_cast<float>(given_));
    ++given_;
    return SourceEvent::frame;
  }

  std::atomic<int> calls = 0;

 private:
  StreamInfo info_;
  int frames_, given_ = 0, commanded_ = -1;
};

// Everything a source says but when it has nothing, in words.
std::vector<std::string> said(const std::function<SourceEvent(RawFrame&, Command&)>& read) {
  std::vector<std::string> all;
  RawFrame frame;
  Command command;
  while (true) {
    switch (read(frame, command)) {
      case SourceEvent::frame:
        all.push_back("frame " + std::to_string(frame.sequence) + " " + std::to_string(frame.samples.back()));
        break;
      case SourceEvent::command:
        all.push_back("mark " + std::get<MarkCommand>(command).text);
        break;
      case SourceEvent::idle:
        break;
      case SourceEvent::ended:
        return all;
    }
  }
}

TEST(ReadAhead, GivesWhatTheSourceGivesInItsOrder) {
  for (const int side : {1, 32, 300}) {
    CountingSource plain(1000, side), source(1000, side);
    const auto expected = said([&](RawFrame& frame, Command& command) {
      return plain.read(frame, command, std::chrono::milliseconds(0));
    });
    ReadAhead ahead(source);
    EXPECT_EQ(said([&](RawFrame& frame, Command& command) { return ahead.read(frame, command); }), expected);
    RawFrame frame;
    Command command;
    EXPECT_EQ(ahead.read(frame, command), SourceEvent::ended) << "and stays so";
    EXPECT_FALSE(source.end_error());
  }
}

TEST(ReadAhead, HoldsAFewBlocksAndStopsWhenLeft) {
  CountingSource source(1'000'000, 32);
  {
    ReadAhead ahead(source);
    RawFrame frame;
    Command command;
    for (int k = 0; k < 10; ++k) ahead.read(frame, command);
  }
  EXPECT_LE(source.calls, 5 * 64) << "four blocks, and one more for what was taken";
  EXPECT_TRUE(source.end_error());
}

}  // namespace
}  // namespace rollscope
