// Any moment, also while the recording is still being written.
#include <atomic>
#include <thread>

#include "drivers/recording/recording_source.hpp"
#include "tests/unit/drivers/recording/recording_support.hpp"

namespace rollscope {
namespace {

using test::TemporaryFolder;

void expect_next(RecordingReader& reader, const RecordingSetup& setup, std::uint64_t index) {
  RawFrame frame;
  Command command;
  ASSERT_EQ(reader.next(frame, command), RecordingReader::Item::frame) << index;
  EXPECT_EQ(reader.frame_index(), index);
  EXPECT_TRUE(test::same(frame, test::known_frame(setup, index)));
}

TEST(Seek, FindsEveryFrameByIndexAndByTime) {
  const TemporaryFolder folder;
  for (const bool device_clock : {false, true}) {
    auto setup = test::setup_of(2, 3, SampleFormat::u16);
    setup.stream.device_clock = device_clock;
    std::vector<RawFrame> frames;
    for (std::uint64_t i = 0; i < 1234; ++i) frames.push_back(test::known_frame(setup, i));
    const auto path = folder / (device_clock ? "device.rsr" : "host.rsr");
    test::write_recording(path, setup, frames);
    auto reader = RecordingReader::open(path);
    ASSERT_TRUE(reader);
    EXPECT_NEAR(reader->info().duration_s, 12.33, 1e-9);
    std::mt19937 random(7);
    RawFrame frame;
    Command command;
    for (int i = 0; i < 300; ++i) {
      const std::uint64_t index = random() % frames.size();
      reader->seek_frame(index);
      expect_next(*reader, setup, index);
      if (index + 1 < frames.size()) expect_next(*reader, setup, index + 1);
      // Exactly at a frame, and a little before it: the same frame.
      reader->seek_time(static_cast<double>(index) * 0.01 - 1e-6);
      expect_next(*reader, setup, index);
      reader->seek_time(static_cast<double>(index) * 0.01 - 0.009);
      expect_next(*reader, setup, index);
    }
    for (const double before : {-1.0, 0.0, std::nan("")}) {
      reader->seek_time(before);
      expect_next(*reader, setup, 0);
    }
    reader->seek_time(12.34);
    EXPECT_EQ(reader->next(frame, command), RecordingReader::Item::end);
    reader->seek_time(1e300);
    EXPECT_EQ(reader->next(frame, command), RecordingReader::Item::end);
    reader->seek_frame(1234);
    EXPECT_EQ(reader->next(frame, command), RecordingReader::Item::end);
    reader->seek_frame(~std::uint64_t{0});
    EXPECT_EQ(reader->next(frame, command), RecordingReader::Item::end);
    reader->seek_frame(0);
    expect_next(*reader, setup, 0);
  }
}

TEST(Seek, FindsItsWayRoundPauses) {
  const TemporaryFolder folder;
  const auto setup = test::setup_of(1, 1, SampleFormat::u8);
  std::vector<RawFrame> frames;
  for (std::uint64_t i = 0; i < 300; ++i) {
    frames.push_back(test::known_frame(setup, i));
    frames.back().captured_ns += static_cast<std::int64_t>(i / 70) * 100'000'000'000;  // pauses of 100 s
  }
  test::write_recording(folder / "a.rsr", setup, frames);
  auto reader = RecordingReader::open(folder / "a.rsr");
  ASSERT_TRUE(reader);
  RawFrame frame;
  Command command;
  for (const auto& [time_s, index] :
       {std::pair{0.69, 69u}, {0.695, 70u}, {50.0, 70u}, {101.0, 100u}, {102.5, 140u}, {399.0, 280u}}) {
    reader->seek_time(time_s);
    ASSERT_EQ(reader->next(frame, command), RecordingReader::Item::frame);
    EXPECT_EQ(reader->frame_index(), index) << time_s;
  }
}

TEST(Seek, AnEmptyRecordingIsAtItsEnd) {
  const TemporaryFolder folder;
  const auto setup = test::setup_of(1, 1, SampleFormat::u8);
  test::write_recording(folder / "a.rsr", setup, {});
  auto reader = RecordingReader::open(folder / "a.rsr");
  ASSERT_TRUE(reader);
  RawFrame frame;
  Command command;
  EXPECT_EQ(reader->next(frame, command), RecordingReader::Item::end);
  reader->seek_time(3);
  EXPECT_EQ(reader->next(frame, command), RecordingReader::Item::end);
  reader->seek_frame(3);
  EXPECT_EQ(reader->next(frame, command), RecordingReader::Item::end);
}

TEST(Live, AReaderFollowsAWriterAndDoesNotStopIt) {
  const TemporaryFolder folder;
  const auto setup = test::setup_of(4, 4, SampleFormat::u16);
  const auto path = folder / "live.rsr";
  constexpr std::uint64_t kFrames = 3000;
  auto created = RecordingWriter::create(path, setup);
  ASSERT_TRUE(created);
  std::atomic<bool> wrote_all = false;  // set by the writing thread at its end
  std::thread writing([&, writer = std::move(*created)]() mutable {
    for (std::uint64_t i = 0; i < kFrames; ++i) ASSERT_TRUE(writer.append(test::known_frame(setup, i)));
    const auto done = writer.finish();
    EXPECT_TRUE(done) << done.error().detail;
    wrote_all = true;
  });
  auto reader = RecordingReader::open(path);
  ASSERT_TRUE(reader) << reader.error().detail;
  RawFrame frame;
  Command command;
  std::uint64_t read = 0;
  for (bool ended = false; !ended || read < kFrames;) {
    ended = wrote_all;
    while (reader->next(frame, command) == RecordingReader::Item::frame) {
      ASSERT_TRUE(test::same(frame, test::known_frame(setup, read)));
      ++read;
    }
    if (ended) break;
  }
  writing.join();
  EXPECT_EQ(read, kFrames);
  EXPECT_EQ(reader->damage().frames, 0u);
}

class SourceOptions : public ::testing::Test {
 protected:
  void SetUp() override {
    std::vector<RawFrame> frames;
    for (std::uint64_t i = 0; i < 10; ++i) frames.push_back(test::known_frame(setup, i));
    setup.profile.region = "calf";
    test::write_recording(folder / "a.rsr", setup, frames);
  }
  Result<std::unique_ptr<Source>> open(std::map<std::string, std::string> options) {
    return open_recording_source(
        {.scheme = "file", .address = (folder / "a.rsr").string(), .options = std::move(options)});
  }
  TemporaryFolder folder;
  RecordingSetup setup = test::setup_of(1, 1, SampleFormat::u8);
};

TEST_F(SourceOptions, LapsGoOnInTimeAndNumber) {
  auto source = open({{"loop", "1"}});
  ASSERT_TRUE(source);
  EXPECT_EQ((*source)->profile()->region, "calf");
  RawFrame frame;
  Command command;
  for (std::uint64_t i = 0; i < 35; ++i) {
    ASSERT_EQ((*source)->read(frame, command, std::chrono::milliseconds(0)), SourceEvent::frame);
    const RawFrame first_lap = test::known_frame(setup, i % 10);
    EXPECT_EQ(frame.sequence, 1000 + i);
    EXPECT_EQ(frame.captured_ns, test::known_frame(setup, i).captured_ns);
    EXPECT_EQ(frame.device_us, test::known_frame(setup, i).device_us);
    EXPECT_EQ(frame.samples, first_lap.samples);
  }
}

TEST_F(SourceOptions, SpeedHoldsFramesBackAndWakeInterrupts) {
  auto source = open({{"speed", "0.001"}});
  ASSERT_TRUE(source);
  RawFrame frame;
  Command command;
  EXPECT_EQ((*source)->read(frame, command, std::chrono::seconds(60)), SourceEvent::frame);
  EXPECT_EQ((*source)->read(frame, command, std::chrono::milliseconds(0)), SourceEvent::idle);
  (*source)->wake();
  // Without the wake this would take a minute, and the test its time limit.
  EXPECT_EQ((*source)->read(frame, command, std::chrono::seconds(600)), SourceEvent::idle);
  EXPECT_EQ((*source)->health().frames, 1u);
}

TEST_F(SourceOptions, PacedFramesAreTheSameFrames) {
  auto source = open({{"speed", "1000"}});
  ASSERT_TRUE(source);
  RawFrame frame;
  Command command;
  for (std::uint64_t i = 0; i < 10; ++i) {
    SourceEvent event;
    while ((event = (*source)->read(frame, command, std::chrono::milliseconds(50))) == SourceEvent::idle) {
    }
    ASSERT_EQ(event, SourceEvent::frame);
    EXPECT_TRUE(test::same(frame, test::known_frame(setup, i)));
  }
  EXPECT_EQ((*source)->read(frame, command, std::chrono::milliseconds(50)), SourceEvent::ended);
}

TEST_F(SourceOptions, WrongOptionsAreNamed) {
  const std::vector<std::pair<std::string, std::string>> wrong{
      {"speed", "fast"}, {"speed", "-1"},     {"loop", "2"},         {"sped", "1"},
      {"pitch_mm", "5"}, {"pitch_mm", "5,0"}, {"pitch_mm", "5,5,5"}, {"calibration", "/nowhere.toml"}};
  for (const auto& [key, value] : wrong) {
    const auto source = open({{key, value}});
    ASSERT_FALSE(source) << key << "=" << value;
    EXPECT_NE(source.error().detail.find(key == "calibration" ? value : key), std::string::npos)
        << source.error().detail;
  }
}

TEST_F(SourceOptions, ACalibrationOfAnotherSensorIsRefused) {
  test::write_bytes(folder / "c.toml", "points = [[100, 10]]\ngain = [1, 1]\n");
  EXPECT_EQ(open({{"calibration", (folder / "c.toml").string()}}).error().code, Errc::bad_argument);
  test::write_bytes(folder / "d.toml", "points = [[100, 10]]\ngain = [2]\n");
  auto source = open({{"calibration", (folder / "d.toml").string()}});
  ASSERT_TRUE(source);
  EXPECT_EQ((*source)->calibration()->gain, std::vector<float>{2});
}

}  // namespace
}  // namespace rollscope
