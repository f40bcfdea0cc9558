// What every device must keep, whatever its bytes look like. It knows no device: it encodes frames with the
// device's own encoder, mistreats the bytes, and looks at what the decoder makes of them.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <random>
#include <string>
#include <vector>

#include "drivers/devices/device.hpp"
#include "drivers/devices/stream_decoder.hpp"
#include "tests/support/device_cases.hpp"
#include "tests/support/device_limits.hpp"

namespace rollscope {
namespace {

using Bytes = std::vector<std::byte>;

// Where the stream says its size, and where packets must hold whole frames (WiReSens, 120 nodes in one).
constexpr int kOpenRows = 12, kOpenCols = 10;

DeviceOptions options_for(const DeviceDescription& device, DeviceOptions given = {}) {
  for (const DeviceParameter& parameter : device.parameters) {
    if (parameter.fallback != "0" && !device.has_parameter("nodes")) continue;
    if (parameter.key == "rows") given.emplace("rows", std::to_string(kOpenRows));
    if (parameter.key == "cols") given.emplace("cols", std::to_string(kOpenCols));
  }
  return *device_options(device, given);
}

StreamInfo sensor_for(const DeviceDescription& device, const DeviceOptions& options) {
  const auto parser = device.make_parser(options);
  StreamInfo info;
  info.layout.rows = parser->info() != nullptr ? parser->info()->layout.rows : kOpenRows;
  info.layout.cols = parser->info() != nullptr ? parser->info()->layout.cols : kOpenCols;
  info.full_scale = 255.0;
  info.format = SampleFormat::u8;
  info.rate_hz = 50.0;
  return info;
}

// How many values a count of the test takes: one byte's, or fewer where the device has fewer.
unsigned values_of(const DeviceEncoder& encoder) {
  const double full_scale = encoder.info().full_scale;
  return full_scale > 0.0 ? static_cast<unsigned>(std::min(full_scale, 255.0)) + 1 : 256;
}

// What stands before the first frame. One that is asked has said its piece before the first request.
Bytes head_of(const DeviceDescription& device, const DeviceOptions& options, DeviceEncoder& encoder) {
  Bytes head;
  if (device.make_parser(options)->polling() == nullptr) encoder.boot(head);
  encoder.announce(head);
  return head;
}

// A device's sound stream of random frames, cut where one frame ends and the next begins.
struct Stream {
  std::vector<RawFrame> frames;
  Bytes head;                // what is announced first
  std::vector<Bytes> coded;  // one a frame
  [[nodiscard]] Bytes bytes() const {
    Bytes out = head;
    for (const Bytes& frame : coded) out.insert(out.end(), frame.begin(), frame.end());
    return out;
  }
};

Stream make_stream(const DeviceDescription& device, std::size_t count, unsigned seed) {
  const auto options = options_for(device);
  const auto encoder = device.make_encoder(sensor_for(device, options), options);
  Stream stream;
  stream.head = head_of(device, options, **encoder);
  std::mt19937 random(seed);
  for (std::size_t i = 0; i < count; ++i) {
    RawFrame frame;
    frame.sequence = i;
    frame.device_us = static_cast<std::int64_t>(20'000 * i);
    frame.samples.resize((*encoder)->info().layout.sensels());
    for (float& sample : frame.samples) sample = static_cast<float>(random() % values_of(**encoder));
    stream.frames.push_back(frame);
    (*encoder)->encode(frame, stream.coded.emplace_back());
  }
  return stream;
}

struct Decoded {
  std::vector<RawFrame> frames;
  StreamHealth health;
  std::uint64_t used = 0;
  std::uint64_t buffered = 0;
};

// Feeds `bytes` in pieces of the given sizes (the last size repeats); the pieces are stamped 0, 1, 2, ...
Decoded decode(const DeviceDescription& device, std::span<const std::byte> bytes,
               std::vector<std::size_t> pieces, bool at_end = true) {
  StreamDecoder decoder(device.make_parser(options_for(device)));
  Decoded out;
  RawFrame frame;
  std::size_t piece = 0;
  for (std::size_t begin = 0; begin < bytes.size(); ++piece) {
    const std::size_t size = pieces[std::min(piece, pieces.size() - 1)];
    const auto part = bytes.subspan(begin, std::min(size, bytes.size() - begin));
    begin += decoder.push(part, static_cast<std::int64_t>(piece));
    while (decoder.next(frame)) out.frames.push_back(frame);
  }
  while (at_end && decoder.next(frame, true)) out.frames.push_back(frame);
  out.health = decoder.health();
  out.used = decoder.used_bytes();
  out.buffered = decoder.buffered_bytes();
  EXPECT_EQ(out.health.bytes, bytes.size());
  EXPECT_EQ(out.health.bytes, out.used + out.health.discarded_bytes + out.buffered);
  EXPECT_EQ(out.health.frames, out.frames.size());
  return out;
}

// How many of `sent`, in order, are among `received`; -1 if something was received that was never sent.
int matched(const std::vector<RawFrame>& received, const std::vector<RawFrame>& sent) {
  std::size_t next = 0;
  for (const RawFrame& frame : received) {
    while (next < sent.size() && sent[next].samples != frame.samples) ++next;
    if (next == sent.size()) return -1;
    ++next;
  }
  return static_cast<int>(received.size());
}

// Without the frames that were never sent.
std::vector<RawFrame> without_strangers(const std::vector<RawFrame>& received,
                                        const std::vector<RawFrame>& sent) {
  std::vector<RawFrame> out;
  for (const RawFrame& frame : received)
    if (std::ranges::find(sent, frame.samples, &RawFrame::samples) != sent.end()) out.push_back(frame);
  return out;
}

// The same, as far as the device's bytes can tell a frame that was not sent.
int found(const DeviceDescription& device, const Decoded& out, const std::vector<RawFrame>& sent) {
  if (device.noticed == Noticed::little) return static_cast<int>(out.frames.size());
  const bool may_be_false = limits_of(device.id).lost_byte_unseen;
  return matched(may_be_false ? without_strangers(out.frames, sent) : out.frames, sent);
}

class DeviceContract : public testing::TestWithParam<const DeviceDescription*> {
 protected:
  [[nodiscard]] const DeviceDescription& device() const { return *GetParam(); }
  // How many of `frames` sound ones from the start of a stream are shown.
  [[nodiscard]] int shown(int frames) const {
    return frames - (limits_of(device().id).starts_unseen ? 1 : 0);
  }
};

class DeviceContractNoticed : public DeviceContract {};

TEST_P(DeviceContract, DescribesItself) {
  EXPECT_FALSE(device().id.empty());
  EXPECT_FALSE(device().label.empty());
  EXPECT_GT(device().default_baud, 0);
  EXPECT_EQ(*find_device(device().id), &device());
  for (const DeviceParameter& parameter : device().parameters) {
    EXPECT_TRUE(device_options(device(), {{parameter.key, parameter.fallback}})) << parameter.key;
    if (!parameter.choices.empty() || parameter.kind != DeviceParameter::Kind::text) {
      EXPECT_FALSE(device_options(device(), {{parameter.key, "no such value"}})) << parameter.key;
    }
  }
}

TEST_P(DeviceContract, DecodesWhatItEncodesWithEveryChoice) {
  std::vector<DeviceOptions> all{options_for(device())};
  for (const DeviceParameter& parameter : device().parameters)
    for (const std::string& choice : parameter.choices)
      all.push_back(options_for(device(), {{parameter.key, choice}}));
  for (const DeviceOptions& options : all) {
    auto encoder = device().make_encoder(sensor_for(device(), options), options);
    ASSERT_TRUE(encoder);
    RawFrame sent;
    sent.samples.resize((*encoder)->info().layout.sensels());
    for (std::size_t i = 0; i < sent.samples.size(); ++i)
      sent.samples[i] = static_cast<float>((i * 7 + i / 32) % values_of(**encoder));
    Bytes bytes = head_of(device(), options, **encoder);
    (*encoder)->encode(sent, bytes);
    StreamDecoder decoder(device().make_parser(options));
    for (std::size_t begin = 0; begin < bytes.size();)
      begin += decoder.push(std::span(bytes).subspan(begin), 5);
    RawFrame received;
    ASSERT_TRUE(decoder.next(received, true));
    EXPECT_EQ(received.samples, sent.samples);
    EXPECT_EQ(received.captured_ns, 5);
    ASSERT_NE(decoder.info(), nullptr);
    EXPECT_EQ(decoder.info()->layout.sensels(), sent.samples.size());
  }
}

TEST_P(DeviceContract, GivesTheSameForEverySplit) {
  const Stream stream = make_stream(device(), 3, 1);
  const Bytes bytes = stream.bytes();
  const Decoded whole = decode(device(), bytes, {bytes.size()});
  ASSERT_EQ(matched(whole.frames, stream.frames), shown(3));
  for (std::size_t cut = 1; cut < bytes.size(); ++cut) {
    const Decoded split = decode(device(), bytes, {cut, bytes.size()});
    ASSERT_EQ(matched(split.frames, stream.frames), shown(3)) << "cut after " << cut;
    ASSERT_EQ(split.health, whole.health) << "cut after " << cut;
  }
  const Decoded bytewise = decode(device(), bytes, {1});
  EXPECT_EQ(matched(bytewise.frames, stream.frames), shown(3));
  EXPECT_EQ(bytewise.health, whole.health);
}

TEST_P(DeviceContract, StampsAFrameWhenItsLastByteArrived) {
  const Stream stream = make_stream(device(), 5, 2);
  const Bytes bytes = stream.bytes();
  const Decoded bytewise = decode(device(), bytes, {1});  // byte n is stamped n
  std::size_t end = stream.head.size();
  const auto unseen = static_cast<std::size_t>(5 - shown(5));
  ASSERT_EQ(bytewise.frames.size(), 5U - unseen);
  for (std::size_t i = 0; i < 5; ++i) {
    end += stream.coded[i].size();
    if (i < unseen) continue;
    EXPECT_EQ(bytewise.frames[i - unseen].captured_ns, static_cast<std::int64_t>(end) - 1);
  }
}

TEST_P(DeviceContract, CanBeJoinedAnywhere) {
  const Stream stream = make_stream(device(), 4, 3);
  const Bytes bytes = stream.bytes();
  for (std::size_t start = stream.head.size(); start < stream.head.size() + stream.coded[0].size() + 2;
       ++start) {
    Bytes joined(bytes.begin() + static_cast<std::ptrdiff_t>(start), bytes.end());
    joined.insert(joined.begin(), stream.head.begin(), stream.head.end());
    const Decoded late = decode(device(), joined, {64});
    // The frame joined in is lost, and at worst the one behind it.
    ASSERT_GE(found(device(), late, stream.frames), 2) << "from byte " << start;
  }
}

// Damage of one place in a long stream: nothing false, and at most two frames besides the damaged ones are
// lost.
void expect_recovery(const DeviceDescription& device, const Stream& stream, const Bytes& damaged,
                     std::size_t hurt, const std::string& what) {
  const Decoded out = decode(device, damaged, {61, 3, 700});
  const int frames = found(device, out, stream.frames);
  EXPECT_GE(frames, 0) << what << ": a frame was shown that was not sent";
  EXPECT_GE(frames, static_cast<int>(stream.frames.size() - hurt - 2)) << what;
}

TEST_P(DeviceContract, ResynchronisesAfterDroppedBytes) {
  std::mt19937 random(4);
  for (int round = 0; round < 300; ++round) {
    const Stream stream = make_stream(device(), 6, static_cast<unsigned>(round));
    Bytes bytes = stream.bytes();
    const std::size_t length = 1 + random() % 40;
    const std::size_t first = stream.head.size();
    const auto at =
        bytes.begin() + static_cast<std::ptrdiff_t>(first + random() % (bytes.size() - first - length));
    bytes.erase(at, at + static_cast<std::ptrdiff_t>(length));
    expect_recovery(device(), stream, bytes, 2, "dropped bytes, round " + std::to_string(round));
  }
}

TEST_P(DeviceContract, ResynchronisesAfterInsertedBytes) {
  const std::string text = "\r\nUnique ID: 0123456789abcdef01234567 - Versions: C40510\r\n";
  std::mt19937 random(5);
  for (int round = 0; round < 300; ++round) {
    const Stream stream = make_stream(device(), 6, static_cast<unsigned>(round));
    Bytes bytes = stream.bytes();
    Bytes noise;
    if (round % 3 == 0)
      for (const char c : text) noise.push_back(static_cast<std::byte>(c));
    else if (round % 3 == 1)
      for (const char c : device().delimiter) noise.push_back(static_cast<std::byte>(c));
    else
      for (std::size_t i = 0; i < 1 + random() % 3000; ++i) noise.push_back(static_cast<std::byte>(random()));
    const std::size_t first = stream.head.size();
    const auto at = bytes.begin() + static_cast<std::ptrdiff_t>(first + random() % (bytes.size() - first));
    bytes.insert(at, noise.begin(), noise.end());
    expect_recovery(device(), stream, bytes, 2, "inserted bytes, round " + std::to_string(round));
  }
}

TEST_P(DeviceContract, ResynchronisesAfterADuplicatedByte) {
  std::mt19937 random(6);
  for (int round = 0; round < 300; ++round) {
    const Stream stream = make_stream(device(), 6, static_cast<unsigned>(round));
    Bytes bytes = stream.bytes();
    const std::size_t first = stream.head.size();
    const std::size_t at = first + random() % (bytes.size() - first);
    const std::byte twice = bytes[at];
    bytes.insert(bytes.begin() + static_cast<std::ptrdiff_t>(at), twice);
    expect_recovery(device(), stream, bytes, 2, "duplicated byte, round " + std::to_string(round));
  }
}

TEST_P(DeviceContract, NeverShowsATruncatedFrame) {
  const Stream stream = make_stream(device(), 5, 7);
  for (std::size_t kept = 0; kept < stream.coded[2].size(); ++kept) {
    Stream cut = stream;
    cut.coded[2].resize(kept);
    const Decoded out = decode(device(), cut.bytes(), {512});
    // Where only the mark behind a frame is lost, the frame was sent whole.
    ASSERT_GE(found(device(), out, stream.frames), 2) << "kept " << kept;
  }
}

TEST_P(DeviceContract, TakesADelimiterInTheDataForData) {
  const auto options = options_for(device());
  const auto sensor = sensor_for(device(), options);
  const std::size_t length = device().delimiter.size();
  auto encoder = device().make_encoder(sensor, options);
  Stream stream;
  stream.head = head_of(device(), options, **encoder);
  for (std::size_t i = 0; i < 40; ++i) {
    RawFrame frame;
    frame.sequence = i;
    frame.samples.assign(sensor.layout.sensels(), static_cast<float>(i));
    const std::size_t place = i * 13 % (frame.samples.size() - length);
    for (std::size_t k = 0; k < length; ++k)
      frame.samples[place + k] =
          std::min(static_cast<float>(static_cast<unsigned char>(device().delimiter[k])),
                   static_cast<float>((*encoder)->info().full_scale));
    stream.frames.push_back(frame);
    (*encoder)->encode(frame, stream.coded.emplace_back());
  }
  const Decoded out = decode(device(), stream.bytes(), {100});
  EXPECT_EQ(matched(out.frames, stream.frames), shown(40));
  EXPECT_EQ(out.health.resyncs, 0U);
}

TEST_P(DeviceContractNoticed, MakesNothingOfNoise) {
  std::mt19937 random(8);
  Bytes noise(200'000);
  for (std::byte& byte : noise) byte = static_cast<std::byte>(random());
  EXPECT_TRUE(decode(device(), noise, {1000}).frames.empty());
  EXPECT_TRUE(decode(device(), Bytes(200'000, std::byte{0x00}), {1000}).frames.empty());
  EXPECT_TRUE(decode(device(), Bytes(200'000, std::byte{0xFF}), {1000}).frames.empty());
}

TEST_P(DeviceContractNoticed, MakesNothingOfAnotherDevicesStream) {
  for (const DeviceDescription& other : all_devices()) {
    if (other.id == device().id) continue;
    EXPECT_TRUE(decode(device(), make_stream(other, 20, 9).bytes(), {333}).frames.empty()) << other.id;
  }
}

INSTANTIATE_TEST_SUITE_P(All, DeviceContract, testing::ValuesIn(every_device()), device_case_name);
INSTANTIATE_TEST_SUITE_P(All, DeviceContractNoticed, testing::ValuesIn(devices_that_notice()),
                         device_case_name);

}  // namespace
}  // namespace rollscope
