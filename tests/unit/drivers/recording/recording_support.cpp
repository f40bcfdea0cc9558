#include "tests/unit/drivers/recording/recording_support.hpp"

#include <unistd.h>

#include <bit>
#include <cmath>
#include <cstdlib>
#include <fstream>
#include <sstream>

namespace rollscope::test {

namespace fs = std::filesystem;

TemporaryFolder::TemporaryFolder() {
  std::string name = (fs::temp_directory_path() / "rollscope-test-XXXXXX").string();
  path_ = mkdtemp(name.data());
}
TemporaryFolder::~TemporaryFolder() {
  std::error_code ignored;
  fs::remove_all(path_, ignored);
}

RecordingSetup setup_of(int rows, int cols, SampleFormat format) {
  RecordingSetup setup;
  setup.stream.layout.rows = rows;
  setup.stream.layout.cols = cols;
  setup.stream.format = format;
  setup.stream.full_scale = format == SampleFormat::u8 ? 255 : 4095;
  setup.stream.rate_hz = 100;
  setup.stream.numbered = true;
  setup.stream.device_id = "native";
  setup.station = "mat 1";
  setup.source = "tty:/dev/pts/4?device=native";
  setup.program_version = "test";
  setup.started_unix_ns = 1'700'000'000'123'456'789;
  setup.started_monotonic_ns = 5'000'000'000;
  return setup;
}

RawFrame known_frame(const RecordingSetup& setup, std::uint64_t index) {
  RawFrame frame;
  frame.sequence = index + 1000;
  frame.captured_ns = setup.started_monotonic_ns + static_cast<std::int64_t>(index) * 10'000'000;
  frame.device_us = static_cast<std::int64_t>(index) * 10'000 + 7;
  const std::size_t sensels = setup.stream.layout.sensels();
  frame.samples.resize(sensels);
  std::minstd_rand random(static_cast<std::uint32_t>(index + 1));
  const double full = setup.stream.full_scale;
  for (std::size_t i = 0; i < sensels; ++i) {
    // Twelve uniform values make a normal one of sd 1.
    double noise = -6.0;
    for (int k = 0; k < 12; ++k)
      noise += static_cast<double>(random() - std::minstd_rand::min()) /
               (static_cast<double>(std::minstd_rand::max()) - std::minstd_rand::min());
    const double wave =
        0.3 * full * (1.0 + std::sin(1e-3 * static_cast<double>(index) + static_cast<double>(i)));
    const double value = std::clamp(std::round(wave + 2.0 * noise), 0.0, full);
    frame.samples[i] = static_cast<float>(setup.stream.format == SampleFormat::f32_kpa ? value * 0.1 : value);
  }
  return frame;
}

std::vector<RawFrame> random_frames(const RecordingSetup& setup, std::size_t count, std::uint32_t seed) {
  std::mt19937_64 random(seed);
  std::vector<RawFrame> frames(count);
  std::int64_t now = -50;
  std::uint64_t sequence = random() % 1000;
  const std::uint64_t kinds = random();
  const auto any_float = [&] { return std::bit_cast<float>(static_cast<std::uint32_t>(random())); };
  for (RawFrame& frame : frames) {
    frame.sequence = sequence += 1 + (random() % 8 == 0 ? random() % 100 : 0);
    frame.captured_ns = now += static_cast<std::int64_t>(random() % 40'000'000);
    if (kinds & 1) frame.device_us = static_cast<std::int64_t>(random() >> 1);
    if (kinds & 2) frame.angle_rad = any_float();
    if (kinds & 4) frame.nrs = static_cast<float>(random() % 11);
    if (kinds & 8)
      for (float& value : frame.imu) value = any_float();
    if (kinds & 16) frame.trigger = random() % 2 != 0;
    frame.samples.resize(setup.stream.layout.sensels());
    for (float& sample : frame.samples) {
      if (setup.stream.format == SampleFormat::u8) sample = static_cast<float>(random() % 256);
      if (setup.stream.format == SampleFormat::u16) sample = static_cast<float>(random() % 65536);
      if (setup.stream.format == SampleFormat::f32_kpa) sample = any_float();
    }
  }
  return frames;
}

::testing::AssertionResult same(const RawFrame& a, const RawFrame& b) {
  const auto bits = [](float value) { return std::bit_cast<std::uint32_t>(value); };
  if (a.sequence != b.sequence)
    return ::testing::AssertionFailure() << a.sequence << " is not " << b.sequence;
  if (a.captured_ns != b.captured_ns || a.device_us != b.device_us || a.trigger != b.trigger)
    return ::testing::AssertionFailure() << "frame " << a.sequence << ": times or trigger differ";
  if (bits(a.angle_rad) != bits(b.angle_rad) || bits(a.nrs) != bits(b.nrs))
    return ::testing::AssertionFailure() << "frame " << a.sequence << ": angle or nrs differ";
  for (std::size_t i = 0; i < a.imu.size(); ++i)
    if (bits(a.imu[i]) != bits(b.imu[i]))
      return ::testing::AssertionFailure() << "frame " << a.sequence << ": imu differs";
  if (a.samples.size() != b.samples.size())
    return ::testing::AssertionFailure() << "frame " << a.sequence << ": another number of samples";
  for (std::size_t i = 0; i < a.samples.size(); ++i)
    if (bits(a.samples[i]) != bits(b.samples[i]))
      return ::testing::AssertionFailure() << "frame " << a.sequence << " sensel " << i << ": "
                                           << a.samples[i] << " is not " << b.samples[i];
  return ::testing::AssertionSuccess();
}

void write_recording(const fs::path& path, const RecordingSetup& setup, const std::vector<RawFrame>& frames) {
  auto writer = RecordingWriter::create(path, setup);
  ASSERT_TRUE(writer) << writer.error().detail;
  for (const RawFrame& frame : frames) {
    const auto appended = writer->append(frame);
    ASSERT_TRUE(appended) << appended.error().detail;
  }
  const auto finished = writer->finish();
  ASSERT_TRUE(finished) << finished.error().detail;
}

std::vector<RawFrame> read_frames(RecordingReader& reader) {
  std::vector<RawFrame> frames;
  RawFrame frame;
  Command command;
  for (;;) {
    const auto item = reader.next(frame, command);
    if (item == RecordingReader::Item::end) return frames;
    if (item == RecordingReader::Item::frame) frames.push_back(frame);
  }
}

std::string read_bytes(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::stringstream bytes;
  bytes << in.rdbuf();
  return bytes.str();
}

void write_bytes(const fs::path& path, const std::string& bytes) {
  // Why not over the old file: some file systems then wait for the disk.
  fs::remove(path);
  std::ofstream out(path, std::ios::binary);
  out << bytes;
  ASSERT_TRUE(out.good());
}

}  // namespace rollscope::test
