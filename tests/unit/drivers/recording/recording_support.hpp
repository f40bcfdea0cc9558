// What the tests of the recording share: a place for files, frames with known content.
#pragma once

#include <gtest/gtest.h>

#include <cstdint>
#include <filesystem>
#include <random>
#include <string>
#include <vector>

#include "drivers/recording/recording_reader.hpp"
#include "drivers/recording/recording_writer.hpp"

namespace rollscope::test {

// A folder of its own, gone at the end of the test.
class TemporaryFolder {
 public:
  TemporaryFolder();
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  ~TemporaryFolder();
  [[nodiscard]] std::filesystem::path operator/(const std::string& name) const { return path_ / name; }
  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

[[nodiscard]] RecordingSetup setup_of(int rows, int cols, SampleFormat format);

// Frame `index` of a stream: the same every time it is asked for, 100 Hz, noise of sd 2 counts round a slow
// wave.
[[nodiscard]] RawFrame known_frame(const RecordingSetup& setup, std::uint64_t index);

// Frames of random samples of the whole range (bits of any float for f32_kpa), random times and columns.
[[nodiscard]] std::vector<RawFrame> random_frames(const RecordingSetup& setup, std::size_t count,
                                                  std::uint32_t seed);

// Equal to the bit, NaN included.
[[nodiscard]] ::testing::AssertionResult same(const RawFrame& a, const RawFrame& b);

// Writes all frames and finishes; fails the test where that fails.
void write_recording(const std::filesystem::path& path, const RecordingSetup& setup,
                     const std::vector<RawFrame>& frames);
[[nodiscard]] std::vector<RawFrame> read_frames(RecordingReader& reader);

[[nodiscard]] std::string read_bytes(const std::filesystem::path& path);
void write_bytes(const std::filesystem::path& path, const std::string& bytes);

}  // namespace rollscope::test
