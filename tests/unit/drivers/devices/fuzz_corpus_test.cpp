// Every input that once was worth keeping for a device's fuzzer (tests/fuzz/corpus), without the fuzzer.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "tests/fuzz/device_drive.hpp"

namespace rollscope {
namespace {

namespace fs = std::filesystem;

const fs::path kCorpus = fs::path(ROLLSCOPE_SOURCE_DIR) / "tests/fuzz/corpus";
constexpr std::uintmax_t kLargestFile = 4096, kLargestCorpus = 200 * 1024;

std::vector<std::byte> bytes_in(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  const auto bytes = std::as_bytes(std::span(text));
  return {bytes.begin(), bytes.end()};
}

TEST(FuzzCorpus, EveryDeviceStandsItsOwn) {
  for (const DeviceDescription& device : all_devices()) {
    if (!fs::is_directory(kCorpus / device.id)) continue;  // one file is enough for a new device
    std::uint64_t frames = 0;
    for (const auto& entry : fs::directory_iterator(kCorpus / device.id)) {
      const auto [wrong, shown] = fuzz::drive(device, bytes_in(entry.path()));
      EXPECT_EQ(wrong, "") << entry.path();
      frames += shown;
    }
    EXPECT_GE(frames, 2U) << device.id << ": nothing sound to begin with";
  }
}

TEST(FuzzCorpus, EveryDeviceStandsTheOthers) {
  for (const auto& entry : fs::recursive_directory_iterator(kCorpus)) {
    if (!entry.is_regular_file()) continue;
    const auto input = bytes_in(entry.path());
    for (const DeviceDescription& device : all_devices())
      EXPECT_EQ(fuzz::drive(device, input).wrong, "") << device.id << " with " << entry.path();
  }
}

TEST(FuzzCorpus, StaysSmall) {
  std::uintmax_t all = 0;
  for (const auto& entry : fs::recursive_directory_iterator(kCorpus)) {
    if (!entry.is_regular_file()) continue;
    EXPECT_LE(entry.file_size(), kLargestFile) << entry.path();
    all += entry.file_size();
  }
  EXPECT_LE(all, kLargestCorpus);
}

TEST(FuzzCorpus, WhatIsPackedUnpacks) {
  std::vector<std::byte> bytes;
  for (std::size_t i = 0; i < 3000; ++i)
    bytes.push_back(static_cast<std::byte>(i % 700 < 400 ? 7 : i * i / 5));
  const auto packed = fuzz::pack(bytes);
  EXPECT_LT(packed.size(), bytes.size());
  EXPECT_EQ(fuzz::unpack(packed), bytes);
}

}  // namespace
}  // namespace rollscope
