// The other free-running devices on the examples of devices.md, and each device's sizes as a property.
#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <cstdlib>

#include "drivers/devices/open_geometry.hpp"
#include "tests/support/device_limits.hpp"
#include "tests/unit/drivers/devices/device_stream_support.hpp"

namespace rollscope {
namespace {

Bytes raw(std::initializer_list<int> values) {
  Bytes out;
  for (const int value : values) out.push_back(static_cast<std::byte>(value));
  return out;
}

DeviceOptions sized(const std::string& id, int rows, int cols) {
  return options_of(id, {{"rows", std::to_string(rows)}, {"cols", std::to_string(cols)}});
}

TEST(OpenGeometry, DecodesWhatItEncodesInEverySize) {
  for (const DeviceDescription& device : all_devices()) {
    if (!has_open_geometry(device)) continue;
    SCOPED_TRACE(device.id);
    ::setenv("RC_PARAMS", "seed=4", 0);  // the same cases each time, unless told otherwise
    const bool holds = rc::check([&device] {
      const int rows = *rc::gen::inRange(1, 40), cols = *rc::gen::inRange(1, 40);
      const double zeros = *rc::gen::inRange(0, 10) / 10.0;
      const DeviceOptions options = sized(device.id, rows, cols);
      const auto seed = static_cast<unsigned>(*rc::gen::inRange(0, 1'000'000));
      const SoundStream stream = random_stream(device, options, 4, seed, zeros);
      const Decoded out = decode(device, options, stream.bytes());
      const std::size_t unseen = limits_of(device.id).starts_unseen ? 1 : 0;
      RC_ASSERT(out.frames.size() + unseen == 4U);
      for (std::size_t i = unseen; i < 4; ++i)
        RC_ASSERT(out.frames[i - unseen].samples == stream.frames[i].samples);
    });
    EXPECT_TRUE(holds);
  }
}

TEST(OpenGeometry, AnotherSizeThanTheStreamsShowsNothing) {
  for (const DeviceDescription& device : all_devices()) {
    if (!has_open_geometry(device)) continue;
    const Bytes bytes = random_stream(device, sized(device.id, 12, 10), 30, 4).bytes();
    EXPECT_TRUE(decode(device, sized(device.id, 12, 11), bytes).frames.empty()) << device.id;
    EXPECT_TRUE(decode(device, sized(device.id, 11, 10), bytes).frames.empty()) << device.id;
    EXPECT_TRUE(decode(device, sized(device.id, 24, 10), bytes).frames.empty()) << device.id;
  }
}

TEST(Sensitronics, ReadsTheExampleAndKeepsItsRunsApart) {
  const Bytes example = raw({0x00, 0x03, 0x0A, 0xFE, 0x00, 0x0F, 0x01, 0x00, 0x8B, 0xFF});
  const DeviceOptions options = sized("sensitronics", 10, 16);
  const SoundStream stream =
      make_stream(device_of("sensitronics"), options, 2, [](std::size_t, std::size_t i) {
        return i == 3 ? 10.0F : i == 4 ? 254.0F : i == 20 ? 1.0F : 0.0F;
      });
  EXPECT_EQ(stream.coded[0], example);
  const Decoded out = decode(device_of("sensitronics"), options, join({example, example}));
  ASSERT_EQ(out.frames.size(), 2U);
  EXPECT_EQ(out.frames[0].samples, stream.frames[0].samples);
  // Runs that another firmware cuts shorter mean the same; a run of none is damage.
  const Bytes cut = raw({0x00, 0x50, 0x00, 0x50, 0xFF}), none = raw({0x00, 0xA0, 0x00, 0x00, 0xFF});
  EXPECT_EQ(decode(device_of("sensitronics"), options, join({cut, cut})).frames.size(), 2U);
  EXPECT_EQ(decode(device_of("sensitronics"), options, join({none, none})).frames.size(), 0U);
}

TEST(Sensitronics, ComesThroughBootText) {
  const SoundStream stream = random_stream(device_of("sensitronics"), options_of("sensitronics"), 6, 1, 0.8);
  const Decoded out = decode(device_of("sensitronics"), options_of("sensitronics"),
                             join({bytes_of("Starting...\r\n"), stream.bytes()}));
  EXPECT_EQ(places(out.frames, stream.frames), (std::vector{1, 2, 3, 4, 5}));
}

TEST(Flexitac, ReadsTheExampleAndIsNotMisledByAHeaderInTheData) {
  const DeviceOptions options = sized("flexitac", 2, 3);
  const Bytes frame = raw({0xAA, 0x55, 0, 5, 255, 16, 0, 0});
  const Decoded out = decode(device_of("flexitac"), options, join({frame, frame}), false);
  ASSERT_EQ(out.frames.size(), 1U);
  EXPECT_EQ(out.frames[0].samples, (std::vector<float>{0, 5, 255, 16, 0, 0}));

  const Bytes misleading = raw({0xAA, 0x55, 1, 0xAA, 0x55, 2, 3, 4});
  const Decoded joined =
      decode(device_of("flexitac"), options, join({raw({0x55, 9}), misleading, frame, frame}));
  ASSERT_EQ(joined.frames.size(), 3U);
  EXPECT_EQ(joined.frames[0].samples, (std::vector<float>{1, 170, 85, 2, 3, 4}));
}

TEST(FlexitacText, ReadsRowsAndRefusesWhatIsNone) {
  const DeviceOptions options = sized("flexitac-text", 2, 3);
  const auto frames = [&](std::string_view text) {
    return decode(device_of("flexitac-text"), options, bytes_of(text)).frames;
  };
  const auto sound = frames("\r\n0 12 255 \r\n3 0 7 \r\n\r\n");
  ASSERT_EQ(sound.size(), 1U);
  EXPECT_EQ(sound[0].samples, (std::vector<float>{0, 12, 255, 3, 0, 7}));
  EXPECT_EQ(frames("\n0 12 255\n3\t0 7\n\n").size(), 1U);
  for (const char* wrong :
       {"\r\n0 12 256 \r\n3 0 7 \r\n\r\n", "\r\n0 12 \r\n3 0 7 \r\n\r\n", "\r\n0 1 2 3 \r\n3 0 7 \r\n\r\n",
        "\r\n0 -1 2 \r\n3 0 7 \r\n\r\n", "\r\n0 1 2 \r\n\r\n", "\r\n0 1 2 \r\n0 1 2 \r\n0 1 2 \r\n\r\n",
        "\r\n0 1 2x \r\n3 0 7 \r\n\r\n"})
    EXPECT_TRUE(frames(wrong).empty()) << wrong;
  // What comes first may have begun with 312.
  EXPECT_EQ(frames("12 0 0 \r\n0 0 0 \r\n\r\n1 1 1 \r\n2 2 2 \r\n\r\n").size(), 1U);
}

TEST(M1616, TakesAnyTrailerAndTheFullScaleTold) {
  SoundStream stream = random_stream(device_of("m1616"), options_of("m1616"), 3, 2);
  for (Bytes& coded : stream.coded) coded.back() = coded[coded.size() - 4] = std::byte{0xAB};
  EXPECT_EQ(decode(device_of("m1616"), options_of("m1616"), stream.bytes()).frames.size(), 3U);
  EXPECT_EQ(stream.coded[0][3], static_cast<std::byte>(static_cast<int>(stream.frames[0].samples[0]) / 256));
  const auto parser = device_of("m1616").make_parser(options_of("m1616", {{"full_scale", "1023"}}));
  EXPECT_EQ(parser->info()->full_scale, 1023.0);
  EXPECT_EQ(parser->info()->format, SampleFormat::u16);
}

TEST(Umaine, IsToldToStartAndNeverToStop) {
  const DeviceDescription& device = device_of("umaine");
  const auto parser = device.make_parser({});
  Bytes said;
  parser->greet(said);
  EXPECT_EQ(said, bytes_of("start_reading\n"));
  Bytes parting;
  parser->part(parting);
  EXPECT_TRUE(parting.empty());
  const auto encoder = *device.make_encoder(*parser->info(), {});
  std::vector<HostRequest> requests;
  for (const std::byte byte : join({bytes_of("stop\nget_cal_vals\n"), said}))
    encoder->receive(std::span(&byte, 1), requests);
  ASSERT_EQ(requests.size(), 1U);
  EXPECT_EQ(requests[0].kind, HostRequest::Kind::start);
  EXPECT_EQ(parser->info()->layout.pitch_row_mm, 10.0);
}

}  // namespace
}  // namespace rollscope
