// Frames, folders and waiting for the tests of the station.
#pragma once

#include <gtest/gtest.h>

#include <chrono>
#include <filesystem>
#include <string>
#include <thread>

#include "core/frame/raw_frame.hpp"

namespace rollscope {

// A folder that goes away with the test.
class TemporaryFolder {
 public:
  TemporaryFolder() {
    const auto* test = testing::UnitTest::GetInstance()->current_test_info();
    path_ = std::filesystem::temp_directory_path() /
            (std::string("rollscope-") + test->test_suite_name() + "-" + test->name() + "-" +
             std::to_string(std::chrono::steady_clock::now().time_since_epoch().count()));
    std::filesystem::create_directories(path_);
  }
  ~TemporaryFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  [[nodiscard]] std::string file(const std::string& name) const { return (path_ / name).string(); }

 private:
  std::filesystem::path path_;
};

// Waits for what another thread does; the limit only keeps a failure from hanging.
template <class Condition>
[[nodiscard]] bool eventually(Condition condition) {
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(30);
  while (!condition()) {
    if (std::chrono::steady_clock::now() > deadline) return false;
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  return true;
}

// A numbered 12 x 16 mat in kPa at 100 Hz.
inline StreamInfo test_stream() {
  StreamInfo stream;
  stream.layout.rows = 12;
  stream.layout.cols = 16;
  stream.format = SampleFormat::f32_kpa;
  stream.rate_hz = 100.0;
  stream.numbered = true;
  stream.device_clock = true;
  stream.device_id = "scripted";
  return stream;
}

// Frame `number` of a blob of 5 x 5 sensels with that peak.
inline RawFrame test_frame(std::uint64_t number, float peak_kpa = 80.0F) {
  RawFrame frame;
  frame.sequence = number;
  frame.captured_ns = 1'000'000'000 + static_cast<std::int64_t>(number) * 10'000'000;
  frame.device_us = static_cast<std::int64_t>(number) * 10'000;
  frame.samples.assign(12 * 16, 0.0F);
  for (int row = 3; row < 8; ++row)
    for (int col = 5; col < 10; ++col) {
      const float away = static_cast<float>((row - 5) * (row - 5) + (col - 7) * (col - 7));
      frame.samples[static_cast<std::size_t>(row * 16 + col)] = peak_kpa * (1.0F - away / 10.0F);
    }
  return frame;
}

}  // namespace rollscope
