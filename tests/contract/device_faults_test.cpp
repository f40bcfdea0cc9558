// Every device with every fault of the emulator (devices.md Q), through a pseudo-terminal and the program's
// own source. It knows no device: what was sent, and which frames the fault struck, comes from the same
// injector with the same seed.
#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <thread>
#include <tuple>
#include <vector>

#include "drivers/devices/device.hpp"
#include "drivers/emulator/emulator.hpp"
#include "drivers/emulator/fault_injector.hpp"
#include "drivers/emulator/scene_choice.hpp"
#include "drivers/emulator/scene_playback.hpp"
#include "drivers/source.hpp"
#include "tests/support/device_cases.hpp"
#include "tests/support/device_limits.hpp"

namespace rollscope {
namespace {

namespace fs = std::filesystem;
using Bytes = std::vector<std::byte>;

const Polling* polling_of(const DeviceDescription& device, std::unique_ptr<DeviceParser>& parser) {
  parser = device.make_parser(*device_options(device, {}));
  return parser->polling();
}

bool is_asked(const DeviceDescription& device) {
  std::unique_ptr<DeviceParser> parser;
  const Polling* polling = polling_of(device, parser);
  return polling != nullptr && polling->each_frame;
}

bool is_of_requests(std::string_view fault) {
  return fault == "ignore-request" || fault == "late-answer" || fault == "double-answer";
}

// Often enough to be met in so few frames, seldom enough to connect.
std::string spec_of(const std::string& fault) {
  if (fault == "unplug") return "unplug=30";
  if (fault == "rate-drop") return "rate-drop=10";
  if (fault == "stall") return "stall=40";
  if (fault == "burst" || fault == "split-writes" || fault == "start-mid-frame" || fault == "boot-text")
    return fault;
  return fault + "=8";
}

// Nothing is silent where nothing waits, and what is pulled at once was never read: faults of time.
bool takes_time(std::string_view fault) {
  return fault == "stall" || fault == "boot-text" || fault == "unplug";
}

// Those that change no frame.
bool is_of_the_link(std::string_view fault) {
  return takes_time(fault) || fault == "split-writes" || fault == "burst" || fault == "rate-drop" ||
         fault == "delimiter-inside";
}

EmulatorOptions options_for(const DeviceDescription& device, const std::string& fault) {
  EmulatorOptions options;
  options.device = device.id;
  // With no mark behind a frame nothing says where one begins; its page says so.
  if (device.id == "text") options.parameters = {{"end", "blank"}};
  options.tty_path = fs::temp_directory_path() /
                     ("rollscope-fault-" + std::to_string(::getpid()) + "-" + device.id + "-" + fault);
  // The host's patience with one that is asked is real time: fewer do.
  options.seconds = (is_asked(device) ? 40 : 60) / device.usual_rate_hz;
  // 0.5 s and the silences; asked, what is due meanwhile passes.
  options.speed = 0.0;
  if (takes_time(fault)) options.speed = options.seconds / (is_asked(device) ? 3.0 : 0.5);
  options.faults = {spec_of(fault)};
  options.seed = 5;
  return options;
}

// One frame as the emulator sends it.
struct Sent {
  RawFrame frame;
  bool struck = false;  // its bytes are not those of the frame, or it was not sent as it was asked for
};

// What the emulator draws when nothing makes it miss a frame.
std::vector<Sent> sent_frames(const EmulatorOptions& options, const DeviceDescription& device,
                              const StreamInfo& info) {
  PlayerOptions player;
  player.rate_hz = device.usual_rate_hz;
  player.seed = options.seed;
  player.sensor.bits = device.count_bits > 0 ? device.count_bits : options.bits;
  const Scene& scene = **choose_scene(options.scene);
  ScenePlayback playback(scene, scene_layout(scene, info.layout.rows, info.layout.cols), player, true);
  DeviceOptions given = options.parameters;
  if (device.has_parameter("rows")) given["rows"] = std::to_string(info.layout.rows);
  if (device.has_parameter("cols")) given["cols"] = std::to_string(info.layout.cols);
  const auto device_encoder = device.make_encoder(info, *device_options(device, given));
  FaultInjector faults = *FaultInjector::make(options.faults, device, options.seed);
  std::vector<Sent> out;
  RawFrame frame;
  while (playback.next(frame) && static_cast<double>(frame.device_us) < options.seconds * 1e6) {
    faults.begin_frame();
    if (faults.unplugs()) break;
    if (faults.skips_frame()) continue;
    const std::size_t sensels = frame.samples.size();
    faults.change_samples(frame);
    Bytes bytes;
    (*device_encoder)->encode(frame, bytes);
    Bytes changed = bytes;
    faults.change_bytes(changed);
    const bool struck = changed != bytes || frame.samples.size() != sensels || faults.ignores_request() ||
                        faults.answers_late() || faults.answers_twice();
    for (float& sample : frame.samples) sample = std::min(sample, static_cast<float>(info.full_scale));
    out.push_back({.frame = frame, .struck = struck});
  }
  return out;
}

// How many must be shown: those whose neighbourhood is sound. Joining and the way back cost two frames, and
// what is confirmed by the next needs that.
int certain(const std::vector<Sent>& sent) {
  int count = 0;
  for (std::size_t i = 3; i + 1 < sent.size(); ++i)
    count += std::ranges::none_of(std::span(sent).subspan(i - 2, 4), &Sent::struck) ? 1 : 0;
  return count;
}

struct Shown {
  std::vector<RawFrame> frames;
  bool numbered = false;
  StreamHealth health;
  std::string open_error;
  bool ended = false;
  EmulatorReport report;
};

Shown play(Emulator& emulator) {
  Shown out;
  std::jthread device([&](const std::stop_token& stop) {
    const auto report = emulator.run(stop);
    EXPECT_TRUE(report);
    if (report) out.report = *report;
  });
  auto source = open_source(*SourceUri::parse(emulator.source_uri() + "&settle_ms=0"));
  if (!source) {
    out.open_error = source.error().detail;
    device.request_stop();
    return out;
  }
  RawFrame frame;
  Command command;
  for (int silent = 0; !out.ended && silent < 10;) {
    const SourceEvent event = (*source)->read(frame, command, std::chrono::seconds(1));
    if (event == SourceEvent::frame) out.frames.push_back(frame);
    out.ended = event == SourceEvent::ended;
    silent = event == SourceEvent::idle ? silent + 1 : 0;
  }
  out.health = (*source)->health();
  out.numbered = (*source)->info().numbered;
  device.request_stop();
  device.join();
  return out;
}

using Case = std::tuple<const DeviceDescription*, std::string>;

std::vector<Case> every_case() {
  std::vector<Case> cases;
  for (const DeviceDescription* device : every_device())
    for (const EmulatorFault& fault : emulator_faults())
      if (is_asked(*device) || !is_of_requests(fault.name)) cases.emplace_back(device, fault.name);
  return cases;
}

std::string case_name(const testing::TestParamInfo<Case>& each) {
  std::string name = std::get<0>(each.param)->id + "_" + std::get<1>(each.param);
  std::ranges::replace(name, '-', '_');
  return name;
}

class DeviceFaults : public testing::TestWithParam<Case> {
 protected:
  [[nodiscard]] const DeviceDescription& device() const { return *std::get<0>(GetParam()); }
  [[nodiscard]] const std::string& fault() const { return std::get<1>(GetParam()); }
  // How many frames may be shown that were not sent: what the device's page says it cannot notice.
  [[nodiscard]] std::size_t unseen(const std::vector<Sent>& sent) const {
    const auto struck = static_cast<std::size_t>(std::ranges::count(sent, true, &Sent::struck));
    if (device().noticed == Noticed::any_change) return 0;
    if (device().noticed == Noticed::little || fault() == "flip-bit") return struck;
    const DeviceLimits limits = limits_of(device().id);
    if (fault() == "wrong-geometry" && limits.size_unseen) return struck;
    return limits.lost_byte_unseen && !is_of_the_link(fault()) ? struck : 0;
  }
};

TEST_P(DeviceFaults, AreSurvived) {
  RecordProperty("device", device().id);
  const EmulatorOptions options = options_for(device(), fault());
  auto emulator = Emulator::open(options);
  ASSERT_TRUE(emulator) << emulator.error().detail;
  const std::vector<Sent> sent = sent_frames(options, device(), (*emulator)->info());
  if (!is_of_the_link(fault())) {
    ASSERT_GT(std::ranges::count(sent, true, &Sent::struck), 0) << "the fault never struck";
  }
  const Shown shown = play(**emulator);
  ASSERT_EQ(shown.open_error, "");
  EXPECT_TRUE(shown.ended) << "hangs";

  std::size_t next = 0, strangers = 0;
  int known = 0;
  for (const RawFrame& frame : shown.frames) {
    EXPECT_EQ(frame.samples.size(), (*emulator)->info().layout.sensels());
    const auto match =
        std::ranges::find_if(sent.begin() + static_cast<std::ptrdiff_t>(next), sent.end(),
                             [&](const Sent& each) { return each.frame.samples == frame.samples; });
    if (match == sent.end()) {
      ++strangers;
      continue;
    }
    next = static_cast<std::size_t>(match - sent.begin());
    ++known;
  }
  EXPECT_LE(strangers, unseen(sent)) << "frames were shown that were not sent";
  // In real time one that is asked lets pass what nobody asks for; a busy computer may cut its answer in two;
  // and what lies unread in the link is lost with it.
  const int least = fault() == "unplug"   ? 3
                    : !is_asked(device()) ? certain(sent)
                    : takes_time(fault()) ? 3
                                          : certain(sent) / 3;
  EXPECT_GE(known, least) << "of " << sent.size() << " sent";

  EXPECT_EQ(shown.health.frames, shown.frames.size());
  EXPECT_LE(shown.health.bytes, shown.report.bytes);
  EXPECT_LE(shown.health.discarded_bytes, shown.health.bytes);
  if (shown.numbered && fault() != "rate-drop" && !shown.frames.empty()) {
    EXPECT_EQ(shown.frames.back().sequence - shown.frames.front().sequence + 1,
              shown.frames.size() + shown.health.frames_lost);
  }
}

INSTANTIATE_TEST_SUITE_P(All, DeviceFaults, testing::ValuesIn(every_case()), case_name);

}  // namespace
}  // namespace rollscope
