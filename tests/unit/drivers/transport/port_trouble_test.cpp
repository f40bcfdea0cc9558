// What keeps a person from their port, in words that say the fix.
#include <gtest/gtest.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <fstream>

#include "drivers/transport/latency_timer.hpp"
#include "drivers/transport/open_error.hpp"

namespace rollscope {
namespace {

namespace fs = std::filesystem;

TEST(OpenError, PermissionDeniedNamesTheGroupTheCommandAndTheRules) {
  const Error error = port_permission_error("/dev/ttyUSB0", "dialout");
  EXPECT_EQ(error.code, Errc::permission);
  EXPECT_EQ(
      error.detail,
      "/dev/ttyUSB0: permission denied; add yourself to group dialout: sudo usermod -aG dialout $USER, "
      "then log out and in again; or allow it to who sits at the computer: sudo cp "
      "packaging/60-rollscope.rules /etc/udev/rules.d && sudo udevadm control --reload, then plug it in "
      "again");
  EXPECT_NE(port_permission_error("/dev/ttyACM0", "uucp").detail.find("usermod -aG uucp $USER"),
            std::string::npos);
}

TEST(OpenError, NobodyIsToldToJoinRoot) {
  for (const char* group : {"root", ""}) {
    const Error error = port_permission_error("/dev/ttyUSB0", group);
    EXPECT_EQ(error.detail.find("usermod"), std::string::npos) << error.detail;
    EXPECT_NE(error.detail.find("60-rollscope.rules"), std::string::npos) << error.detail;
  }
}

TEST(OpenError, ReadsTheGroupOfThePortAndLeavesFilesAlone) {
  for (const int code : {EACCES, EPERM}) {
    const Error port = open_error("/dev/null", code);
    EXPECT_EQ(port.code, Errc::permission);
    EXPECT_NE(port.detail.find("60-rollscope.rules"), std::string::npos) << port.detail;
    EXPECT_EQ(open_error("/home/me/walk.bin", code).detail, "/home/me/walk.bin: permission denied");
  }
  EXPECT_EQ(open_error("/dev/ttyUSB7", ENOENT).code, Errc::not_found);
  EXPECT_EQ(open_error("/dev/ttyUSB7", EBUSY).code, Errc::busy);
}

class LatencyTimer : public testing::Test {
 protected:
  void SetUp() override {
    folder_ = fs::temp_directory_path() / ("rollscope-latency-" + std::to_string(::getpid()));
    fs::create_directories(folder_ / "sys" / "ttyUSB3");
    fs::create_directories(folder_ / "dev");
    std::ofstream(folder_ / "dev" / "ttyUSB3");
  }
  void TearDown() override { fs::remove_all(folder_); }

  void set_timer(const std::string& text) {
    std::ofstream(folder_ / "sys" / "ttyUSB3" / "latency_timer") << text;
  }
  [[nodiscard]] std::optional<std::string> warning(const std::string& port = "ttyUSB3") const {
    return latency_warning(folder_ / "dev" / port, folder_ / "sys");
  }

  fs::path folder_;
};

TEST_F(LatencyTimer, OverOneMillisecondIsNamedWithItsFix) {
  set_timer("16\n");
  const auto text = warning();
  ASSERT_TRUE(text);
  EXPECT_NE(text->find("16 ms"), std::string::npos) << *text;
  EXPECT_NE(text->find("echo 1 | sudo tee " + (folder_ / "sys/ttyUSB3/latency_timer").string()),
            std::string::npos)
      << *text;
  EXPECT_NE(text->find("60-rollscope.rules"), std::string::npos) << *text;
}

TEST_F(LatencyTimer, OneMillisecondAndPortsWithoutATimerAreInOrder) {
  EXPECT_FALSE(warning()) << "no FTDI bridge";
  EXPECT_FALSE(warning("ttyACM0")) << "no USB bridge at all";
  for (const char* fine : {"1\n", "0\n", "", "soon"}) {
    set_timer(fine);
    EXPECT_FALSE(warning()) << fine;
  }
}

TEST_F(LatencyTimer, ALinkToThePortIsThePort) {
  set_timer("2");
  fs::create_symlink("ttyUSB3", folder_ / "dev" / "mat");
  EXPECT_TRUE(warning("mat"));
}

}  // namespace
}  // namespace rollscope
