// Marks from a device's trigger input and from a second port, before the frames they belong to.
#include "drivers/triggered_source.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <deque>
#include <filesystem>

#include "drivers/transport/device_link.hpp"
#include "drivers/transport/memory_stream.hpp"

namespace rollscope {
namespace {

namespace fs = std::filesystem;
using std::chrono::milliseconds;

// Frames with the trigger input as given, one a read.
class Frames final : public Source {
 public:
  explicit Frames(std::deque<bool> triggers) : triggers_(std::move(triggers)) {
    info_.layout = {.rows = 2, .cols = 2, .present = {}};
  }
  [[nodiscard]] const StreamInfo& info() const override { return info_; }
  [[nodiscard]] StreamHealth health() const override { return {}; }
  SourceEvent read(RawFrame& frame, Command&, milliseconds) override {
    if (triggers_.empty()) return SourceEvent::ended;
    frame.trigger = triggers_.front();
    triggers_.pop_front();
    frame.sequence = next_;
    frame.samples.assign(4, static_cast<float>(next_++));
    return SourceEvent::frame;
  }

 private:
  StreamInfo info_;
  std::deque<bool> triggers_;
  std::uint64_t next_ = 0;
};

// "trigger" for a mark, the number for a frame.
std::string next(Source& source) {
  RawFrame frame;
  Command command;
  switch (source.read(frame, command, milliseconds(0))) {
    case SourceEvent::command:
      return std::get<MarkCommand>(command).text;
    case SourceEvent::frame:
      EXPECT_EQ(frame.samples, std::vector<float>(4, static_cast<float>(frame.sequence)));
      return std::to_string(frame.sequence);
    case SourceEvent::idle:
      return "idle";
    case SourceEvent::ended:
      break;
  }
  return "end";
}

std::vector<std::string> all(Source& source) {
  std::vector<std::string> out;
  do out.push_back(next(source));
  while (out.back() != "end");
  out.pop_back();
  return out;
}

using Items = std::vector<std::string>;

TEST(TriggeredSource, MarksWhereTheInputGoesOn) {
  const auto source = triggered(std::make_unique<Frames>(std::deque{false, true, true, false, true}));
  EXPECT_EQ(all(*source), (Items{"0", "trigger", "1", "2", "3", "trigger", "4"}));
  EXPECT_EQ(all(*triggered(std::make_unique<Frames>(std::deque{true, true}))), (Items{"0", "1"}))
      << "on since before the start";
}

TEST(TriggeredSource, MarksEachByteOfThePort) {
  auto memory = std::make_unique<MemoryStream>();
  MemoryStream& port = *memory;
  port.push(std::array{std::byte{9}});  // before the measurement
  const auto source =
      triggered(std::make_unique<Frames>(std::deque{false, false, true, false}), std::move(memory));
  EXPECT_EQ(next(*source), "0");
  port.push(std::array{std::byte{0}, std::byte{65}});
  EXPECT_EQ(next(*source), "trigger 0");
  EXPECT_EQ(next(*source), "trigger 65");
  EXPECT_EQ(next(*source), "1");
  port.push(std::array{std::byte{255}});
  EXPECT_EQ(all(*source), (Items{"trigger", "trigger 255", "2", "3"}));
}

TEST(TriggeredSource, APortThatEndsEndsTheMarksAlone) {
  auto memory = std::make_unique<MemoryStream>();
  memory->finish(Error{Errc::disconnected, "gone"});
  const auto source = triggered(std::make_unique<Frames>(std::deque{false, true}), std::move(memory));
  EXPECT_EQ(all(*source), (Items{"0", "trigger", "1"}));
}

TEST(TriggerPort, IsOpenedOrSaysWhyNot) {
  const std::string path = fs::temp_directory_path() / ("rollscope-trigger-" + std::to_string(::getpid()));
  const auto link = *make_pty_link(path);
  const auto open = [](const std::string& trigger) {
    return open_trigger_port({.scheme = "tty", .address = "/tmp/mat", .options = {{"trigger", trigger}}});
  };
  const auto port = open("tty:" + path);
  ASSERT_TRUE(port) << port.error().detail;
  EXPECT_TRUE(*port);
  const auto none = open_trigger_port({.scheme = "tty", .address = "/tmp/mat", .options = {}});
  ASSERT_TRUE(none);
  EXPECT_FALSE(*none);
  for (const char* wrong : {"file:x.bin", "demo:two-holds", "tty:/tmp/mat", "tty:/no/such/port",
                            "tty:/tmp/x?device=text", "serial:/dev/ttyUSB9?baud=fast", "/dev/ttyUSB9"}) {
    const auto refused = open(wrong);
    ASSERT_FALSE(refused) << wrong;
    EXPECT_NE(refused.error().detail.find("trigger"), std::string::npos) << refused.error().detail;
  }
  EXPECT_FALSE(open_source(*SourceUri::parse("demo:two-holds?trigger=tty:" + path)));
}

}  // namespace
}  // namespace rollscope
