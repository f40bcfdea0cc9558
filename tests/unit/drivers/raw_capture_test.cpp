// Every byte as it came, over a real pseudo-terminal, and its replay through the parser.
#include "drivers/raw_capture.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <array>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <thread>

#include "drivers/emulator/emulator.hpp"
#include "drivers/source.hpp"
#include "drivers/transport/capture_file.hpp"
#include "drivers/transport/device_link.hpp"
#include "drivers/transport/memory_stream.hpp"

namespace rollscope {
namespace {

namespace fs = std::filesystem;
using std::chrono::seconds;

class RawCaptureTest : public testing::Test {
 protected:
  void SetUp() override {
    folder_ = fs::temp_directory_path() / ("rollscope-capture-" + std::to_string(::getpid()));
    fs::remove_all(folder_);
    fs::create_directories(folder_);
  }
  void TearDown() override { fs::remove_all(folder_); }

  [[nodiscard]] std::string in(const std::string& name) const { return folder_ / name; }
  // The emulator's own copy of what it sent is the truth.
  [[nodiscard]] EmulatorOptions mat(const std::string& device) const {
    EmulatorOptions options;
    options.device = device;
    options.tty_path = in("mat");
    options.seconds = 2.0;
    options.speed = 0.0;
    options.dump_path = in("sent.bin");
    return options;
  }

 private:
  fs::path folder_;
};

std::string contents(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

std::vector<std::vector<float>> frames_of(const std::string& uri) {
  std::vector<std::vector<float>> out;
  const auto source = open_source(*SourceUri::parse(uri));
  EXPECT_TRUE(source) << source.error().detail;
  if (!source) return out;
  RawFrame frame;
  Command command;
  for (;;) {
    const SourceEvent event = (*source)->read(frame, command, seconds(5));
    if (event == SourceEvent::ended) break;
    if (event == SourceEvent::frame) out.push_back(frame.samples);
  }
  return out;
}

TEST_F(RawCaptureTest, AMeasurementKeepsItsBytesAndTheirReplayGivesTheSameFrames) {
  for (const std::string device : {"native", "juqiao-32x32"}) {
    auto emulator = Emulator::open(mat(device));
    ASSERT_TRUE(emulator) << emulator.error().detail;
    const std::string uri = (*emulator)->source_uri() + "&capture=" + in("bytes.bin");
    std::jthread running([&](std::stop_token stop) { EXPECT_TRUE((*emulator)->run(stop)); });
    const auto live = frames_of(uri);
    running.join();
    ASSERT_FALSE(live.empty());
    EXPECT_EQ(contents(in("bytes.bin")), contents(in("sent.bin")));
    EXPECT_EQ(frames_of("file:" + in("bytes.bin") + "?device=" + device), live);
    fs::remove(in("bytes.bin"));
  }
}

TEST_F(RawCaptureTest, AskedOrNotADevicesBytesAreKeptAndItsFramesCounted) {
  for (const std::string device : {"juqiao-32x32", "native", "sensingtex-active"}) {
    auto emulator = Emulator::open(mat(device));
    ASSERT_TRUE(emulator) << emulator.error().detail;
    const auto uri = SourceUri::parse((*emulator)->source_uri() + "&settle_ms=0");
    Result<EmulatorReport> report = fail(Errc::io, "not run");
    std::jthread running([&](std::stop_token stop) { report = (*emulator)->run(stop); });
    const auto capture = capture_raw(*uri, {.path = in("bytes.bin")});
    running.join();
    ASSERT_TRUE(capture) << capture.error().detail;
    ASSERT_TRUE(report);
    EXPECT_EQ(contents(in("bytes.bin")), contents(in("sent.bin"))) << device;
    EXPECT_EQ(capture->bytes, report->bytes);
    ASSERT_TRUE(capture->link_error) << "the emulator hung up";
    const std::string replay = replay_uri(*uri, in("bytes.bin"), device, 50.0);
    const auto frames = frames_of(replay);
    // Only the end of the stream shows some devices' last frame to be whole.
    EXPECT_GE(frames.size(), capture->frames) << device;
    EXPECT_LE(frames.size(), capture->frames + 1) << device;
    EXPECT_GE(capture->frames + 2, report->frames) << device;
    fs::remove(in("bytes.bin"));
  }
}

TEST_F(RawCaptureTest, BytesNobodyUnderstandsAreKept) {
  auto device = make_pty_link(in("port"));
  ASSERT_TRUE(device);
  std::string noise;
  for (int i = 0; i < 3000; ++i) noise += static_cast<char>((i * 7919) >> 3);
  std::jthread sending([&](const std::stop_token& stop) {
    while (!(*device)->has_reader() && !stop.stop_requested()) (*device)->wait(std::chrono::milliseconds(5));
    EXPECT_EQ((*device)->send(std::as_bytes(std::span(noise)), seconds(10)), noise.size());
    (*device)->drain(seconds(10));
    (*device)->unplug();
  });
  const auto capture = capture_raw(*SourceUri::parse("tty:" + in("port")), {.path = in("bytes.bin")});
  ASSERT_TRUE(capture) << capture.error().detail;
  EXPECT_EQ(capture->frames, 0u);
  EXPECT_EQ(contents(in("bytes.bin")), noise);
}

TEST_F(RawCaptureTest, NothingIsOverwrittenAndNothingEmptyIsLeft) {
  std::ofstream(in("bytes.bin")) << "mine";
  auto device = make_pty_link(in("port"));
  ASSERT_TRUE(device);
  const auto uri = SourceUri::parse("tty:" + in("port") + "?device=native");
  const auto capture = capture_raw(*uri, {.path = in("bytes.bin")});
  ASSERT_FALSE(capture);
  EXPECT_EQ(capture.error().code, Errc::exists);
  const auto source =
      open_source(*SourceUri::parse("tty:" + in("port") + "?device=native&capture=" + in("bytes.bin")));
  ASSERT_FALSE(source);
  EXPECT_EQ(source.error().code, Errc::exists);
  EXPECT_EQ(contents(in("bytes.bin")), "mine");
  EXPECT_FALSE((*device)->has_reader()) << "refused before anything was opened";
  EXPECT_FALSE(capture_raw(*SourceUri::parse("tty:" + in("no-port")), {.path = in("new.bin")}));
  EXPECT_FALSE(fs::exists(in("new.bin"))) << "the next attempt finds the name free";
}

TEST_F(RawCaptureTest, OptionsThatCannotBeAreRefused) {
  for (const std::string& uri : {"tty:" + in("p") + "?devise=native", "tty:" + in("p") + "?device=none",
                                 "tty:" + in("p") + "?baud=fast", std::string("demo:two-holds")}) {
    const auto capture = capture_raw(*SourceUri::parse(uri), {.path = in("new.bin")});
    EXPECT_FALSE(capture) << uri;
    EXPECT_FALSE(fs::exists(in("new.bin")));
  }
  const auto demo = open_source(*SourceUri::parse("demo:two-holds?capture=" + in("new.bin")));
  ASSERT_FALSE(demo);
  EXPECT_EQ(demo.error().code, Errc::bad_argument);
}

TEST_F(RawCaptureTest, ReplayNamesTheDeviceAndLeavesOutTheLink) {
  const auto uri = SourceUri::parse("serial:/dev/ttyUSB0?baud=921600&settle_ms=10&rows=10&device=text");
  EXPECT_EQ(replay_uri(*uri, "b.bin", "text", 24.9996), "file:b.bin?device=text&rate_hz=25&rows=10");
  EXPECT_EQ(replay_uri(*uri, "b.bin", "text", 0.0), "file:b.bin?device=text&rows=10");
}

TEST_F(RawCaptureTest, WhatCameAtAnotherBaudIsForgotten) {
  auto created = CaptureFile::create(in("bytes.bin"));
  ASSERT_TRUE(created);
  const std::shared_ptr<CaptureFile> file = std::move(*created);
  const std::string noise = "noise at another baud", sound = "sound";
  file->append(std::as_bytes(std::span(noise)));
  file->restart();
  auto memory = std::make_unique<MemoryStream>();
  memory->push(std::as_bytes(std::span(sound)));
  const auto stream = captured(std::move(memory), file);
  std::array<std::byte, 3> into{};
  while (stream->read(into, std::chrono::milliseconds(0)).status == ReadStatus::bytes) {
  }
  EXPECT_EQ(contents(in("bytes.bin")), sound);
  EXPECT_EQ(file->bytes(), sound.size());
}

}  // namespace
}  // namespace rollscope
