// What docs/devices promises: a page is about a device there is, says what it must, and its sources open.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <regex>
#include <sstream>

#include "drivers/devices/device.hpp"
#include "drivers/source_uri.hpp"

namespace rollscope {
namespace {

namespace fs = std::filesystem;

TEST(DevicePages, EachDeviceHasOne) {
  for (const DeviceDescription& device : all_devices())
    EXPECT_TRUE(fs::exists(fs::path(ROLLSCOPE_SOURCE_DIR) / "docs/devices" / (device.id + ".md")))
        << device.id;
}

// What the makers do not publish is said where the device is opened and listed, too.
TEST(DevicePages, EachButOursHasANoteOnWhatIsTakenForGranted) {
  for (const DeviceDescription& device : all_devices())
    EXPECT_EQ(device.note.empty(), device.id == "native") << device.id;
}

TEST(DevicePages, NameDevicesAndOptionsThereAre) {
  std::size_t uris = 0;
  for (const auto& entry : fs::directory_iterator(fs::path(ROLLSCOPE_SOURCE_DIR) / "docs/devices")) {
    const fs::path& path = entry.path();
    const auto device = find_device(path.stem().string());
    ASSERT_TRUE(device) << path;
    std::stringstream text;
    text << std::ifstream(path).rdbuf();
    const std::string page = text.str();
    EXPECT_TRUE(page.starts_with("# " + (*device)->id + ": ")) << path;
    // A sibling's page may say it.
    const bool refers = page.find(".md)") != std::string::npos;
    for (const char* part : {"**Unknown until", "**Damage it cannot notice:**", "**Known limits:**"})
      EXPECT_TRUE(refers || page.find(part) != std::string::npos) << path << " " << part;
    const std::regex source("(serial:|tty:|tcp:)[^\"` ]*device=[^\"` ]*");
    for (std::sregex_iterator found(page.begin(), page.end(), source), end; found != end; ++found, ++uris) {
      const auto uri = SourceUri::parse(found->str());
      ASSERT_TRUE(uri) << found->str();
      EXPECT_EQ(uri->options.at("device"), (*device)->id) << path;
      const auto options = device_options(**device, uri->options);
      EXPECT_TRUE(options) << found->str();
    }
  }
  EXPECT_GE(uris, 8U);
}

}  // namespace
}  // namespace rollscope
