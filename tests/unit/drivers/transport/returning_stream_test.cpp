// Unplugging and plugging in again, over pseudo-terminals and a socket.
#include "drivers/transport/returning_stream.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <array>
#include <filesystem>
#include <fstream>
#include <future>
#include <iterator>
#include <thread>

#include "drivers/transport/capture_file.hpp"
#include "drivers/transport/device_link.hpp"
#include "drivers/transport/memory_stream.hpp"
#include "drivers/transport/tcp_stream.hpp"
#include "drivers/transport/tty_stream.hpp"

namespace rollscope {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::seconds;
namespace fs = std::filesystem;

class ReturningStream : public testing::Test {
 protected:
  void SetUp() override { fs::create_directories(folder_); }
  void TearDown() override { fs::remove_all(folder_); }

  [[nodiscard]] std::string in(const std::string& name) const { return folder_ / name; }

  std::unique_ptr<ByteStream> opened(milliseconds patience = hours(1)) {
    return returning(*open_tty_stream(in("mat")), make_tty_finder(in("mat")), patience);
  }

  ReadResult read(ByteStream& stream) { return stream.read(buffer_, hours(1)); }

  // The text `device` sends, as it arrives.
  std::string carried(DeviceLink& device, ByteStream& stream, std::string text) {
    EXPECT_EQ(device.send(std::as_bytes(std::span(text)), seconds(10)), text.size());
    std::string out;
    while (out.size() < text.size()) {
      const ReadResult result = read(stream);
      if (result.status != ReadStatus::bytes) break;
      out.append(reinterpret_cast<const char*>(buffer_.data()), result.count);
    }
    return out;
  }

  fs::path folder_ = fs::temp_directory_path() / ("rollscope-return-" + std::to_string(::getpid()));
  std::array<std::byte, 256> buffer_{};
};

TEST_F(ReturningStream, GoesOnAtTheNextTerminalThatTakesTheName) {
  auto first = *make_pty_link(in("mat"));
  const auto stream = opened();
  EXPECT_EQ(carried(*first, *stream, "one"), "one");
  first->unplug();
  EXPECT_EQ(read(*stream).status, ReadStatus::lost);
  ASSERT_TRUE(stream->error());
  EXPECT_EQ(stream->error()->code, Errc::disconnected);
  EXPECT_EQ(stream->read(buffer_, milliseconds(0)).status, ReadStatus::idle);
  EXPECT_FALSE(stream->write(std::span(buffer_).first(1), milliseconds(0)));

  const auto second = *make_pty_link(in("mat"));
  EXPECT_EQ(read(*stream).status, ReadStatus::back);
  EXPECT_FALSE(stream->error());
  EXPECT_EQ(carried(*second, *stream, "two"), "two");
  EXPECT_TRUE(stream->write(std::span(buffer_).first(1), seconds(10)));
}

// The folder may come with it, as /dev/serial/by-id does.
TEST_F(ReturningStream, IsFoundInAFolderThatWasGone) {
  auto first = *make_pty_link(in("mat"));
  const auto stream = opened();
  first->unplug();
  EXPECT_EQ(read(*stream).status, ReadStatus::lost);
  fs::remove_all(folder_);
  EXPECT_EQ(stream->read(buffer_, milliseconds(0)).status, ReadStatus::idle);
  fs::create_directories(folder_);
  const auto second = *make_pty_link(in("mat"));
  EXPECT_EQ(read(*stream).status, ReadStatus::back);
}

// What an emulator leaves behind that was killed: the number may be a stranger's terminal by now.
TEST_F(ReturningStream, DoesNotFollowALinkThatWasThereBefore) {
  auto device = *make_pty_link(in("device"));
  fs::create_symlink(fs::read_symlink(in("device")), in("mat"));
  const auto finder = make_tty_finder(in("mat"));
  EXPECT_FALSE(finder->find({})) << "the very link that was lost";
  fs::remove(in("mat"));
  EXPECT_FALSE(finder->find({}));
  fs::create_symlink(fs::read_symlink(in("device")), in("mat"));
  EXPECT_TRUE(finder->find({}));
  EXPECT_EQ(make_tty_finder("/dev/pts/3"), nullptr);
}

TEST_F(ReturningStream, WakesWhileItIsAway) {
  auto device = *make_pty_link(in("mat"));
  const auto stream = opened();
  device->unplug();
  EXPECT_EQ(read(*stream).status, ReadStatus::lost);
  std::jthread waker([&] { stream->wake(); });
  EXPECT_EQ(read(*stream).status, ReadStatus::idle);
}

TEST_F(ReturningStream, IsClosedForGoodWhenNothingComesBack) {
  auto device = *make_pty_link(in("mat"));
  const auto stream = opened(milliseconds(1));
  device->unplug();
  EXPECT_EQ(read(*stream).status, ReadStatus::lost);
  ReadResult last;
  while ((last = read(*stream)).status == ReadStatus::idle) continue;
  EXPECT_EQ(last.status, ReadStatus::closed);
  EXPECT_NE(stream->error()->detail.find("did not come back"), std::string::npos);
  EXPECT_EQ(read(*stream).status, ReadStatus::closed);
}

TEST_F(ReturningStream, EndsItsSearchWhenItGoes) {
  auto device = *make_pty_link(in("mat"));
  auto stream = opened();
  device->unplug();
  EXPECT_EQ(read(*stream).status, ReadStatus::lost);
  stream.reset();  // would hang for an hour
  auto closed = *make_pty_link(in("mat"));
  stream = opened();
  stream->close();
  EXPECT_EQ(read(*stream).status, ReadStatus::closed);
}

TEST_F(ReturningStream, ARegularEndIsAnEnd) {
  auto memory = std::make_unique<MemoryStream>();
  memory->finish();
  const auto stream = returning(std::move(memory), make_tty_finder(in("mat")), hours(1));
  EXPECT_EQ(read(*stream).status, ReadStatus::closed);
}

TEST_F(ReturningStream, ACaptureGoesOnInItsFile) {
  auto first = *make_pty_link(in("mat"));
  {
    const auto stream = captured(opened(), std::shared_ptr<CaptureFile>(*CaptureFile::create(in("bytes"))));
    EXPECT_EQ(carried(*first, *stream, "before "), "before ");
    first->unplug();
    EXPECT_EQ(read(*stream).status, ReadStatus::lost);
    const auto second = *make_pty_link(in("mat"));
    EXPECT_EQ(read(*stream).status, ReadStatus::back);
    EXPECT_EQ(carried(*second, *stream, "after"), "after");
  }
  std::ifstream file(in("bytes"));
  EXPECT_EQ(std::string(std::istreambuf_iterator<char>(file), {}), "before after");
}

TEST_F(ReturningStream, ConnectsAgainToAServerThatComesBack) {
  auto first = *make_tcp_link(0);
  const std::string address = first->uri().substr(6);
  const auto stream = returning(*open_tcp_stream(address, seconds(10)), make_tcp_finder(address), hours(1));
  while (!first->has_reader()) first->wait(milliseconds(100));
  first.reset();
  EXPECT_EQ(read(*stream).status, ReadStatus::lost);
  const auto port = static_cast<std::uint16_t>(std::stoi(address.substr(address.rfind(':') + 1)));
  const auto second = *make_tcp_link(port);
  EXPECT_EQ(read(*stream).status, ReadStatus::back);
  while (!second->has_reader()) second->wait(milliseconds(100));
  EXPECT_EQ(carried(*second, *stream, "x"), "x");
}

}  // namespace
}  // namespace rollscope
