#include "app/station/replay.hpp"

#include <gtest/gtest.h>

#include <map>
#include <random>

#include "app/station/batch.hpp"
#include "app/station/recorder.hpp"
#include "app/station/timeline.hpp"
#include "drivers/files/csv.hpp"
#include "drivers/files/file_format.hpp"
#include "tests/unit/app/station/station_support.hpp"

namespace rollscope {
namespace {

// What was live at each frame, gathered the plain way.
class Witness final : public FrameObserver {
 public:
  void on_start(const AnalyzerSetup&) override {}
  void on_command(std::uint64_t, const Command&) override {}
  void on_frame(const RawFrame&, const Observation& observation, const Analyzer&) override {
    seen.push_back(observation);
  }
  void on_end(const Observation&, const Analyzer&) override {}
  std::vector<Observation> seen;
};

void expect_same(const Observation& a, const Observation& b) {
  ASSERT_EQ(a.frame.index, b.frame.index);
  EXPECT_EQ(a.frame.time_s, b.frame.time_s);
  EXPECT_EQ(a.frame.pressure, b.frame.pressure);
  EXPECT_EQ(a.frame.validity, b.frame.validity);
  EXPECT_EQ(a.label, b.label);
  EXPECT_EQ(a.region, b.region);
  EXPECT_EQ(a.state, b.state);
  EXPECT_EQ(a.hold.id, b.hold.id);
  EXPECT_EQ(a.hold.dwell_s, b.hold.dwell_s);
  EXPECT_EQ(a.hold.phase, b.hold.phase);
  EXPECT_EQ(a.alert.stop, b.alert.stop);
  EXPECT_EQ(a.alert.latched, b.alert.latched);
  EXPECT_EQ(a.alert.leading.start_s, b.alert.leading.start_s);
  EXPECT_EQ(a.limits.target_s, b.limits.target_s);
  EXPECT_EQ(a.totals.force_n, b.totals.force_n);
  EXPECT_EQ(a.holds_done, b.holds_done);
  EXPECT_EQ(a.events.size(), b.events.size());
  ASSERT_EQ(a.contacts.size(), b.contacts.size());
  for (std::size_t i = 0; i < a.contacts.size(); ++i) {
    EXPECT_EQ(a.contacts[i].track_id, b.contacts[i].track_id);
    EXPECT_EQ(a.contacts[i].contact.p1, b.contacts[i].contact.p1);
    EXPECT_EQ(a.contacts[i].speed_mm_s, b.contacts[i].speed_mm_s);
  }
}

float peak_at(std::uint64_t frame) {
  if (frame % 700 > 600) return 0.0F;  // lifted now and then
  return frame > 1500 && frame < 1800 ? 450.0F : 80.0F + static_cast<float>(frame % 5);
}

void write_recording(const std::string& path, std::uint64_t frames) {
  Recorder recorder(path, test_stream(), WhenFull::wait);
  RecordingSetup setup;
  setup.stream = test_stream();
  recorder.begin(std::move(setup));
  for (std::uint64_t i = 0; i < frames; ++i) {
    if (i == 250) recorder.command(i, RegionCommand{"calf"});
    if (i == 999) recorder.command(i, TargetCommand{4});
    if (i == 1850) recorder.command(i, AcknowledgeCommand{});
    if (i == 1900) recorder.command(i, MarkCommand{"here"});
    if (i % 113 != 0) recorder.frame(test_frame(i, peak_at(i)));
  }
  recorder.end("stopped");
  ASSERT_TRUE(recorder.join());
}

std::vector<Observation> witness(const std::string& path) {
  auto source = open_file_source({.scheme = "file", .address = path, .options = {}});
  EXPECT_TRUE(source);
  Witness seen;
  FrameObserver* const observers[] = {&seen};
  EXPECT_TRUE(run_batch(**source, analyzer_setup(**source), observers));
  return std::move(seen.seen);
}

std::unique_ptr<Replay> open_whole(const std::string& path, ReplayOptions options = {}) {
  auto replay = Replay::open(path, options);
  EXPECT_TRUE(replay) << replay.error().detail;
  EXPECT_TRUE(eventually([&] { return (*replay)->progress() == 1.0; }));
  EXPECT_FALSE((*replay)->error());
  return std::move(*replay);
}

void expect_any_moment(Replay& replay, const std::vector<Observation>& live) {
  ASSERT_EQ(replay.frames(), live.size());
  std::mt19937 random(1);
  std::vector<std::uint64_t> moments{0, live.size() - 1, 0, 1, 2, 1, live.size() / 2};
  for (int i = 0; i < 40; ++i) moments.push_back(random() % live.size());
  for (int i = 0; i < 5; ++i) moments.push_back(moments.back() > 0 ? moments.back() - 1 : 0);
  for (const std::uint64_t moment : moments) {
    SCOPED_TRACE(moment);
    expect_same(replay.at(moment), live[moment]);
    EXPECT_EQ(replay.time_of(moment), live[moment].frame.time_s);
    EXPECT_EQ(replay.frame_at(replay.time_of(moment)), moment);
  }
}

TEST(Replay, AnyMomentIsExactlyAsItWasLive) {
  const TemporaryFolder folder;
  const std::string path = folder.file("a.rsr");
  write_recording(path, 2400);
  const auto live = witness(path);
  expect_any_moment(*open_whole(path), live);
  // With hardly any memory for checkpoints it takes longer and shows the same.
  expect_any_moment(*open_whole(path, {.profile = {}, .calibration = {}, .memory_budget_bytes = 1}), live);
}

TEST(Replay, ReadsCsvTheSameWay) {
  const TemporaryFolder folder;
  const std::string path = folder.file("a.csv");
  auto writer = CsvWriter::create(path, test_stream(), {});
  ASSERT_TRUE(writer) << writer.error().detail;
  for (std::uint64_t i = 0; i < 900; ++i) ASSERT_TRUE(writer->append(test_frame(i, peak_at(i))));
  ASSERT_TRUE(writer->finish());
  expect_any_moment(*open_whole(path), witness(path));
}

TEST(Replay, TheTimelineHoldsWhatHappened) {
  const TemporaryFolder folder;
  const std::string path = folder.file("a.rsr");
  write_recording(path, 2400);
  const auto live = witness(path);
  const auto replay = open_whole(path);
  ReplayTimeline timeline;
  ASSERT_TRUE(replay->take_timeline(timeline));
  EXPECT_FALSE(replay->take_timeline(timeline));
  EXPECT_EQ(timeline.frames, live.size());
  EXPECT_EQ(timeline.duration_s, live.back().frame.time_s);
  ASSERT_EQ(timeline.markers.size(), 1u);
  EXPECT_EQ(std::get<Marked>(timeline.markers[0].what).text, "here");
  std::size_t ended = 0, raised = 0;
  float p1 = 0;
  for (const Observation& observation : live) {
    p1 = std::max(p1, observation.totals.p1);
    for (const Event& event : observation.events) {
      ended += std::holds_alternative<HoldEnded>(event.what);
      raised += std::holds_alternative<AlertRaised>(event.what);
    }
  }
  EXPECT_GT(ended, 0u);
  EXPECT_GE(timeline.holds.size(), ended);  // one may end with the data
  EXPECT_EQ(timeline.alerts.size(), raised);
  float highest = 0;
  for (const ReplayPoint& point : timeline.points) highest = std::max(highest, point.p1);
  EXPECT_EQ(highest, p1);
}

TEST(Replay, SaysWhatIsWrongWithAFile) {
  const TemporaryFolder folder;
  EXPECT_EQ(Replay::open(folder.file("none.rsr")).error().code, Errc::not_found);
}

TEST(Timeline, KeepsTheHighestWhenItThinsOut) {
  TimelineBuilder builder;
  Observation observation;
  for (std::uint64_t i = 0; i < 5 * kTimelinePoints_max + 3; ++i) {
    observation.frame.index = i;
    observation.frame.time_s = static_cast<double>(i) * 0.01;
    observation.totals.p1 = i == 12'345 ? 500.0F : 50.0F;
    builder.add(observation);
  }
  const ReplayTimeline& timeline = builder.timeline();
  EXPECT_LE(timeline.points.size(), kTimelinePoints_max);
  EXPECT_GT(timeline.points.size(), kTimelinePoints_max / 2);
  int spikes = 0;
  double last_s = -1.0;
  for (const ReplayPoint& point : timeline.points) {
    EXPECT_GT(point.time_s, last_s);
    last_s = point.time_s;
    spikes += point.p1 == 500.0F;
  }
  EXPECT_EQ(spikes, 1);
}

}  // namespace
}  // namespace rollscope
