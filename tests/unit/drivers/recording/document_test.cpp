// The Python lines of docs/recording-format.md read a fresh recording.
#include <sys/wait.h>

#include <bit>
#include <cstdio>
#include <sstream>

#include "tests/unit/drivers/recording/recording_support.hpp"

namespace rollscope {
namespace {

namespace fs = std::filesystem;
using test::TemporaryFolder;

// The first ```python block of the page.
std::string python_lines() {
  const std::string page = test::read_bytes(fs::path(ROLLSCOPE_SOURCE_DIR) / "docs/recording-format.md");
  const std::string fence = "```python\n";
  const auto start = page.find(fence);
  if (start == std::string::npos) return {};
  const auto end = page.find("```", start + fence.size());
  return page.substr(start + fence.size(), end - start - fence.size());
}

struct Ran {
  int exit_code = -1;
  std::string output;
};
Ran run(const std::string& command) {
  Ran ran;
  std::FILE* pipe = popen(command.c_str(), "r");
  if (pipe == nullptr) return ran;
  char buffer[4096];
  for (std::size_t size; (size = std::fread(buffer, 1, sizeof buffer, pipe)) > 0;)
    ran.output.append(buffer, size);
  const int status = pclose(pipe);
  ran.exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  return ran;
}

TEST(Document, ItsPythonLinesReadAFreshRecording) {
  constexpr const char* kPython = "/usr/bin/python3";
  if (run(std::string(kPython) + " -c 'import zstandard' 2>&1").exit_code != 0)
    GTEST_SKIP() << "no python3-zstandard here (./dev test installs it)";
  const TemporaryFolder folder;
  const std::string lines = python_lines();
  ASSERT_FALSE(lines.empty());
  test::write_bytes(folder / "read.py", lines);
  for (const SampleFormat format : {SampleFormat::u8, SampleFormat::u16, SampleFormat::f32_kpa}) {
    const auto setup = test::setup_of(4, 7, format);
    const auto frames = test::random_frames(setup, 60, 9);
    fs::remove(folder / "a.rsr");
    test::write_recording(folder / "a.rsr", setup, frames);
    const Ran ran = run(std::string(kPython) + " '" + (folder / "read.py").string() + "' '" +
                        (folder / "a.rsr").string() + "' 2>&1");
    ASSERT_EQ(ran.exit_code, 0) << ran.output;
    std::istringstream numbers(ran.output);
    for (const RawFrame& frame : frames) {
      for (const float sample : frame.samples) {
        std::uint32_t number = 0;
        ASSERT_TRUE(numbers >> number);
        if (format == SampleFormat::f32_kpa) {
          ASSERT_EQ(number, std::bit_cast<std::uint32_t>(sample));
        } else {
          ASSERT_EQ(static_cast<float>(number), sample);
        }
      }
    }
    std::uint32_t more = 0;
    EXPECT_FALSE(numbers >> more);
  }
}

}  // namespace
}  // namespace rollscope
