// Once frames come, the acquisition thread does not allocate: not live, not while it records.
#include <gtest/gtest.h>

#include "app/station/station.hpp"
#include "tests/unit/app/station/scripted_source.hpp"
#include "tests/unit/app/station/station_support.hpp"
#include "tests/unit/app/station/thread_allocations_support.hpp"

namespace rollscope {
namespace {

// Takes the count of the acquisition thread at some frames. The first observer sees a frame after it was
// recorded and analysed; what is handed over after it counts towards the next frame.
class Counter final : public FrameObserver {
 public:
  void on_start(const AnalyzerSetup&) override {}
  void on_command(std::uint64_t, const Command&) override {}
  void on_frame(const RawFrame&, const Observation& observation, const Analyzer&) override {
    if (observation.frame.index == 900) at_900 = thread_allocations();
    if (observation.frame.index == 1400) at_1400 = thread_allocations();
  }
  void on_end(const Observation&, const Analyzer&) override {}
  std::uint64_t at_900 = 0, at_1400 = 0;
};

TEST(Station, DoesNotAllocateOnceFramesCome) {
  const TemporaryFolder folder;
  auto script = std::make_shared<Script>();
  Counter counter;
  StationOptions options;
  options.observers.push_back(&counter);
  options.record_path = folder.file("a.rsr");
  // A file waits for the recorder, so that every frame takes the whole way.
  auto station = Station::start(std::make_unique<ScriptedSource>(test_stream(), script),
                                {.scheme = "file", .address = "scripted", .options = {}}, options);
  ASSERT_TRUE(station);
  for (std::uint64_t i = 0; i < 1500; ++i) script->push(test_frame(i, 80.0F + static_cast<float>(i % 7)));
  script->end();
  ASSERT_TRUE((*station)->wait_ended(std::chrono::seconds(30)));
  ASSERT_GT(counter.at_900, 0u);
  EXPECT_EQ(counter.at_1400, counter.at_900);
}

}  // namespace
}  // namespace rollscope
