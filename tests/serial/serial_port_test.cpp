// The real libserialport, its reads, waits and unplug, over a pseudo-terminal:
// tests/support/serial_pty_shim.c is preloaded and answers what a pseudo-terminal refuses.
#include "drivers/transport/serial_port.hpp"

#include <dlfcn.h>
#include <gtest/gtest.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <thread>

#include "drivers/emulator/emulator.hpp"
#include "drivers/source.hpp"
#include "drivers/transport/device_link.hpp"

namespace rollscope {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
namespace fs = std::filesystem;

using PollCount = long (*)();
PollCount poll_count() {
  return reinterpret_cast<PollCount>(::dlsym(RTLD_DEFAULT, "serial_pty_shim_polls"));
}

// DTR and RTS as they are now.
int modem_lines() {
  const auto lines = reinterpret_cast<int (*)()>(::dlsym(RTLD_DEFAULT, "serial_pty_shim_lines"));
  return lines() & (TIOCM_DTR | TIOCM_RTS);
}

fs::path scratch(const std::string& name) {
  return fs::temp_directory_path() / ("rollscope-serial-" + std::to_string(::getpid()) + "-" + name);
}

class SerialPort : public testing::Test {
 protected:
  void SetUp() override {
    if (poll_count() == nullptr) GTEST_SKIP() << "run by ctest, which preloads serial_pty_shim";
    auto link = make_pty_link(scratch("port"));
    ASSERT_TRUE(link);
    device_ = std::move(*link);
    auto port = open_serial_port(fs::read_symlink(scratch("port")), 1'000'000);
    ASSERT_TRUE(port) << port.error().detail;
    port_ = std::move(*port);
    while (!device_->has_reader()) device_->wait(milliseconds(10));
  }

  std::unique_ptr<DeviceLink> device_;
  std::unique_ptr<ByteStream> port_;
  std::array<std::byte, 4096> buffer_{};
};

TEST_F(SerialPort, CarriesEveryByteValueBothWays) {
  std::vector<std::byte> all;
  for (int value = 0; value < 256; ++value) all.push_back(static_cast<std::byte>(value));
  ASSERT_EQ(device_->send(all, seconds(5)), all.size());
  std::vector<std::byte> heard;
  while (heard.size() < all.size()) {
    const ReadResult read = port_->read(buffer_, seconds(10));
    ASSERT_EQ(read.status, ReadStatus::bytes);
    heard.insert(heard.end(), buffer_.begin(), buffer_.begin() + static_cast<std::ptrdiff_t>(read.count));
  }
  EXPECT_EQ(heard, all);
  ASSERT_TRUE(port_->write(all, seconds(5)));
  for (heard.clear(); heard.size() < all.size();) {
    const std::size_t count = device_->receive(buffer_);
    heard.insert(heard.end(), buffer_.begin(), buffer_.begin() + static_cast<std::ptrdiff_t>(count));
    if (count == 0) device_->wait(seconds(1));
  }
  EXPECT_EQ(heard, all);
}

TEST_F(SerialPort, SleepsWhileNothingComes) {
  const long before = poll_count()();
  for (int i = 0; i < 5; ++i) EXPECT_EQ(port_->read(buffer_, milliseconds(30)).status, ReadStatus::idle);
  EXPECT_EQ(poll_count()() - before, 5) << "one wait a read";
}

TEST_F(SerialPort, WakesFromAnotherThread) {
  std::jthread waker([&] { port_->wake(); });
  EXPECT_EQ(port_->read(buffer_, std::chrono::hours(1)).status, ReadStatus::idle);
  EXPECT_FALSE(port_->error());
}

TEST_F(SerialPort, UnplugEndsAWaitAtOnceAndForGood) {
  const long before = poll_count()();
  std::jthread puller([&] { device_->unplug(); });
  EXPECT_EQ(port_->read(buffer_, std::chrono::hours(1)).status, ReadStatus::closed);
  puller.join();
  ASSERT_TRUE(port_->error());
  EXPECT_EQ(port_->error()->code, Errc::disconnected);
  for (int i = 0; i < 100; ++i) EXPECT_EQ(port_->read(buffer_, seconds(1)).status, ReadStatus::closed);
  EXPECT_LE(poll_count()() - before, 2) << "no spinning on a dead port";
  EXPECT_FALSE(port_->write(std::span(buffer_).first(1), milliseconds(10)));
}

TEST_F(SerialPort, GivesWhatCameBeforeTheUnplug) {
  const std::array<std::byte, 3> last{std::byte{1}, std::byte{2}, std::byte{3}};
  ASSERT_EQ(device_->send(last, seconds(5)), last.size());
  ASSERT_EQ(port_->read(buffer_, seconds(10)).count, last.size());
  device_->unplug();
  EXPECT_EQ(port_->read(buffer_, seconds(10)).status, ReadStatus::closed);
}

TEST_F(SerialPort, CarriesADevicesStreamToTheEnd) {
  EmulatorOptions options;
  options.tty_path = scratch("device");
  options.seconds = 2.0;
  options.speed = 0.0;
  auto emulator = Emulator::open(options);
  ASSERT_TRUE(emulator) << emulator.error().detail;
  const std::string terminal = fs::read_symlink(options.tty_path);
  std::jthread running([&](std::stop_token stop) { EXPECT_TRUE((*emulator)->run(stop)); });
  auto source = open_source(*SourceUri::parse("serial:" + terminal + "?baud=921600"));
  ASSERT_TRUE(source) << source.error().detail;
  EXPECT_EQ((*source)->info().device_id, "native");
  RawFrame frame;
  Command command;
  std::uint64_t frames = 0;
  for (SourceEvent event{}; event != SourceEvent::ended;) {
    event = (*source)->read(frame, command, seconds(5));
    frames += event == SourceEvent::frame ? 1 : 0;
  }
  EXPECT_GE(frames, 150U);  // opening drops what the port took in before, so the first few may be missing
  EXPECT_EQ((*source)->health().frames_lost, 0U);
  ASSERT_TRUE((*source)->end_error());
  EXPECT_EQ((*source)->end_error()->code, Errc::disconnected);
}

TEST_F(SerialPort, RaisesClearsOrLeavesDtrAndRts) {
  const std::string terminal = fs::read_symlink(scratch("port"));
  const auto lines_after = [&](ModemLines lines) {
    port_.reset();
    auto port = open_serial_port(terminal, 115200, lines);
    EXPECT_TRUE(port);
    if (port) port_ = std::move(*port);
    return modem_lines();
  };
  EXPECT_EQ(lines_after(ModemLines::raise), TIOCM_DTR | TIOCM_RTS);
  EXPECT_EQ(lines_after(ModemLines::leave), TIOCM_DTR | TIOCM_RTS);
  EXPECT_EQ(lines_after(ModemLines::clear), 0);
  EXPECT_EQ(lines_after(ModemLines::leave), 0);
  EXPECT_EQ(lines_after(ModemLines::raise), TIOCM_DTR | TIOCM_RTS);
}

TEST_F(SerialPort, OpensANamedDeviceWithItsLines) {
  port_.reset();
  const std::string uri = "serial:" + std::string(fs::read_symlink(scratch("port")));
  const milliseconds patience{50};
  EXPECT_FALSE(open_source(*SourceUri::parse(uri + "?device=wiresens"), patience));
  EXPECT_EQ(modem_lines(), 0);
  EXPECT_FALSE(open_source(*SourceUri::parse(uri + "?device=native"), patience));
  EXPECT_EQ(modem_lines(), TIOCM_DTR | TIOCM_RTS);
}

TEST(SerialPorts, AreListedInOrder) {
  const auto ports = list_serial_ports();
  ASSERT_TRUE(ports) << ports.error().detail;
  EXPECT_TRUE(std::ranges::is_sorted(*ports, {}, &SerialPortInfo::path));
}

TEST(SerialPorts, SayWhatIsWrong) {
  const auto missing = open_serial_port("/dev/no-such-port", 115200);
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().code, Errc::not_found);
  const auto none = open_serial_port("/dev/null", 115200);
  ASSERT_FALSE(none);
  EXPECT_NE(none.error().detail.find("tty:/dev/null"), std::string::npos) << none.error().detail;
}

}  // namespace
}  // namespace rollscope
