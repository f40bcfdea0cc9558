#include "drivers/emulator/emulator.hpp"

#include <gtest/gtest.h>

#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <thread>

#include "core/correct/calibration_fit.hpp"
#include "core/correct/pressure_converter.hpp"
#include "core/correct/uncertainty_class.hpp"
#include "core/scene/scene_player.hpp"
#include "drivers/devices/device.hpp"
#include "drivers/devices/native_wire.hpp"
#include "drivers/devices/stream_decoder.hpp"
#include "drivers/emulator/scene_choice.hpp"
#include "drivers/source.hpp"
#include "drivers/transport/tty_stream.hpp"

namespace rollscope {
namespace {

namespace fs = std::filesystem;

fs::path scratch(const std::string& name) {
  return fs::temp_directory_path() / ("rollscope-emulator-" + std::to_string(::getpid()) + "-" + name);
}

struct Played {
  Result<EmulatorReport> report = fail(Errc::io, "not run");
  std::vector<RawFrame> frames;
  StreamInfo info;
  StreamHealth health;
  std::optional<Error> end_error;
  std::string open_error;
};

// Runs the emulator in a thread of its own and reads it as the program would, to its end.
Played play(EmulatorOptions options, std::string source_options = "") {
  Played out;
  auto emulator = Emulator::open(std::move(options));
  if (!emulator) {
    out.report = std::unexpected(emulator.error());
    return out;
  }
  const std::string uri = (*emulator)->source_uri() + source_options;
  std::jthread device([&](std::stop_token stop) { out.report = (*emulator)->run(stop); });
  auto source = open_source(*SourceUri::parse(uri));
  if (!source) {
    out.open_error = source.error().detail;
    device.request_stop();
    return out;
  }
  out.info = (*source)->info();
  RawFrame frame;
  Command command;
  for (;;) {
    const SourceEvent event = (*source)->read(frame, command, std::chrono::seconds(5));
    if (event == SourceEvent::frame) out.frames.push_back(frame);
    if (event == SourceEvent::ended) break;
  }
  out.health = (*source)->health();
  out.end_error = (*source)->end_error();
  device.join();
  return out;
}

EmulatorOptions quick(const std::string& device, const std::string& name) {
  EmulatorOptions options;
  options.device = device;
  options.tty_path = scratch(name);
  options.seconds = 3.0;
  options.speed = 0.0;
  return options;
}

std::vector<RawFrame> scene_frames(const std::string& scene, int rows, int cols, double rate_hz, int bits,
                                   double seconds) {
  PlayerOptions options;
  options.rate_hz = rate_hz;
  options.sensor.bits = bits;
  const Scene& found = **choose_scene(scene);
  ScenePlayer player(found, scene_layout(found, rows, cols), options);
  std::vector<RawFrame> out;
  RawFrame frame;
  while (player.next(frame) && static_cast<double>(frame.device_us) < seconds * 1e6) out.push_back(frame);
  return out;
}

TEST(Emulator, NativeArrivesWhole) {
  const Played played = play(quick("native", "native"));
  ASSERT_EQ(played.open_error, "");
  const auto sent = scene_frames("two-holds", 0, 0, 100.0, 12, 3.0);
  ASSERT_EQ(played.frames.size(), sent.size());
  for (std::size_t i = 0; i < sent.size(); ++i) {
    EXPECT_EQ(played.frames[i].samples, sent[i].samples) << i;
    EXPECT_EQ(played.frames[i].sequence, sent[i].sequence);
    EXPECT_EQ(played.frames[i].device_us, sent[i].device_us);
  }
  EXPECT_EQ(played.report->frames, sent.size());
  EXPECT_EQ(played.health.frames_lost, 0U);
  EXPECT_EQ(played.health.discarded_bytes, 0U);
  EXPECT_EQ(played.info.layout.rows, 24);
  EXPECT_EQ(played.info.layout.cols, 40);
  EXPECT_EQ(played.info.device_id, "native");
  EXPECT_FALSE(fs::exists(fs::symlink_status(scratch("native"))));
}

TEST(Emulator, JuqiaoArrivesWhole) {
  const Played played = play(quick("juqiao-32x32", "juqiao"));
  ASSERT_EQ(played.open_error, "");
  const auto sent = scene_frames("two-holds", 32, 32, 50.0, 8, 3.0);
  ASSERT_EQ(played.frames.size(), sent.size());
  for (std::size_t i = 0; i < sent.size(); ++i) EXPECT_EQ(played.frames[i].samples, sent[i].samples) << i;
  EXPECT_EQ(played.info.full_scale, 255.0);
}

TEST(Emulator, ArrivesWholeOverTcpAndIsFoundWithoutItsName) {
  for (const char* device :
       {"native", "juqiao-16x16", "juqiao-32x32", "juqiao-64x32", "juqiao-64x64", "juqiao-bed-12bit",
        "flexitac", "m1616", "matsense", "matsense-secure", "sensitronics", "umaine"}) {
    EmulatorOptions options = quick(device, "tcp");
    options.tty_path.clear();
    options.tcp_port = 0;
    auto emulator = Emulator::open(options);
    ASSERT_TRUE(emulator) << emulator.error().detail;
    std::string uri = (*emulator)->source_uri();
    uri = uri.substr(0, uri.find('?'));
    Result<EmulatorReport> report = fail(Errc::io, "not run");
    std::jthread running([&](std::stop_token stop) { report = (*emulator)->run(stop); });
    auto source = open_source(*SourceUri::parse(uri));
    ASSERT_TRUE(source) << source.error().detail;
    EXPECT_EQ((*source)->info().device_id, device);
    RawFrame frame;
    Command command;
    std::uint64_t frames = 0;
    for (SourceEvent event{}; event != SourceEvent::ended;) {
      event = (*source)->read(frame, command, std::chrono::seconds(5));
      frames += event == SourceEvent::frame ? 1 : 0;
    }
    source->reset();
    running.join();
    EXPECT_EQ(frames, report->frames) << device;
    EXPECT_EQ(frames, options.seconds * (*emulator)->info().rate_hz) << device;
  }
}

// Where the stream does not say its size, the emulator's address does.
TEST(Emulator, OpenSizesArriveWhole) {
  for (const char* device : {"flexitac", "flexitac-text", "matsense", "matsense-secure", "sensitronics"}) {
    for (const int rows : {0, 20}) {
      EmulatorOptions options = quick(device, "open");
      options.rows = rows;
      const Played played = play(options);
      ASSERT_EQ(played.open_error, "") << device;
      const DeviceDescription& known = **find_device(device);
      EXPECT_EQ(played.info.layout.rows, rows > 0 ? rows : known.rows) << device;
      EXPECT_EQ(played.info.layout.cols, known.cols) << device;
      EXPECT_GE(played.frames.size() + 1, played.report->frames) << device;
    }
  }
}

TEST(Emulator, AMatsenseSheetRoundARollerKnowsItsCircumference) {
  const auto roller = std::ranges::find(scenes(), Surface::cylinder, &Scene::surface);
  ASSERT_NE(roller, scenes().end());
  EmulatorOptions options = quick("matsense", "round");
  options.scene = roller->id;
  const Played played = play(options);
  ASSERT_EQ(played.open_error, "");
  EXPECT_TRUE(played.info.layout.periodic());
  EXPECT_NEAR(played.info.layout.circumference_mm(), scene_layout(*roller, 6, 24).circumference_mm(), 0.1);
  EXPECT_FALSE(played.frames.empty());
}

TEST(Emulator, RunsTheSceneAgainWithoutABreak) {
  EmulatorOptions options = quick("native", "loop");
  options.scene = "two-holds";
  options.seconds = find_scene("two-holds")->duration_s + 2.0;
  options.rate_hz = 10.0;
  const Played played = play(options);
  ASSERT_EQ(played.frames.size(), static_cast<std::size_t>(options.seconds * 10.0));
  for (std::size_t i = 1; i < played.frames.size(); ++i) {
    ASSERT_EQ(played.frames[i].sequence, played.frames[i - 1].sequence + 1);
    ASSERT_EQ(played.frames[i].device_us, played.frames[i - 1].device_us + 100'000);
  }
}

// Every fault of the table on every device: nothing is shown that was not sent, and what is sound comes
// through.
// Devices that are asked, over a real link: one request, one answer, and what goes wrong with either.
struct AskedDevice {
  const char* id;
  std::map<std::string, std::string> parameters;
  int rows, cols, bits;
  double rate_hz;
};

class EmulatedAsked : public testing::TestWithParam<AskedDevice> {
 protected:
  [[nodiscard]] EmulatorOptions options(const std::string& name) const {
    EmulatorOptions options = quick(GetParam().id, name);
    options.parameters = GetParam().parameters;
    options.rows = GetParam().rows;
    options.cols = GetParam().cols;
    return options;
  }
  // How many were shown; each of them was sent.
  [[nodiscard]] std::size_t shown(const EmulatorOptions& options) const {
    const AskedDevice& device = GetParam();
    const Played played = play(options, "&settle_ms=0");
    EXPECT_EQ(played.open_error, "");
    const auto sent =
        scene_frames("two-holds", device.rows, device.cols, device.rate_hz, device.bits, options.seconds);
    std::size_t next = 0;
    for (const RawFrame& frame : played.frames) {
      const auto match = std::ranges::find(sent.begin() + static_cast<std::ptrdiff_t>(next), sent.end(),
                                           frame.samples, &RawFrame::samples);
      EXPECT_NE(match, sent.end()) << "a frame that was not sent";
      if (match == sent.end()) break;
      next = static_cast<std::size_t>(match - sent.begin());
    }
    return played.frames.size();
  }
  [[nodiscard]] std::size_t played(double seconds) const {
    return static_cast<std::size_t>(seconds * GetParam().rate_hz);
  }
};

TEST_P(EmulatedAsked, ArrivesWhole) {
  // What is asked before the boot text is over goes under with it.
  EXPECT_GE(shown(options("asked")) + 2, played(3.0));
}

TEST_P(EmulatedAsked, IgnoredLateAndDoubleAnswersDoNoHarm) {
  for (const char* fault : {"ignore-request=8", "late-answer=8", "double-answer=8"}) {
    EmulatorOptions wanted = options("asked-fault");
    wanted.faults = {fault};
    wanted.seconds = 24.0 / GetParam().rate_hz;  // the host's patience is real time
    EXPECT_GE(shown(wanted), 12U) << fault;
  }
}

TEST_P(EmulatedAsked, LosesNoMoreThanItsAnswersDo) {
  EmulatorOptions wanted = options("asked-split");
  wanted.faults = {"split-writes", "stall", "burst", "boot-text"};
  EXPECT_GE(shown(wanted), played(3.0) / 2);
  if (std::string_view(GetParam().id) == "text") return;  // a digit lost is another number
  wanted.faults = {"drop-bytes=6"};
  EXPECT_GE(shown(wanted), played(3.0) / 3);
}

TEST_P(EmulatedAsked, InRealTimeItLetsPassWhatNobodyAskedFor) {
  EmulatorOptions wanted = options("asked-paced");
  wanted.speed = 5.0;
  const std::size_t frames = shown(wanted);
  EXPECT_GE(frames, 3U);  // a busy computer asks seldom
  EXPECT_LE(frames, played(3.0));
}

INSTANTIATE_TEST_SUITE_P(
    All, EmulatedAsked,
    testing::Values(AskedDevice{"sensingtex-active", {{"product", "80x28"}}, 80, 28, 12, 10.0},
                    AskedDevice{"sensingtex-matrix", {}, 20, 20, 12, 10.0},
                    AskedDevice{"byu", {}, 12, 18, 10, 10.0}, AskedDevice{"etextile", {}, 16, 16, 8, 50.0},
                    AskedDevice{"text", {{"request", "start"}, {"end", "values"}}, 9, 11, 10, 20.0}),
    [](const auto& each) {
      std::string name = each.param.id;
      std::ranges::replace(name, '-', '_');
      return name;
    });

TEST(Emulator, AStreamThatHasToBeStartedIs) {
  EmulatorOptions options = quick("sensingtex-rms", "started");
  options.rows = 8;
  options.cols = 12;
  const Played played = play(options);
  ASSERT_EQ(played.open_error, "");
  EXPECT_EQ(played.info.layout.rows, 8);
  EXPECT_EQ(played.info.layout.cols, 12);
  EXPECT_GE(played.frames.size(), 25U);
}

TEST(Emulator, NoiseAndWrongGeometryNeverConnect) {
  for (const char* fault : {"noise", "wrong-geometry"}) {
    EmulatorOptions options = quick("juqiao-32x32", fault);
    options.faults = {fault};
    const Played played = play(options);
    EXPECT_NE(played.open_error.find("before three valid frames"), std::string::npos) << played.open_error;
    EXPECT_TRUE(played.frames.empty());
  }
}

std::string bytes_of(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

TEST(Emulator, DumpsWhatItSentAndTheSameSeedSendsTheSame) {
  std::string first;
  for (int round = 0; round < 2; ++round) {
    EmulatorOptions options = quick("juqiao-32x32", "dump");
    options.faults = {"drop-bytes=5", "flip-bit=9", "split-writes"};
    options.dump_path = scratch("dump.bin");
    const Played live = play(options);
    const std::string dump = bytes_of(options.dump_path);
    EXPECT_EQ(dump.size(), live.report->bytes);
    if (round == 0) first = dump;
    EXPECT_EQ(dump, first);
    auto source =
        open_source(*SourceUri::parse("file:" + options.dump_path + "?device=juqiao-32x32&rate_hz=50"));
    ASSERT_TRUE(source) << source.error().detail;
    RawFrame frame;
    Command command;
    std::size_t frames = 0;
    while ((*source)->read(frame, command, std::chrono::seconds(1)) == SourceEvent::frame) {
      ASSERT_LT(frames, live.frames.size());
      EXPECT_EQ(frame.samples, live.frames[frames].samples);
      EXPECT_EQ(frame.captured_ns, static_cast<std::int64_t>(frames) * 20'000'000);
      ++frames;
    }
    EXPECT_EQ(frames, live.frames.size());
    EXPECT_FALSE((*source)->end_error());
    fs::remove(options.dump_path);
  }
}

// Reads frames until the stream is quiet for `quiet`, or ended.
void read_frames(ByteStream& stream, StreamDecoder& decoder, std::vector<RawFrame>& frames,
                 std::chrono::milliseconds quiet, std::size_t at_most = 1'000'000) {
  RawFrame frame;
  for (const std::size_t end = frames.size() + at_most; frames.size() < end;) {
    if (decoder.next(frame)) {
      frames.push_back(frame);
      continue;
    }
    const ReadResult read = stream.read(decoder.space(), quiet);
    if (read.status != ReadStatus::bytes) return;
    decoder.commit(read.count, 0);
  }
}

void command(ByteStream& stream, std::vector<std::byte> packet) {
  std::vector<std::byte> wire;
  native::seal(packet, wire);
  ASSERT_TRUE(stream.write(wire, std::chrono::seconds(5)));
}

TEST(Emulator, ObeysStopStartAndRate) {
  EmulatorOptions options = quick("native", "host");
  options.seconds = 20.0;
  auto emulator = Emulator::open(options);
  ASSERT_TRUE(emulator);
  std::jthread running([&](std::stop_token stop) { EXPECT_TRUE((*emulator)->run(stop)); });
  const auto stream = *open_tty_stream(options.tty_path);
  StreamDecoder decoder((*find_device("native"))->make_parser({}));
  std::vector<RawFrame> frames;
  read_frames(*stream, decoder, frames, std::chrono::seconds(5), 100);
  ASSERT_EQ(frames.size(), 100U);
  command(*stream, {std::byte{0x83}});
  // Silent now, whatever was under way; the scene's 2000 frames are not through.
  read_frames(*stream, decoder, frames, std::chrono::milliseconds(300));
  std::vector<std::byte> rate;
  native::write_rate(25.0, rate);
  command(*stream, rate);
  command(*stream, {std::byte{0x82}});
  read_frames(*stream, decoder, frames, std::chrono::seconds(5));
  EXPECT_EQ(decoder.info()->rate_hz, 25.0);
  EXPECT_EQ(decoder.health().frames_lost, 0U);
  std::vector<std::int64_t> steps_us;
  for (std::size_t i = 1; i < frames.size(); ++i)
    steps_us.push_back(frames[i].device_us - frames[i - 1].device_us);
  // 10 ms, then at some frame 40 ms, for good; what lies between is rounded to the new rate's frames.
  const auto slower = std::ranges::find(steps_us, 40'000);
  EXPECT_GE(slower - steps_us.begin(), 99);
  EXPECT_TRUE(std::all_of(steps_us.begin(), slower - 1, [](auto step) { return step == 10'000; }));
  EXPECT_GT(steps_us.end() - slower, 10);
  EXPECT_TRUE(std::all_of(slower, steps_us.end(), [](auto step) { return step == 40'000; }));
}

TEST(Emulator, CanBeOpenedAgainAfterItsReaderLeft) {
  EmulatorOptions options = quick("native", "again");
  options.seconds = 30.0;
  auto emulator = Emulator::open(options);
  ASSERT_TRUE(emulator);
  const SourceUri uri = *SourceUri::parse((*emulator)->source_uri());
  std::jthread running([&](std::stop_token stop) { EXPECT_TRUE((*emulator)->run(stop)); });
  RawFrame frame;
  Command command;
  std::int64_t last_us = -1;
  for (int round = 0; round < 3; ++round) {
    auto source = open_source(uri);
    ASSERT_TRUE(source) << source.error().detail;
    for (int i = 0; i < 50; ++i) {
      ASSERT_EQ((*source)->read(frame, command, std::chrono::seconds(5)), SourceEvent::frame);
      EXPECT_GT(frame.device_us, last_us);
      last_us = frame.device_us;
    }
  }
}

TEST(Emulator, StopsWhenToldAndRemovesItsLink) {
  EmulatorOptions options;
  options.tty_path = scratch("stop");
  auto emulator = Emulator::open(options);
  ASSERT_TRUE(emulator);
  EXPECT_TRUE(fs::is_symlink(options.tty_path));
  std::stop_source stop;
  stop.request_stop();
  const auto report = (*emulator)->run(stop.get_token());
  ASSERT_TRUE(report);
  EXPECT_TRUE(report->stopped);
  EXPECT_EQ(report->frames, 0U) << "nobody opened it";
  EXPECT_FALSE(fs::exists(fs::symlink_status(options.tty_path)));
}

TEST(Emulator, RefusesWhatCannotBe) {
  const auto refused = [](auto change) {
    EmulatorOptions options;
    options.tty_path = scratch("refused");
    change(options);
    const auto emulator = Emulator::open(options);
    return emulator ? std::string{} : emulator.error().detail;
  };
  EXPECT_NE(refused([](auto& options) { options.device = "x"; }).find("native"), std::string::npos);
  EXPECT_NE(refused([](auto& options) { options.scene = "x"; }).find("two-holds"), std::string::npos);
  EXPECT_NE(refused([](auto& options) { options.faults = {"x"}; }).find("drop-bytes"), std::string::npos);
  EXPECT_NE(refused([](auto& options) { options.faults = {"stall=0"}; }), "");
  EXPECT_NE(refused([](auto& options) { options.tty_path.clear(); }), "");
  EXPECT_NE(refused([](auto& options) { options.bits = 11; }), "");
  EXPECT_NE(refused([](auto& options) { options.device = "juqiao-32x32", options.rows = 16; }), "");
  EXPECT_NE(refused([](auto& options) { options.dump_path = "/nonexistent/dump"; }), "");
  const fs::path taken = scratch("taken");
  std::ofstream(taken) << "mine";
  EXPECT_NE(refused([&](auto& options) { options.tty_path = taken; }), "");
  EXPECT_EQ(bytes_of(taken), "mine");
  fs::remove(taken);
}

TEST(Emulator, ItsCalibrationTellsWhatTheSceneKnowsAndNoCheckThatWasNotMade) {
  EmulatorOptions options;
  options.tty_path = scratch("evidence");
  const auto emulator = Emulator::open(options);
  ASSERT_TRUE(emulator) << emulator.error().detail;
  const Calibration& calibration = (*emulator)->calibration();
  EXPECT_TRUE(check_calibration(calibration, (*emulator)->info().layout));
  EXPECT_EQ(calibration.sensor_serial, "EMULATED-" + std::to_string(options.seed));
  EXPECT_EQ(calibration.residuals.size(), calibration.points.size());
  EXPECT_LT(*residual_rms(calibration), 0.01);
  EXPECT_NEAR(calibration.equilibration.spread_before, SensorOptions{}.gain_spread, 0.01);
  EXPECT_TRUE(calibration.checks.empty());
  EXPECT_EQ(calibration_class(calibration).letter, 'B');
  EXPECT_TRUE(calibration_class(calibration).declared);
}

TEST(Demo, AMisspeltOptionIsNamed) {
  for (const char* uri : {"demo:two-holds?sped=0", "tty:/dev/null?devcie=native", "file:a.csv?pitch=10,10"}) {
    const auto source = open_source(*SourceUri::parse(uri));
    ASSERT_FALSE(source) << uri;
    EXPECT_EQ(source.error().code, Errc::bad_argument) << uri;
    EXPECT_NE(source.error().detail.find("there is no option"), std::string::npos) << source.error().detail;
  }
}

TEST(DemoSource, PlaysTheSceneWithItsCalibration) {
  auto source = open_source(*SourceUri::parse("demo:two-holds?speed=0&rate_hz=20&loop=1"));
  ASSERT_TRUE(source) << source.error().detail;
  EXPECT_EQ((*source)->info().device_id, "demo");
  EXPECT_TRUE((*source)->calibration());
  const auto frames = static_cast<std::size_t>(find_scene("two-holds")->duration_s * 20.0) + 40;
  RawFrame frame;
  Command command;
  for (std::size_t i = 0; i < frames; ++i) {
    ASSERT_EQ((*source)->read(frame, command, std::chrono::seconds(1)), SourceEvent::frame);
    EXPECT_EQ(frame.sequence, i);
    EXPECT_EQ(frame.device_us, static_cast<std::int64_t>(i) * 50'000);
  }
  EXPECT_FALSE(open_source(*SourceUri::parse("demo:no-such-scene")));
  EXPECT_FALSE(open_source(*SourceUri::parse("demo:two-holds?speed=fast")));
}

TEST(Emulator, TakesTheDevicesOptionsAndItsUriCarriesThem) {
  EmulatorOptions options = quick("text", "options");
  options.parameters = {{"rows", "8"}, {"cols", "12"}, {"end", "blank"}};
  const Played played = play(options);
  EXPECT_EQ(played.open_error, "");
  EXPECT_EQ(played.info.layout.rows, 8);
  EXPECT_EQ(played.info.layout.cols, 12);
  EXPECT_FALSE(played.frames.empty());
}

TEST(Emulator, OptionsTheDeviceHasNotAreNamed) {
  const auto refusal = [](EmulatorOptions options) {
    const auto emulator = Emulator::open(std::move(options));
    EXPECT_FALSE(emulator);
    return emulator ? Error{} : emulator.error();
  };
  EmulatorOptions options = quick("text", "wrong-option");
  options.parameters = {{"colums", "8"}};
  EXPECT_EQ(refusal(options).code, Errc::bad_argument);
  EXPECT_NE(refusal(options).detail.find("text has no option 'colums'; it has "), std::string::npos);
  EXPECT_NE(refusal(options).detail.find("cols"), std::string::npos);
  options.parameters = {{"cols", "many"}};
  EXPECT_NE(refusal(options).detail.find("cols=many: text takes a whole number"), std::string::npos);
  options.parameters = {{"cols", "8"}};
  options.cols = 9;
  EXPECT_EQ(refusal(options).detail, "cols is given twice");
}

}  // namespace
}  // namespace rollscope
