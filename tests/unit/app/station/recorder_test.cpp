#include "app/station/recorder.hpp"

#include <gtest/gtest.h>

#include <fstream>

#include "drivers/recording/recording_reader.hpp"
#include "tests/unit/app/station/station_support.hpp"

namespace rollscope {
namespace {

RecordingSetup setup_of(const StreamInfo& stream) {
  RecordingSetup setup;
  setup.stream = stream;
  return setup;
}

TEST(Recorder, WritesFramesAndCommandsInOrder) {
  const TemporaryFolder folder;
  Recorder recorder(folder.file("a.rsr"), test_stream(), WhenFull::wait);
  recorder.begin(setup_of(test_stream()));
  for (std::uint64_t i = 0; i < 300; ++i) {
    if (i == 100) recorder.command(i, TargetCommand{45});
    recorder.frame(test_frame(i));
  }
  recorder.end("stopped");
  ASSERT_TRUE(recorder.join());
  EXPECT_EQ(recorder.status().frames, 300u);
  EXPECT_FALSE(recorder.status().active);

  auto reader = RecordingReader::open(folder.file("a.rsr"));
  ASSERT_TRUE(reader) << reader.error().detail;
  EXPECT_TRUE(reader->info().closed_cleanly);
  RawFrame frame;
  Command command;
  for (std::uint64_t i = 0; i < 300; ++i) {
    if (i == 100) {
      ASSERT_EQ(reader->next(frame, command), RecordingReader::Item::command);
      EXPECT_EQ(std::get<TargetCommand>(command).target_s, 45);
    }
    ASSERT_EQ(reader->next(frame, command), RecordingReader::Item::frame);
    ASSERT_EQ(frame.sequence, i);
    ASSERT_EQ(frame.samples, test_frame(i).samples);
  }
  EXPECT_EQ(reader->next(frame, command), RecordingReader::Item::end);
}

// Frames come faster than any disk takes them: what does not fit is counted and the file says so.
TEST(Recorder, AFullRingCountsDropsAndNotesThem) {
  const TemporaryFolder folder;
  StreamInfo stream = test_stream();
  stream.layout.rows = stream.layout.cols = 128;
  Recorder recorder(folder.file("a.rsr"), stream, WhenFull::drop);
  recorder.begin(setup_of(stream));
  RawFrame frame = test_frame(0);
  frame.samples.resize(stream.layout.sensels());
  std::uint64_t given = 0;
  while (recorder.status().drops < 10 && given < 1'000'000) {
    for (std::size_t i = 0; i < frame.samples.size(); i += 3)
      frame.samples[i] = static_cast<float>(given * 7 + i);
    frame.sequence = given++;
    frame.captured_ns += 1'000'000;
    recorder.frame(frame);
  }
  recorder.end("stopped");
  ASSERT_TRUE(recorder.join());
  const RecordingStatus status = recorder.status();
  ASSERT_GE(status.drops, 10u);
  EXPECT_EQ(status.frames + status.drops, given);

  auto reader = RecordingReader::open(folder.file("a.rsr"));
  ASSERT_TRUE(reader);
  std::uint64_t noted = 0;
  for (const RecordedDrop& drop : reader->drops()) noted += drop.frames;
  EXPECT_EQ(noted, status.drops);
  EXPECT_EQ(reader->info().frames, status.frames);
}

TEST(Recorder, ASourceThatCanWaitLosesNothing) {
  const TemporaryFolder folder;
  StreamInfo stream = test_stream();
  stream.layout.rows = stream.layout.cols = 128;
  Recorder recorder(folder.file("a.rsr"), stream, WhenFull::wait);
  recorder.begin(setup_of(stream));
  RawFrame frame = test_frame(0);
  frame.samples.resize(stream.layout.sensels());
  for (std::uint64_t i = 0; i < 1500; ++i) {
    for (std::size_t k = 0; k < frame.samples.size(); k += 3)
      frame.samples[k] = static_cast<float>(i * 7 + k);
    frame.sequence = i;
    frame.captured_ns += 1'000'000;
    recorder.frame(frame);
  }
  recorder.end("stopped");
  ASSERT_TRUE(recorder.join());
  EXPECT_EQ(recorder.status().drops, 0u);
  EXPECT_EQ(recorder.status().frames, 1500u);
}

TEST(Recorder, NothingIsEverOverwritten) {
  const TemporaryFolder folder;
  std::ofstream(folder.file("a.rsr")) << "precious";
  EXPECT_EQ(check_recording_path(folder.file("a.rsr")).error().code, Errc::exists);
  EXPECT_EQ(check_recording_path(folder.file("no/a.rsr")).error().code, Errc::not_found);
  EXPECT_TRUE(check_recording_path(folder.file("b.rsr")));
  EXPECT_FALSE(std::filesystem::exists(folder.file("b.rsr")));

  Recorder recorder(folder.file("a.rsr"), test_stream(), WhenFull::wait);
  recorder.begin(setup_of(test_stream()));
  const auto opened = recorder.wait_open(std::chrono::seconds(30));
  ASSERT_TRUE(opened);
  ASSERT_FALSE(*opened);
  EXPECT_EQ(opened->error().code, Errc::exists);
  recorder.frame(test_frame(0));
  recorder.end("stopped");
  EXPECT_FALSE(recorder.join());
  std::string text;
  std::ifstream(folder.file("a.rsr")) >> text;
  EXPECT_EQ(text, "precious");
}

}  // namespace
}  // namespace rollscope
