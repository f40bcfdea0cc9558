// The streams against the real thing: a pseudo-terminal, a socket, a file.
#include <gtest/gtest.h>

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <future>
#include <latch>
#include <stop_token>
#include <thread>

#include "drivers/source.hpp"
#include "drivers/transport/device_link.hpp"
#include "drivers/transport/file_stream.hpp"
#include "drivers/transport/memory_stream.hpp"
#include "drivers/transport/tcp_stream.hpp"
#include "drivers/transport/tty_stream.hpp"

namespace rollscope {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
namespace fs = std::filesystem;

constexpr milliseconds kAtOnce{0};

std::vector<std::byte> bytes_of(std::string_view text) {
  std::vector<std::byte> out;
  for (const char c : text) out.push_back(static_cast<std::byte>(c));
  return out;
}

// All bytes until `count` are there or the stream is closed.
std::vector<std::byte> read_bytes(ByteStream& stream, std::size_t count) {
  std::vector<std::byte> out;
  std::array<std::byte, 100> buffer{};
  while (out.size() < count) {
    const ReadResult read = stream.read(buffer, seconds(10));
    if (read.status != ReadStatus::bytes) break;
    out.insert(out.end(), buffer.begin(), buffer.begin() + static_cast<std::ptrdiff_t>(read.count));
  }
  return out;
}

// What a stream to a device must do, whatever it goes over.
struct Linked {
  std::unique_ptr<DeviceLink> device;
  std::unique_ptr<ByteStream> host;
};

Linked linked(const std::string& kind) {
  Linked out;
  if (kind == "tty") {
    const fs::path path = fs::temp_directory_path() / ("rollscope-stream-" + std::to_string(::getpid()));
    out.device = *make_pty_link(path);
    out.host = *open_tty_stream(path);
  } else {
    out.device = *make_tcp_link(0);
    out.host = *open_tcp_stream(out.device->uri().substr(6), seconds(5));
  }
  while (!out.device->has_reader()) out.device->wait(milliseconds(100));
  return out;
}

class Link : public testing::TestWithParam<std::string> {};

TEST_P(Link, CarriesEveryByteValueBothWays) {
  const Linked link = linked(GetParam());
  std::vector<std::byte> all;
  for (int round = 0; round < 4; ++round)
    for (int value = 0; value < 256; ++value) all.push_back(static_cast<std::byte>(value));
  ASSERT_EQ(link.device->send(all, seconds(5)), all.size());
  EXPECT_EQ(read_bytes(*link.host, all.size()), all);
  ASSERT_TRUE(link.host->write(all, seconds(5)));
  std::vector<std::byte> heard;
  std::array<std::byte, 64> buffer{};
  while (heard.size() < all.size()) {
    const std::size_t count = link.device->receive(buffer);
    heard.insert(heard.end(), buffer.begin(), buffer.begin() + static_cast<std::ptrdiff_t>(count));
    if (count == 0) link.device->wait(seconds(1));
  }
  EXPECT_EQ(heard, all);
}

TEST_P(Link, IsIdleWhenNothingComes) {
  const Linked link = linked(GetParam());
  std::array<std::byte, 16> buffer{};
  for (int i = 0; i < 3; ++i) EXPECT_EQ(link.host->read(buffer, milliseconds(1)).status, ReadStatus::idle);
  EXPECT_EQ(link.host->read(buffer, kAtOnce).status, ReadStatus::idle);
  EXPECT_FALSE(link.host->error());
}

TEST_P(Link, WakesFromAnotherThreadOnce) {
  const Linked link = linked(GetParam());
  std::array<std::byte, 16> buffer{};
  std::latch waiting{1};
  std::jthread waker([&] {
    waiting.wait();
    link.host->wake();
  });
  waiting.count_down();
  // Without the wake this would wait until the test is given up.
  EXPECT_EQ(link.host->read(buffer, std::chrono::hours(1)).status, ReadStatus::idle);
  ASSERT_EQ(link.device->send(bytes_of("x"), seconds(5)), 1U);
  EXPECT_EQ(link.host->read(buffer, std::chrono::hours(1)).status, ReadStatus::bytes)
      << "a wake is taken once";
}

TEST_P(Link, UnplugEndsAWaitAtOnce) {
  const Linked link = linked(GetParam());
  std::array<std::byte, 16> buffer{};
  std::jthread puller([&] { link.device->unplug(); });
  EXPECT_EQ(link.host->read(buffer, std::chrono::hours(1)).status, ReadStatus::closed);
  ASSERT_TRUE(link.host->error());
  EXPECT_EQ(link.host->error()->code, Errc::disconnected);
  EXPECT_EQ(link.host->read(buffer, std::chrono::hours(1)).status, ReadStatus::closed);
  EXPECT_FALSE(link.host->write(bytes_of("x"), seconds(1)));
}

TEST_P(Link, DeviceSeesItsReaderLeaveAndComeBack) {
  Linked link = linked(GetParam());
  EXPECT_TRUE(link.device->has_reader());
  link.host.reset();
  std::array<std::byte, 16> buffer{};
  while (link.device->has_reader()) {
    link.device->wait(milliseconds(10));
    link.device->receive(buffer);
  }
  const std::string uri = link.device->uri();
  link.host =
      GetParam() == "tty" ? *open_tty_stream(uri.substr(4)) : *open_tcp_stream(uri.substr(6), seconds(5));
  while (!link.device->has_reader()) link.device->wait(milliseconds(10));
  ASSERT_EQ(link.device->send(bytes_of("again"), seconds(5)), 5U);
  EXPECT_EQ(read_bytes(*link.host, 5), bytes_of("again"));
}

TEST_P(Link, DrainLosesNothingToASlowReader) {
  const Linked link = linked(GetParam());
  const std::vector<std::byte> many(200'000, std::byte{0xA5});
  std::vector<std::byte> heard;
  std::jthread reader([&] {
    heard = read_bytes(*link.host, many.size());
    link.host->close();
  });
  for (std::size_t sent = 0; sent < many.size();)
    sent += link.device->send(std::span(many).subspan(sent), milliseconds(100));
  link.device->drain(seconds(20));
  link.device->unplug();
  reader.join();
  EXPECT_EQ(heard, many);
}

INSTANTIATE_TEST_SUITE_P(Streams, Link, testing::Values("tty", "tcp"),
                         [](const auto& each) { return each.param; });

TEST(TtyStream, SaysWhatIsWrong) {
  const auto missing = open_tty_stream("/dev/no-such-terminal");
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().code, Errc::not_found);
  const auto file = open_tty_stream("/dev/null");
  ASSERT_FALSE(file);
  EXPECT_EQ(file.error().code, Errc::bad_argument);
  const Linked link = linked("tty");
  const auto second = open_tty_stream(link.device->uri().substr(4));
  ASSERT_FALSE(second) << "two readers would each get half";
  EXPECT_EQ(second.error().code, Errc::busy);
}

TEST_P(Link, ConnectingToASilentDeviceIsGivenUpAtOnce) {
  const Linked link = linked(GetParam());
  link.host->close();
  const auto uri = SourceUri::parse(link.device->uri());
  ASSERT_TRUE(uri);
  std::stop_source cancel;
  auto opening = std::async(std::launch::async,
                            [&] { return open_source(*uri, std::chrono::hours(1), cancel.get_token()); });
  // While it waits; before it has begun is as good.
  while (GetParam() == "tty" && !link.device->has_reader()) link.device->wait(milliseconds(100));
  cancel.request_stop();
  const auto source = opening.get();
  ASSERT_FALSE(source);
  EXPECT_NE(source.error().detail.find("given up"), std::string::npos) << source.error().detail;
}

TEST(TcpStream, SaysWhatIsWrong) {
  EXPECT_EQ(open_tcp_stream("nowhere", seconds(1)).error().code, Errc::bad_argument);
  EXPECT_EQ(open_tcp_stream(":80", seconds(1)).error().code, Errc::bad_argument);
  std::string address;
  {
    address = (*make_tcp_link(0))->uri().substr(6);
  }
  EXPECT_EQ(open_tcp_stream(address, seconds(5)).error().code, Errc::disconnected);
}

TEST(FileStream, GivesTheBytesAndEndsWithoutAnError) {
  const fs::path path = fs::temp_directory_path() / ("rollscope-file-stream-" + std::to_string(::getpid()));
  std::ofstream(path, std::ios::binary) << "some bytes";
  const auto stream = open_file_stream(path);
  ASSERT_TRUE(stream);
  EXPECT_EQ(read_bytes(**stream, 100), bytes_of("some bytes"));
  std::array<std::byte, 16> buffer{};
  EXPECT_EQ((*stream)->read(buffer, seconds(1)).status, ReadStatus::closed);
  EXPECT_FALSE((*stream)->error());
  fs::remove(path);
  EXPECT_EQ(open_file_stream(path).error().code, Errc::not_found);
}

TEST(MemoryStream, GivesExactlyThePieces) {
  MemoryStream stream;
  stream.push(bytes_of("abc"));
  stream.push(bytes_of("d"));
  std::array<std::byte, 2> buffer{};
  EXPECT_EQ(stream.read(buffer, kAtOnce).count, 2U);
  EXPECT_EQ(stream.read(buffer, kAtOnce).count, 1U);
  EXPECT_EQ(stream.read(buffer, kAtOnce).count, 1U);
  EXPECT_EQ(stream.read(buffer, kAtOnce).status, ReadStatus::idle);
  stream.finish();
  EXPECT_EQ(stream.read(buffer, kAtOnce).status, ReadStatus::closed);
}

}  // namespace
}  // namespace rollscope
