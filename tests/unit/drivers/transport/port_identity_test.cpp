// Which port is the unplugged one again, over made-up lists of ports.
#include "drivers/transport/port_identity.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <vector>

#include "drivers/transport/link_finder.hpp"
#include "drivers/transport/memory_stream.hpp"
#include "drivers/transport/usb_place.hpp"

namespace rollscope {
namespace {

namespace fs = std::filesystem;

SerialPortInfo port(const std::string& path, const std::string& serial_number, const std::string& socket) {
  SerialPortInfo info;
  info.path = path;
  info.description = "USB Serial";
  info.vendor_id = 0x1a86;
  info.product_id = 0x7523;
  info.serial_number = serial_number;
  info.usb_socket = socket;
  info.usb_interface = "1.0";
  return info;
}

std::string found(const SerialPortInfo& lost, bool twin, const std::vector<SerialPortInfo>& now) {
  const SerialPortInfo* one = find_again(lost, twin, now);
  return one == nullptr ? "none" : one->path;
}

TEST(PortIdentity, ASerialNumberIsFoundUnderAnotherNameAndInAnotherSocket) {
  const auto mat = port("/dev/ttyUSB0", "A1", "1-1");
  EXPECT_EQ(found(mat, false, {port("/dev/ttyUSB0", "B2", "1-1"), port("/dev/ttyUSB3", "A1", "1-4")}),
            "/dev/ttyUSB3");
  EXPECT_EQ(found(mat, false, {port("/dev/ttyUSB0", "B2", "1-1")}), "none") << "its name, another device";
  EXPECT_EQ(found(mat, false, {}), "none");
}

TEST(PortIdentity, AnotherChipOrFunctionIsAnotherDevice) {
  const auto mat = port("/dev/ttyACM0", "A1", "1-1");
  auto other = mat;
  other.product_id = 0x55d3;
  EXPECT_EQ(found(mat, false, {other}), "none");
  other = mat;
  other.usb_interface = "1.2";
  EXPECT_EQ(found(mat, false, {other}), "none");
  EXPECT_EQ(found(mat, false, {other, mat}), mat.path);
}

TEST(PortIdentity, WithoutASerialNumberItsSocketTells) {
  const auto mat = port("/dev/ttyUSB0", "", "1-1");
  EXPECT_EQ(found(mat, false, {port("/dev/ttyUSB1", "", "1-1")}), "/dev/ttyUSB1");
  EXPECT_EQ(found(mat, false, {port("/dev/ttyUSB0", "", "1-2")}), "none") << "a second mat of the same make";
  const auto nowhere = port("/dev/ttyUSB0", "", "");
  EXPECT_EQ(found(nowhere, false, {port("/dev/ttyUSB0", "", "")}), "/dev/ttyUSB0");
  EXPECT_EQ(found(nowhere, false, {port("/dev/ttyUSB1", "", "")}), "none");
}

// CP2102 bridges are all sold as number 0001.
TEST(PortIdentity, ASerialNumberTwoHaveIsNone) {
  const auto mat = port("/dev/ttyUSB0", "0001", "1-1");
  const auto other = port("/dev/ttyUSB1", "0001", "1-2");
  EXPECT_TRUE(has_twin(mat, std::vector{mat, other}));
  EXPECT_FALSE(has_twin(mat, std::vector{mat, port("/dev/ttyUSB1", "0002", "1-2")}));
  EXPECT_FALSE(has_twin(mat, std::vector{port("/dev/ttyUSB5", "0001", "1-1")})) << "itself, renamed";
  EXPECT_EQ(found(mat, true, {other}), "none");
  EXPECT_EQ(found(mat, true, {other, port("/dev/ttyUSB2", "0001", "1-1")}), "/dev/ttyUSB2");
  EXPECT_EQ(found(mat, false, {other, port("/dev/ttyUSB2", "0001", "1-1")}), "/dev/ttyUSB2")
      << "both came since";
  EXPECT_EQ(found(mat, false, {other, port("/dev/ttyUSB2", "0001", "1-3")}), "none");
}

TEST(PortIdentity, APortWithoutAnyHasItsName) {
  SerialPortInfo built_in;
  built_in.path = "/dev/ttyS0";
  SerialPortInfo other = built_in;
  other.path = "/dev/ttyS1";
  EXPECT_EQ(found(built_in, false, {other}), "none");
  EXPECT_EQ(found(built_in, false, {other, built_in}), "/dev/ttyS0");
}

TEST(UsbPlace, IsReadFromTheSystemsList) {
  const fs::path root = fs::temp_directory_path() / ("rollscope-usb-" + std::to_string(::getpid()));
  const fs::path device = root / "devices/pci0000:00/0000:00:14.0/usb1/1-1/1-1.2/1-1.2:1.0/ttyUSB0";
  const fs::path built_in = root / "devices/platform/serial8250";
  fs::create_directories(device);
  fs::create_directories(built_in);
  fs::create_directories(root / "tty/ttyUSB0");
  fs::create_directories(root / "tty/ttyS0");
  fs::create_directory_symlink(device, root / "tty/ttyUSB0/device");
  fs::create_directory_symlink(built_in, root / "tty/ttyS0/device");
  EXPECT_EQ(usb_place("/dev/ttyUSB0", root / "tty").socket, "1-1.2");
  EXPECT_EQ(usb_place("/dev/ttyUSB0", root / "tty").interface, "1.0");
  EXPECT_EQ(usb_place("/dev/ttyS0", root / "tty").socket, "");
  EXPECT_EQ(usb_place("/dev/ttyUSB9", root / "tty").socket, "");
  fs::remove_all(root);
}

// The finder over a system that is made up: what it opens, and when.
TEST(SerialFinder, OpensWhatIsTheSameDevice) {
  std::vector<SerialPortInfo> there{port("/dev/ttyUSB0", "", "1-1"), port("/dev/ttyUSB1", "", "1-2")};
  std::vector<std::string> opened;
  const auto finder = make_serial_finder(
      "/dev/ttyUSB0", {.list = [&]() -> Result<std::vector<SerialPortInfo>> { return there; },
                       .open = [&](const std::string& path) -> Result<std::unique_ptr<ByteStream>> {
                         opened.push_back(path);
                         return std::make_unique<MemoryStream>();
                       }});
  EXPECT_EQ(finder->folder(), "/dev");
  there.erase(there.begin());
  finder->lost();
  EXPECT_FALSE(finder->find({}));
  there.push_back(port("/dev/ttyUSB2", "", "1-1"));
  EXPECT_TRUE(finder->find({}));
  there.pop_back();
  EXPECT_FALSE(finder->find({})) << "lost once more";
  there.push_back(port("/dev/ttyUSB0", "", "1-1"));
  EXPECT_TRUE(finder->find({}));
  EXPECT_EQ(opened, (std::vector<std::string>{"/dev/ttyUSB2", "/dev/ttyUSB0"}));
}

}  // namespace
}  // namespace rollscope
