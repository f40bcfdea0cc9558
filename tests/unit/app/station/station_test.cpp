#include "app/station/station.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <set>

#include "app/report/analysis_collector.hpp"
#include "app/report/analysis_json.hpp"
#include "app/station/batch.hpp"
#include "drivers/files/file_format.hpp"
#include "drivers/recording/recording_reader.hpp"
#include "tests/unit/app/station/scripted_source.hpp"
#include "tests/unit/app/station/station_support.hpp"

namespace rollscope {
namespace {

const SourceUri kLink{.scheme = "tty", .address = "/scripted", .options = {}};

struct Running {
  std::shared_ptr<Script> script = std::make_shared<Script>();
  std::unique_ptr<Station> station;
};

Running start(StationOptions options = {}, const SourceUri& uri = kLink) {
  Running running;
  auto station = Station::start(std::make_unique<ScriptedSource>(test_stream(), running.script), uri,
                                std::move(options));
  EXPECT_TRUE(station) << station.error().detail;
  running.station = std::move(*station);
  return running;
}

bool has_frames(Station& station, std::uint64_t frames) {
  return eventually([&] { return station.status().frames >= frames; });
}

std::vector<std::uint64_t> sequences_of(const std::string& path) {
  auto reader = RecordingReader::open(path);
  EXPECT_TRUE(reader);
  std::vector<std::uint64_t> sequences;
  RawFrame frame;
  Command command;
  for (;;) {
    const auto item = reader->next(frame, command);
    if (item == RecordingReader::Item::end) return sequences;
    if (item == RecordingReader::Item::frame) sequences.push_back(frame.sequence);
  }
}

TEST(Station, ShowsTheNewestObservationOnce) {
  Running running = start();
  Observation observation;
  EXPECT_FALSE(running.station->take_latest(observation));
  for (std::uint64_t i = 0; i < 50; ++i) running.script->push(test_frame(i));
  ASSERT_TRUE(has_frames(*running.station, 50));
  ASSERT_TRUE(running.station->take_latest(observation));
  EXPECT_EQ(observation.sequence, 49u);
  EXPECT_EQ(observation.frame.index, 49u);
  EXPECT_FALSE(running.station->take_latest(observation));
}

TEST(Station, GivesEveryEventOnceInOrder) {
  Running running = start();
  for (std::uint64_t i = 0; i < 1200; ++i) running.script->push(test_frame(i, i < 1000 ? 80.0F : 0.0F));
  running.script->end();
  ASSERT_TRUE(running.station->wait_ended(std::chrono::seconds(30)));
  int started = 0, ended = 0;
  std::uint64_t last = 0;
  Event event;
  while (running.station->poll_event(event)) {
    EXPECT_GE(event.frame, last);
    last = event.frame;
    started += std::holds_alternative<HoldStarted>(event.what);
    ended += std::holds_alternative<HoldEnded>(event.what);
  }
  EXPECT_EQ(started, 1);
  EXPECT_EQ(ended, 1);
  EXPECT_EQ(running.station->status().link, LinkState::ended);
  EXPECT_EQ(running.station->status().events_lost, 0u);
}

TEST(Station, RecordsFromTheFirstFrameWithCommandsAtTheirFrame) {
  const TemporaryFolder folder;
  const std::string path = folder.file("a.rsr");
  StationOptions options;
  options.record_path = path;
  options.at_start.emplace_back(MarkCommand{"start"});
  options.schedule.push_back({.time_s = 0.5, .command = RegionCommand{"calf"}});
  Running running = start(std::move(options));
  for (std::uint64_t i = 0; i < 100; ++i) running.script->push(test_frame(i));
  ASSERT_TRUE(has_frames(*running.station, 100));
  ASSERT_TRUE(running.station->send(TargetCommand{45}));
  for (std::uint64_t i = 100; i < 120; ++i) running.script->push(test_frame(i));
  running.script->end();
  ASSERT_TRUE(running.station->wait_ended(std::chrono::seconds(30)));
  ASSERT_TRUE(running.station->stop());

  auto reader = RecordingReader::open(path);
  ASSERT_TRUE(reader);
  EXPECT_EQ(reader->info().frames, 120u);
  EXPECT_TRUE(reader->info().closed_cleanly);
  ASSERT_EQ(reader->commands().size(), 3u);
  EXPECT_EQ(reader->commands()[0].frame_index, 0u);
  EXPECT_EQ(reader->commands()[1].frame_index, 51u);  // right after the first frame at 0.5 s
  EXPECT_TRUE(std::holds_alternative<RegionCommand>(reader->commands()[1].command));
  EXPECT_EQ(reader->commands()[2].frame_index, 100u);
  EXPECT_EQ(reader->commands()[2].sequence, 100u);
}

TEST(Station, ARecordingStartedMidStreamHoldsTheSettingsThenInForce) {
  const TemporaryFolder folder;
  Running running = start();
  for (std::uint64_t i = 0; i < 10; ++i) running.script->push(test_frame(i));
  ASSERT_TRUE(has_frames(*running.station, 10));
  ASSERT_TRUE(running.station->send(RegionCommand{"calf"}));
  running.script->push(test_frame(10));
  ASSERT_TRUE(has_frames(*running.station, 11));
  ASSERT_TRUE(running.station->start_recording(folder.file("a.rsr")));
  EXPECT_TRUE(running.station->status().recording.active);
  EXPECT_EQ(running.station->start_recording(folder.file("b.rsr")).error().code, Errc::busy);
  for (std::uint64_t i = 11; i < 20; ++i) running.script->push(test_frame(i));
  ASSERT_TRUE(has_frames(*running.station, 20));
  ASSERT_TRUE(running.station->stop_recording());
  EXPECT_FALSE(running.station->status().recording.active);
  for (std::uint64_t i = 20; i < 25; ++i) running.script->push(test_frame(i));
  ASSERT_TRUE(has_frames(*running.station, 25));

  EXPECT_EQ(sequences_of(folder.file("a.rsr")),
            (std::vector<std::uint64_t>{11, 12, 13, 14, 15, 16, 17, 18, 19}));
  auto reader = RecordingReader::open(folder.file("a.rsr"));
  ASSERT_TRUE(reader);
  EXPECT_EQ(reader->info().setup.profile.region, "calf");
  // A second recording of the same station is a file of its own.
  ASSERT_TRUE(running.station->start_recording(folder.file("b.rsr")));
  running.script->push(test_frame(25));
  ASSERT_TRUE(has_frames(*running.station, 26));
  ASSERT_TRUE(running.station->stop());
  EXPECT_EQ(sequences_of(folder.file("b.rsr")), (std::vector<std::uint64_t>{25}));
}

TEST(Station, TheAnalysisOfTheLiveRunIsThatOfItsRecording) {
  const TemporaryFolder folder;
  const std::string path = folder.file("a.rsr");
  AnalysisCollector live(path, "rsr");
  StationOptions options;
  options.record_path = path;
  options.observers.push_back(&live);
  options.schedule.push_back({.time_s = 3.0, .command = RegionCommand{"calf"}});
  options.schedule.push_back({.time_s = 6.0, .command = AcknowledgeCommand{}});
  Running running = start(std::move(options));
  for (std::uint64_t i = 0; i < 1000; ++i)
    if (i % 97 != 0) running.script->push(test_frame(i, i < 700 ? 80.0F : 350.0F));
  running.script->end();
  ASSERT_TRUE(running.station->wait_ended(std::chrono::seconds(30)));
  ASSERT_TRUE(running.station->stop());

  auto source = open_file_source({.scheme = "file", .address = path, .options = {}});
  ASSERT_TRUE(source) << source.error().detail;
  AnalysisCollector replayed(path, "rsr");
  FrameObserver* const observers[] = {&replayed};
  ASSERT_TRUE(run_batch(**source, analyzer_setup(**source), observers));
  const Analysis analysis = live.analysis();
  EXPECT_EQ(analysis.frames, 989u);
  EXPECT_EQ(analysis.frames_lost, 10u);
  EXPECT_FALSE(analysis.holds.empty());
  EXPECT_FALSE(analysis.alerts.empty());
  EXPECT_EQ(analysis.commands.size(), 2u);
  EXPECT_EQ(analysis_json(analysis), analysis_json(replayed.analysis()));
}

TEST(Station, AnUnpluggedSourceEndsTheRecordingCleanly) {
  const TemporaryFolder folder;
  StationOptions options;
  options.record_path = folder.file("a.rsr");
  Running running = start(std::move(options));
  for (std::uint64_t i = 0; i < 30; ++i) running.script->push(test_frame(i));
  running.script->end(Error{Errc::disconnected, "/scripted was unplugged"});
  ASSERT_TRUE(running.station->wait_ended(std::chrono::seconds(30)));
  const StationStatus status = running.station->status();
  EXPECT_EQ(status.link, LinkState::disconnected);
  EXPECT_EQ(status.link_error->detail, "/scripted was unplugged");
  EXPECT_EQ(status.frames, 30u);
  ASSERT_TRUE(running.station->stop());
  auto reader = RecordingReader::open(folder.file("a.rsr"));
  ASSERT_TRUE(reader);
  EXPECT_TRUE(reader->info().closed_cleanly);
  EXPECT_EQ(reader->info().frames, 30u);
  EXPECT_EQ(running.station->start_recording(folder.file("b.rsr")).error().code, Errc::disconnected);
}

TEST(Station, AnUnpluggedLinkThatComesBackGoesOnInTheSameRecording) {
  const TemporaryFolder folder;
  StationOptions options;
  options.record_path = folder.file("a.rsr");
  Running running = start(std::move(options));
  const auto link = [&] { return running.station->status().link; };
  for (std::uint64_t i = 0; i < 10; ++i) running.script->push(test_frame(i));
  ASSERT_TRUE(has_frames(*running.station, 10));
  running.script->set_away(Error{Errc::disconnected, "/scripted was unplugged"});
  ASSERT_TRUE(eventually([&] { return link() == LinkState::unplugged; }));
  EXPECT_EQ(running.station->status().link_error->detail, "/scripted was unplugged");
  EXPECT_TRUE(running.station->status().recording.active);
  running.script->set_away(std::nullopt);
  for (std::uint64_t i = 310; i < 320; ++i) running.script->push(test_frame(i));
  ASSERT_TRUE(has_frames(*running.station, 20));
  ASSERT_TRUE(eventually([&] { return link() != LinkState::unplugged; }));
  EXPECT_FALSE(running.station->status().link_error);
  ASSERT_TRUE(running.station->stop());

  auto reader = RecordingReader::open(folder.file("a.rsr"));
  ASSERT_TRUE(reader);
  EXPECT_EQ(reader->info().frames, 20u);
  ASSERT_EQ(reader->links().size(), 2u);
  EXPECT_TRUE(reader->links()[0].lost);
  EXPECT_EQ(reader->links()[0].frame_index, 10u);
  EXPECT_EQ(reader->links()[0].detail, "/scripted was unplugged");
  EXPECT_FALSE(reader->links()[1].lost);
  EXPECT_GE(reader->links()[1].at_ns, reader->links()[0].at_ns);
}

TEST(Station, SilenceIsAStallUntilFramesComeAgain) {
  Running running = start();
  running.script->push(test_frame(0));
  ASSERT_TRUE(eventually([&] { return running.station->status().link == LinkState::stalled; }));
  EXPECT_GT(running.station->status().last_frame_age_s, kStallAfter_s);
  running.script->push(test_frame(1));
  ASSERT_TRUE(has_frames(*running.station, 2));
  EXPECT_LT(running.station->status().last_frame_age_s, 30.0);
}

TEST(Station, CommandsOfASourceAreAppliedAndRecordedAgain) {
  const TemporaryFolder folder;
  StationOptions options;
  options.record_path = folder.file("a.rsr");
  Running running = start(std::move(options), {.scheme = "file", .address = "x.rsr", .options = {}});
  running.script->push(test_frame(0));
  running.script->push(RegionCommand{"calf"});
  running.script->push(test_frame(1));
  running.script->end();
  ASSERT_TRUE(running.station->wait_ended(std::chrono::seconds(30)));
  Observation observation;
  ASSERT_TRUE(running.station->take_latest(observation));
  EXPECT_EQ(observation.region, "calf");
  ASSERT_TRUE(running.station->stop());
  auto reader = RecordingReader::open(folder.file("a.rsr"));
  ASSERT_TRUE(reader);
  ASSERT_EQ(reader->commands().size(), 1u);
  EXPECT_EQ(reader->commands()[0].frame_index, 1u);
}

TEST(Station, ABadPathIsRefusedBeforeAnythingIsConnected) {
  const TemporaryFolder folder;
  std::ofstream(folder.file("a.rsr")) << "precious";
  StationOptions options;
  options.record_path = folder.file("a.rsr");
  const auto station = Station::open({.scheme = "tty", .address = "/no/such/tty", .options = {}}, options);
  ASSERT_FALSE(station);
  EXPECT_EQ(station.error().code, Errc::exists);
}

TEST(Station, StopsAtTheTimeAsked) {
  StationOptions options;
  options.stop_after_s = 0.25;
  Running running = start(std::move(options));
  for (std::uint64_t i = 0; i < 100; ++i) running.script->push(test_frame(i));
  ASSERT_TRUE(running.station->wait_ended(std::chrono::seconds(30)));
  EXPECT_EQ(running.station->status().frames, 25u);  // a quarter of a second at 100 Hz
  EXPECT_EQ(running.station->status().link, LinkState::ended);
}

TEST(Station, StartsAndStopsAHundredTimes) {
  const TemporaryFolder folder;
  for (int round = 0; round < 100; ++round) {
    StationOptions options;
    if (round % 10 == 0) options.record_path = folder.file(std::to_string(round) + ".rsr");
    Running running = start(std::move(options));
    for (std::uint64_t i = 0; i < 5; ++i) running.script->push(test_frame(i));
    if (round % 2 == 0) {
      ASSERT_TRUE(has_frames(*running.station, 5));
    }
    (void)running.station->send(AcknowledgeCommand{});
    ASSERT_TRUE(running.station->stop());
    ASSERT_TRUE(running.station->stop());
  }
}

}  // namespace
}  // namespace rollscope
