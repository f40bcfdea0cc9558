// docs/wire-format.md, the program's encoder and decoder and the firmware header say the same.
#include <gtest/gtest.h>

#include <array>
#include <bit>
#include <fstream>
#include <map>
#include <random>
#include <sstream>
#include <string>
#include <vector>

#include "drivers/devices/native_packets.hpp"
#include "drivers/devices/native_wire.hpp"
#include "drivers/devices/stream_decoder.hpp"
#include "tests/unit/drivers/devices/wire_device.h"

namespace rollscope {
namespace {

using Bytes = std::vector<std::byte>;

struct Vector {
  Bytes packet;
  Bytes wire;
};

Bytes from_hex(std::istream& in) {
  Bytes out;
  for (std::string word; in >> word;) out.push_back(static_cast<std::byte>(std::stoi(word, nullptr, 16)));
  return out;
}

std::map<std::string, Vector> vectors() {
  std::ifstream file(ROLLSCOPE_SOURCE_DIR "/docs/wire-format.md");
  std::map<std::string, Vector> out;
  std::string name;
  bool inside = false;
  for (std::string line; std::getline(file, line);) {
    if (line.starts_with("```")) inside = line == "```vectors";
    std::istringstream words(line);
    std::string first;
    if (!inside || line.starts_with("```") || !(words >> first)) continue;
    if (first == "packet")
      out[name].packet = from_hex(words);
    else if (first == "wire")
      out[name].wire = from_hex(words);
    else
      name = first;
  }
  return out;
}

// What the firmware header writes, as bytes of ours.
template <class Write>
Bytes from_device(Write write) {
  std::array<std::uint8_t, 8192> buffer{};
  const std::size_t size = write(buffer.data(), buffer.size());
  EXPECT_LE(size, buffer.size());
  const auto bytes = std::as_bytes(std::span(buffer).first(size));
  return {bytes.begin(), bytes.end()};
}

Bytes sealed(Bytes packet) {
  Bytes out;
  native::seal(packet, out);
  return out;
}

StreamInfo flat_sensor() {
  StreamInfo info;
  info.layout = {.rows = 1, .cols = 3, .pitch_row_mm = 10.0, .pitch_col_mm = 8.0, .present = {}};
  info.rate_hz = 50.0;
  info.full_scale = 4095.0;
  info.serial_number = "A1";
  info.firmware = "demo 1";
  return info;
}

RawFrame frame_of(std::uint64_t sequence, std::int64_t device_us, std::vector<float> samples) {
  RawFrame frame;
  frame.sequence = sequence;
  frame.device_us = device_us;
  frame.samples = std::move(samples);
  return frame;
}

RawFrame frame_16() {
  RawFrame frame = frame_of(4294967295, 20000, {0, 4095, 65535});
  frame.angle_rad = -1.5F;
  frame.imu = {0.0F, 0.0F, 9.75F, 0.5F, -0.25F, 1.0F};
  frame.trigger = true;
  return frame;
}

TEST(WireFormat, DocumentHasEveryVector) {
  const auto all = vectors();
  EXPECT_EQ(all.size(), 10U);
  for (const auto& [name, vector] : all) {
    EXPECT_FALSE(vector.packet.empty()) << name;
    EXPECT_EQ(sealed(vector.packet), vector.wire) << name;
    native::PacketCutter cutter;
    const native::Cut cut = cutter.cut(vector.wire);
    ASSERT_EQ(cut.status, ParseStatus::packet) << name;
    EXPECT_EQ(cut.consumed, vector.wire.size());
    EXPECT_EQ(Bytes(cut.packet.begin(), cut.packet.end()), vector.packet) << name;
  }
}

TEST(WireFormat, ProgramWritesTheVectors) {
  RecordProperty("device", "native");
  const auto all = vectors();
  Bytes packet;
  native::write_hello(flat_sensor(), packet);
  EXPECT_EQ(packet, all.at("hello-flat").packet);
  StreamInfo roller;
  roller.layout = {.rows = 16,
                   .cols = 24,
                   .pitch_row_mm = 20.0,
                   .pitch_col_mm = 19.635,
                   .surface = Surface::cylinder,
                   .radius_mm = 75.0,
                   .present = {}};
  roller.rate_hz = 100.0;
  roller.full_scale = 255.0;
  roller.kpa_per_count = 0.25;
  native::write_hello(roller, packet);
  EXPECT_EQ(packet, all.at("hello-cylinder").packet);
  native::write_frame(frame_of(0, 0, {0, 1, 255}), CountWidth::bits8, packet);
  EXPECT_EQ(packet, all.at("frame-8").packet);
  native::write_frame(frame_of(258, 4294967296, {0x123, 0xABC, 0xFFF}), CountWidth::bits12, packet);
  EXPECT_EQ(packet, all.at("frame-12").packet);
  native::write_frame(frame_16(), CountWidth::bits16, packet);
  EXPECT_EQ(packet, all.at("frame-16").packet);
  native::write_text("battery low", packet);
  EXPECT_EQ(packet, all.at("text").packet);
  native::write_command(native::PacketType::start, packet);
  EXPECT_EQ(packet, all.at("command-start").packet);
  native::write_rate(12.5, packet);
  EXPECT_EQ(packet, all.at("command-rate").packet);
}

TEST(WireFormat, FirmwareWritesTheVectors) {
  RecordProperty("device", "native");
  const auto all = vectors();
  const rollscope_hello flat = {.rows = 1,
                                .cols = 3,
                                .surface = 0,
                                .bits = 12,
                                .pitch_row_um = 10000,
                                .pitch_col_um = 8000,
                                .radius_um = 0,
                                .rate_mhz = 50000,
                                .full_scale = 4095,
                                .kpa_per_count = 0.0F,
                                .serial_number = "A1",
                                .firmware = "demo 1"};
  EXPECT_EQ(from_device([&](auto* out, auto size) { return device_hello(&flat, out, size); }),
            all.at("hello-flat").wire);
  const rollscope_hello roller = {.rows = 16,
                                  .cols = 24,
                                  .surface = 1,
                                  .bits = 8,
                                  .pitch_row_um = 20000,
                                  .pitch_col_um = 19635,
                                  .radius_um = 75000,
                                  .rate_mhz = 100000,
                                  .full_scale = 255,
                                  .kpa_per_count = 0.25F,
                                  .serial_number = nullptr,
                                  .firmware = nullptr};
  EXPECT_EQ(from_device([&](auto* out, auto size) { return device_hello(&roller, out, size); }),
            all.at("hello-cylinder").wire);
  const std::array<std::uint16_t, 3> eight{0, 1, 255}, twelve{0x123, 0xABC, 0xFFF}, sixteen{0, 4095, 65535};
  const rollscope_extras extras = {.angle_rad = -1.5F, .imu = {0.0F, 0.0F, 9.75F, 0.5F, -0.25F, 1.0F}};
  EXPECT_EQ(from_device([&](auto* out, auto size) {
              return device_frame(8, 0, 0, 0, eight.data(), 3, nullptr, out, size);
            }),
            all.at("frame-8").wire);
  EXPECT_EQ(from_device([&](auto* out, auto size) {
              return device_frame(12, 0, 258, 4294967296, twelve.data(), 3, nullptr, out, size);
            }),
            all.at("frame-12").wire);
  EXPECT_EQ(from_device([&](auto* out, auto size) {
              return device_frame(16, 7, 4294967295, 20000, sixteen.data(), 3, &extras, out, size);
            }),
            all.at("frame-16").wire);
  EXPECT_EQ(from_device([&](auto* out, auto size) { return device_text("battery low", out, size); }),
            all.at("text").wire);
}

TEST(WireFormat, FirmwareAndProgramWriteTheSameFrames) {
  std::mt19937 random(1);
  for (int round = 0; round < 400; ++round) {
    const std::size_t count = 1 + random() % 700;
    const std::array widths{8, 12, 16};
    const int width = widths[static_cast<std::size_t>(round % 3)];
    // Few zeros make long runs: the places where stuffing breaks a run have to be met.
    const unsigned zeros = round % 2 == 0 ? 1 : 50;
    std::vector<std::uint16_t> counts(count);
    for (auto& value : counts)
      value =
          random() % 100 < zeros ? std::uint16_t{0} : static_cast<std::uint16_t>(random() % (1U << width));
    RawFrame frame = frame_of(random(), static_cast<std::int64_t>(random()), {counts.begin(), counts.end()});
    frame.sequence &= 0xFFFFFFFFU;
    frame.trigger = round % 5 == 0;
    Bytes packet;
    native::write_frame(frame, static_cast<CountWidth>(width), packet);
    EXPECT_EQ(from_device([&](auto* out, auto size) {
                return device_frame(
                    static_cast<std::uint8_t>(width), frame.trigger ? ROLLSCOPE_TRIGGER_ON : 0U,
                    static_cast<std::uint32_t>(frame.sequence), static_cast<std::uint64_t>(frame.device_us),
                    counts.data(), count, nullptr, out, size);
              }),
              sealed(packet))
        << "round " << round;
  }
}

TEST(WireFormat, DriverReadsTheVectors) {
  RecordProperty("device", "native");
  const auto all = vectors();
  const auto hello = native::read_hello(all.at("hello-cylinder").packet);
  ASSERT_TRUE(hello);
  EXPECT_EQ(hello->layout.rows, 16);
  EXPECT_EQ(hello->layout.cols, 24);
  EXPECT_EQ(hello->layout.surface, Surface::cylinder);
  EXPECT_EQ(hello->layout.radius_mm, 75.0);
  EXPECT_EQ(hello->layout.pitch_row_mm, 20.0);
  EXPECT_EQ(hello->layout.pitch_col_mm, 19.635);
  EXPECT_EQ(hello->kpa_per_count, 0.25);
  EXPECT_EQ(hello->format, SampleFormat::u8);
  StreamDecoder decoder((*find_device("native"))->make_parser({}));
  for (const char* name : {"hello-flat", "frame-12", "frame-16"}) decoder.push(all.at(name).wire, 1);
  RawFrame frame;
  ASSERT_TRUE(decoder.next(frame));
  EXPECT_EQ(decoder.info()->serial_number, "A1");
  EXPECT_EQ(decoder.info()->firmware, "demo 1");
  EXPECT_EQ(decoder.info()->rate_hz, 50.0);
  EXPECT_EQ(frame.samples, (std::vector<float>{0x123, 0xABC, 0xFFF}));
  EXPECT_EQ(frame.sequence, 258U);
  EXPECT_EQ(frame.device_us, 4294967296);
  EXPECT_TRUE(std::isnan(frame.angle_rad));
  EXPECT_FALSE(frame.trigger);
  ASSERT_TRUE(decoder.next(frame));
  EXPECT_EQ(frame.samples, (std::vector<float>{0, 4095, 65535}));
  EXPECT_EQ(frame.angle_rad, -1.5F);
  EXPECT_EQ(frame.imu, frame_16().imu);
  EXPECT_TRUE(frame.trigger);
}

TEST(WireFormat, FirmwareReadsTheCommands) {
  const auto all = vectors();
  const std::pair<const char*, rollscope_command> expected[] = {{"command-hello", ROLLSCOPE_REQUEST_HELLO},
                                                                {"command-start", ROLLSCOPE_START},
                                                                {"command-stop", ROLLSCOPE_STOP},
                                                                {"command-rate", ROLLSCOPE_RATE}};
  rollscope_reader reader{};
  const auto feed = [&reader](const Bytes& bytes, std::uint32_t& rate_mhz) {
    rollscope_command last = ROLLSCOPE_NOTHING;
    for (const std::byte byte : bytes) {
      const rollscope_command command = device_read(&reader, static_cast<std::uint8_t>(byte), &rate_mhz);
      if (command != ROLLSCOPE_NOTHING) last = command;
    }
    return last;
  };
  for (const auto& [name, command] : expected) {
    std::uint32_t rate_mhz = 0;
    EXPECT_EQ(feed(all.at(name).wire, rate_mhz), command) << name;
    EXPECT_EQ(rate_mhz, command == ROLLSCOPE_RATE ? 12500U : 0U) << name;
    // One wrong bit anywhere, and the device does nothing.
    for (std::size_t bit = 0; bit < 8 * all.at(name).wire.size(); ++bit) {
      Bytes damaged = all.at(name).wire;
      damaged[bit / 8] ^= static_cast<std::byte>(1U << bit % 8);
      EXPECT_EQ(feed(damaged, rate_mhz), ROLLSCOPE_NOTHING) << name << " bit " << bit;
      feed({std::byte{0}}, rate_mhz);
    }
  }
  std::uint32_t rate_mhz = 0;
  EXPECT_EQ(feed(Bytes(1000, std::byte{7}), rate_mhz), ROLLSCOPE_NOTHING);
  feed({std::byte{0}}, rate_mhz);
  EXPECT_EQ(feed(all.at("command-stop").wire, rate_mhz), ROLLSCOPE_STOP) << "after a flood of noise";
}

TEST(WireFormat, FirmwareClockDoesNotWrap) {
  rollscope_clock clock{};
  EXPECT_EQ(device_clock_us(&clock, 0xFFFFFFF0U), 0xFFFFFFF0U);
  EXPECT_EQ(device_clock_us(&clock, 5U), (std::uint64_t{1} << 32) + 5U);
  EXPECT_EQ(device_clock_us(&clock, 6U), (std::uint64_t{1} << 32) + 6U);
}

// A stream of one hello and what the test makes of it.
class NativeStream : public testing::Test {
 protected:
  void SetUp() override {
    Bytes packet;
    native::write_hello(flat_sensor(), packet);
    feed(sealed(packet));
  }
  void feed(const Bytes& bytes) { decoder_.push(bytes, ++time_ns_); }
  static Bytes coded(const RawFrame& frame) {
    Bytes packet;
    native::write_frame(frame, CountWidth::bits12, packet);
    return sealed(packet);
  }
  std::optional<RawFrame> next() {
    RawFrame frame;
    if (!decoder_.next(frame)) return std::nullopt;
    return frame;
  }

  StreamDecoder decoder_{(*find_device("native"))->make_parser({})};
  std::int64_t time_ns_ = 0;
};

TEST_F(NativeStream, ShowsNoFrameWithAnyBitFlipped) {
  const Bytes sound = coded(frame_of(1, 1, {1, 2, 3}));
  std::uint64_t bad = 0;
  for (std::size_t bit = 0; bit < 8 * sound.size(); ++bit) {
    Bytes damaged = sound;
    damaged[bit / 8] ^= static_cast<std::byte>(1U << bit % 8);
    feed(damaged);
    feed({std::byte{0}});
    EXPECT_FALSE(next()) << "bit " << bit;
    ++bad;
  }
  EXPECT_GE(decoder_.health().checksum + decoder_.health().wrong_length, bad);
  feed(sound);
  EXPECT_TRUE(next());
}

TEST_F(NativeStream, CountsLostAndRepeatedFramesOverTheWrap) {
  for (const std::uint32_t sequence : {0xFFFFFFFDU, 0xFFFFFFFEU, 0xFFFFFFFEU, 1U, 2U, 0U, 6U}) {
    feed(coded(frame_of(sequence, time_ns_, {0, 0, 0})));
  }
  std::vector<std::uint64_t> sequences;
  while (const auto frame = next()) sequences.push_back(frame->sequence);
  const std::uint64_t wrap = std::uint64_t{1} << 32;
  EXPECT_EQ(sequences, (std::vector<std::uint64_t>{wrap - 3, wrap - 2, wrap + 1, wrap + 2, wrap + 6}));
  EXPECT_EQ(decoder_.health().gaps, 2U);
  EXPECT_EQ(decoder_.health().frames_lost, 2U + 3U);
  EXPECT_EQ(decoder_.health().repeated, 2U);
}

TEST_F(NativeStream, GoesOnWhenTheDeviceRestarts) {
  feed(coded(frame_of(5000, 100'000'000, {0, 0, 0})));
  time_ns_ = 2'000'000'000;
  feed(coded(frame_of(0, 40, {0, 0, 0})));
  feed(coded(frame_of(1, 20'040, {0, 0, 0})));
  const auto before = next();
  const auto after = next();
  const auto later = next();
  ASSERT_TRUE(before && after && later);
  EXPECT_EQ(after->sequence, before->sequence + 1);
  EXPECT_NEAR(static_cast<double>(after->device_us - before->device_us), 2'000'000.0, 1.0);
  EXPECT_EQ(later->device_us - after->device_us, 20'000);
  EXPECT_EQ(decoder_.health().repeated, 0U);
}

TEST_F(NativeStream, CarriesOnAClockOf32Bits) {
  feed(coded(frame_of(0, 4294967290, {0, 0, 0})));
  feed(coded(frame_of(1, 10, {0, 0, 0})));
  const auto before = next();
  const auto after = next();
  ASSERT_TRUE(before && after);
  EXPECT_EQ(after->device_us - before->device_us, 16);
}

TEST_F(NativeStream, SkipsWhatItDoesNotKnow) {
  feed(sealed({std::byte{0x55}, std::byte{1}, std::byte{2}}));
  Bytes text;
  native::write_text("warm", text);
  feed(sealed(text));
  // Later versions may append to a hello, and announce more fields of a frame by a flag.
  Bytes hello;
  native::write_hello(flat_sensor(), hello);
  hello.push_back(std::byte{9});
  feed(sealed(hello));
  Bytes longer;
  native::write_frame(frame_of(3, 3, {7, 8, 9}), CountWidth::bits12, longer);
  Bytes unannounced = longer;
  unannounced.push_back(std::byte{0});
  longer[3] = std::byte{0x80};
  longer.insert(longer.end(), 5, std::byte{1});
  feed(sealed(unannounced));
  feed(sealed(longer));
  const auto frame = next();
  ASSERT_TRUE(frame);
  EXPECT_EQ(frame->sequence, 3U);
  EXPECT_EQ(frame->samples, (std::vector<float>{7, 8, 9}));
  EXPECT_FALSE(next());
  EXPECT_EQ(decoder_.health().unknown_packets, 1U);
  EXPECT_EQ(decoder_.health().wrong_length, 1U);
  EXPECT_EQ(decoder_.take_texts(), std::vector<std::string>{"warm"});
}

TEST_F(NativeStream, StopsWhenAnotherSensorIsAnnounced) {
  feed(coded(frame_of(0, 0, {1, 1, 1})));
  StreamInfo other = flat_sensor();
  Bytes packet;
  other.rate_hz = 10.0;
  native::write_hello(other, packet);
  feed(sealed(packet));
  feed(coded(frame_of(1, 1, {1, 1, 1})));
  EXPECT_TRUE(next());
  EXPECT_TRUE(next()) << "a new rate is no new sensor";
  other.layout.cols = 4;
  native::write_hello(other, packet);
  feed(sealed(packet));
  feed(coded(frame_of(2, 2, {1, 1, 1, 1})));
  EXPECT_FALSE(next());
  EXPECT_TRUE(decoder_.info_changed());
}

TEST(WireFormat, RefusesAHelloThatCannotBe) {
  const auto refused = [](auto change) {
    StreamInfo info = flat_sensor();
    Bytes packet;
    native::write_hello(info, packet);
    EXPECT_TRUE(native::read_hello(packet));
    change(packet);
    const auto read = native::read_hello(packet);
    EXPECT_TRUE(read || !read.error().detail.empty());
    return !read;
  };
  EXPECT_TRUE(refused([](Bytes& packet) { packet[1] = std::byte{2}; })) << "version";
  EXPECT_TRUE(refused([](Bytes& packet) { packet[2] = std::byte{2}; })) << "surface";
  EXPECT_TRUE(refused([](Bytes& packet) { packet[3] = std::byte{17}; })) << "bits";
  EXPECT_TRUE(refused([](Bytes& packet) { packet[4] = std::byte{0}; })) << "rows";
  EXPECT_TRUE(refused([](Bytes& packet) { packet[7] = std::byte{0x50}; })) << "cols";
  EXPECT_TRUE(refused([](Bytes& packet) { packet[9] = packet[8] = std::byte{0}; })) << "pitch";
  EXPECT_TRUE(refused([](Bytes& packet) { packet[2] = std::byte{1}; })) << "cylinder without radius";
  EXPECT_TRUE(refused([](Bytes& packet) { packet[30] = packet[31] = std::byte{0xFF}; }))
      << "kPa not a number";
  EXPECT_TRUE(refused([](Bytes& packet) { packet.pop_back(); })) << "too short";
}

TEST(NativeEncoder, HearsCommandsInAnyPieces) {
  const auto all = vectors();
  auto encoder = (*find_device("native"))->make_encoder(flat_sensor(), {});
  ASSERT_TRUE(encoder);
  Bytes bytes{std::byte{0x42}, std::byte{0}};
  for (const char* name : {"command-hello", "command-start", "frame-8", "command-rate", "command-stop"})
    bytes.insert(bytes.end(), all.at(name).wire.begin(), all.at(name).wire.end());
  std::vector<HostRequest> heard;
  for (const std::byte byte : bytes) (*encoder)->receive(std::span(&byte, 1), heard);
  using Kind = HostRequest::Kind;
  ASSERT_EQ(heard.size(), 4U);
  EXPECT_EQ(heard[0].kind, Kind::hello);
  EXPECT_EQ(heard[1].kind, Kind::start);
  EXPECT_EQ(heard[2].kind, Kind::rate);
  EXPECT_EQ(heard[2].rate_hz, 12.5);
  EXPECT_EQ(heard[3].kind, Kind::stop);
}

}  // namespace
}  // namespace rollscope
