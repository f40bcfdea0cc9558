// A device that is unplugged and plugged in again while it is measured, against a clock that is made up.
#include <gtest/gtest.h>

#include <algorithm>
#include <deque>

#include "drivers/devices/device.hpp"
#include "drivers/devices/device_source.hpp"

namespace rollscope {
namespace {

using Bytes = std::vector<std::byte>;
using std::chrono::milliseconds;

constexpr std::int64_t kMs = 1'000'000;

// What the link does next, `after_ms` behind what it did before.
struct Step {
  std::int64_t after_ms = 0;
  ReadStatus status = ReadStatus::bytes;
  Bytes bytes = {};
};

struct Script {
  std::int64_t now_ns = 1'000 * kMs;
  std::deque<Step> steps;
  Bytes written;
  bool away = false;
};

class ScriptedLink final : public ByteStream {
 public:
  explicit ScriptedLink(Script& script) : script_(script) {}
  ReadResult read(std::span<std::byte> into, milliseconds timeout) override {
    if (script_.steps.empty() || script_.steps.front().after_ms > timeout.count()) {
      if (!script_.steps.empty()) script_.steps.front().after_ms -= timeout.count();
      script_.now_ns += timeout.count() * kMs;
      return {.status = ReadStatus::idle};
    }
    const Step step = script_.steps.front();
    script_.steps.pop_front();
    script_.now_ns += step.after_ms * kMs;
    std::ranges::copy(step.bytes, into.begin());
    if (step.status != ReadStatus::bytes) script_.away = step.status == ReadStatus::lost;
    return {.status = step.status, .count = step.bytes.size()};
  }
  Result<void> write(std::span<const std::byte> bytes, milliseconds) override {
    EXPECT_FALSE(script_.away) << "nobody is there to be told";
    script_.written.insert(script_.written.end(), bytes.begin(), bytes.end());
    return {};
  }
  void wake() noexcept override {}
  void close() noexcept override {}
  [[nodiscard]] std::string description() const override { return "script"; }
  [[nodiscard]] std::optional<Error> error() const override {
    return script_.away ? std::optional(Error{Errc::disconnected, "script: unplugged"}) : std::nullopt;
  }

 private:
  Script& script_;
};

struct Device {
  explicit Device(const std::string& id) {
    StreamInfo info;
    info.layout = {.rows = 16, .cols = 16, .present = {}};
    info.full_scale = 255.0;
    info.rate_hz = 50.0;
    const DeviceDescription& device = **find_device(id);
    encoder = std::move(*device.make_encoder(info, *device_options(device, {})));
  }
  Bytes hello() {
    Bytes out;
    encoder->announce(out);
    return out;
  }
  Bytes frame(std::uint64_t number, std::int64_t device_us) {
    RawFrame frame;
    frame.sequence = number;
    frame.device_us = device_us;
    frame.samples.assign(encoder->info().layout.sensels(), static_cast<float>(number % 200));
    Bytes out;
    encoder->encode(frame, out);
    return out;
  }
  std::vector<HostRequest> asked(const Bytes& written) {
    std::vector<HostRequest> out;
    encoder->receive(written, out);
    return out;
  }
  std::unique_ptr<DeviceEncoder> encoder;
};

Result<std::unique_ptr<Source>> open(Script& script, const std::string& options) {
  return open_device_source(std::make_unique<ScriptedLink>(script), LinkKind::live,
                            *SourceUri::parse("tty:/dev/x" + options), std::chrono::seconds(4), {},
                            [&script] { return script.now_ns; });
}

std::vector<RawFrame> read_all(Source& source, Script& script) {
  std::vector<RawFrame> out;
  RawFrame frame;
  Command command;
  while (!script.steps.empty() || script.away) {
    const SourceEvent event = source.read(frame, command, milliseconds(50));
    EXPECT_NE(event, SourceEvent::ended);
    if (event == SourceEvent::ended) break;
    EXPECT_EQ(source.away().has_value(), script.away);
    if (event == SourceEvent::frame) out.push_back(frame);
  }
  while (source.read(frame, command, milliseconds(0)) == SourceEvent::frame) out.push_back(frame);
  return out;
}

// The board started again meanwhile: its numbers and its clock are small.
TEST(Replug, ARestartedDeviceGoesOnBehindAGapOfTheHostsTime) {
  Device device("native");
  Script script;
  script.steps = {{.bytes = device.hello()},
                  {.after_ms = 20, .bytes = device.frame(500, 9'000'000)},
                  {.after_ms = 20, .bytes = device.frame(501, 9'020'000)},
                  {.after_ms = 10, .status = ReadStatus::lost},
                  {.after_ms = 3'000, .status = ReadStatus::back},
                  {.after_ms = 50, .bytes = device.hello()},
                  {.after_ms = 20, .bytes = device.frame(7, 140'000)},
                  {.after_ms = 20, .bytes = device.frame(8, 160'000)}};
  const auto source = open(script, "?device=native");
  ASSERT_TRUE(source) << source.error().detail;
  script.written.clear();
  const auto frames = read_all(**source, script);
  ASSERT_EQ(frames.size(), 4U);
  EXPECT_EQ(frames[1].sequence, 501U);
  EXPECT_EQ(frames[2].sequence, 502U);
  EXPECT_EQ(frames[3].sequence, 503U);
  EXPECT_EQ(frames[2].device_us - frames[1].device_us, 3'080'000) << "as long as the host saw it away";
  EXPECT_EQ(frames[3].device_us - frames[2].device_us, 20'000);
  EXPECT_EQ(frames[2].captured_ns - frames[1].captured_ns, 3'080 * kMs);
  const StreamHealth health = (*source)->health();
  EXPECT_EQ(health.replugs, 1U);
  EXPECT_EQ(health.gaps, 1U);
  EXPECT_EQ(health.frames_lost, 0U) << "nobody can tell how many";
  EXPECT_EQ(health.repeated, 0U);
  const auto requests = device.asked(script.written);
  ASSERT_EQ(requests.size(), 2U) << "greeted once more";
  EXPECT_EQ(requests[0].kind, HostRequest::Kind::hello);
  EXPECT_EQ(requests[1].kind, HostRequest::Kind::start);
}

// It ran on behind a cable that was out, and answers with the numbers just sent.
TEST(Replug, ADeviceThatRanOnIsNotTakenForRepeated) {
  Device device("native");
  Script script;
  script.steps = {{.bytes = device.hello()},
                  {.after_ms = 20, .bytes = device.frame(500, 9'000'000)},
                  {.status = ReadStatus::lost},
                  {.after_ms = 2'000, .status = ReadStatus::back},
                  {.after_ms = 20, .bytes = device.frame(495, 11'020'000)},
                  {.after_ms = 20, .bytes = device.frame(600, 11'040'000)}};
  const auto source = open(script, "?device=native");
  ASSERT_TRUE(source) << source.error().detail;
  const auto frames = read_all(**source, script);
  ASSERT_EQ(frames.size(), 3U);
  EXPECT_EQ(frames[1].sequence, 501U);
  EXPECT_EQ(frames[1].device_us - frames[0].device_us, 2'020'000);
  EXPECT_EQ(frames[2].sequence, 606U) << "numbers that are missing now are lost";
  EXPECT_EQ((*source)->health().frames_lost, 104U);
}

TEST(Replug, HalfAFrameFromBeforeIsNotJoinedToWhatComesAfter) {
  Device device("juqiao-16x16");
  const Bytes whole = device.frame(1, 0);
  const auto half = static_cast<std::ptrdiff_t>(whole.size() / 2);
  Script script;
  for (int i = 0; i < 5; ++i) script.steps.push_back({.after_ms = 20, .bytes = whole});
  script.steps.push_back({.after_ms = 5, .bytes = Bytes(whole.begin(), whole.begin() + half)});
  script.steps.push_back({.status = ReadStatus::lost});
  script.steps.push_back({.after_ms = 1'000, .status = ReadStatus::back});
  script.steps.push_back({.after_ms = 5, .bytes = Bytes(whole.begin() + half, whole.end())});
  for (int i = 0; i < 5; ++i) script.steps.push_back({.after_ms = 20, .bytes = device.frame(2, 0)});
  const auto source = open(script, "?device=juqiao-16x16");
  ASSERT_TRUE(source) << source.error().detail;
  const auto frames = read_all(**source, script);
  for (const RawFrame& frame : frames)
    EXPECT_TRUE(std::ranges::all_of(frame.samples, [&](float s) { return s == frame.samples.front(); }));
  ASSERT_GE(frames.size(), 8U);
  for (std::size_t i = 1; i < frames.size(); ++i) EXPECT_EQ(frames[i].sequence, frames[i - 1].sequence + 1);
}

// A frame of this device is known to be whole by what follows it.
TEST(Replug, TheLastFrameBeforeTheLossIsNotLost) {
  Device device("juqiao-16x16");
  Script script;
  for (std::uint64_t i = 1; i <= 5; ++i)
    script.steps.push_back({.after_ms = 20, .bytes = device.frame(i, 0)});
  script.steps.push_back({.after_ms = 20, .status = ReadStatus::lost});
  script.steps.push_back({.after_ms = 1'000, .status = ReadStatus::back});
  for (std::uint64_t i = 6; i <= 9; ++i)
    script.steps.push_back({.after_ms = 20, .bytes = device.frame(i, 0)});
  const auto source = open(script, "?device=juqiao-16x16");
  ASSERT_TRUE(source) << source.error().detail;
  const auto frames = read_all(**source, script);
  EXPECT_TRUE(std::ranges::any_of(frames, [](const RawFrame& frame) { return frame.samples[0] == 5.0F; }));
  EXPECT_TRUE(std::ranges::any_of(frames, [](const RawFrame& frame) { return frame.samples[0] == 6.0F; }));
}

TEST(Replug, APolledDeviceIsAskedAgainOnceItHasSettled) {
  Device device("polled-16x16");
  const Bytes whole = device.frame(1, 0);
  Script script;
  script.steps.push_back({.after_ms = 310, .bytes = whole});
  for (int i = 0; i < 4; ++i) script.steps.push_back({.after_ms = 20, .bytes = whole});
  const auto source = open(script, "?device=polled-16x16&settle_ms=300");
  ASSERT_TRUE(source) << source.error().detail;
  RawFrame frame;
  Command command;
  while (!script.steps.empty()) static_cast<void>((*source)->read(frame, command, milliseconds(50)));
  script.steps = {{.status = ReadStatus::lost}, {.after_ms = 500, .status = ReadStatus::back}};
  while (!script.steps.empty()) static_cast<void>((*source)->read(frame, command, milliseconds(50)));
  script.written.clear();
  for (int i = 0; i < 2; ++i) static_cast<void>((*source)->read(frame, command, milliseconds(100)));
  EXPECT_TRUE(script.written.empty()) << "not while it starts";
  for (int i = 0; i < 2; ++i) static_cast<void>((*source)->read(frame, command, milliseconds(100)));
  EXPECT_FALSE(script.written.empty());
  script.steps = {{.after_ms = 20, .bytes = whole}};
  SourceEvent event{};
  for (int i = 0; i < 4 && event != SourceEvent::frame; ++i)
    event = (*source)->read(frame, command, milliseconds(50));
  EXPECT_EQ(event, SourceEvent::frame);
}

}  // namespace
}  // namespace rollscope
