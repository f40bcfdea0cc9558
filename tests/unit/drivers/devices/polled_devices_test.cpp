// The devices that are asked, byte for byte (devices.md A, E, H, K and the vectors of P).
#include <gtest/gtest.h>

#include <random>

#include "tests/unit/drivers/devices/polled_support.hpp"

namespace rollscope::polled_test {
namespace {

void expect_vector(const Subject& subject, int rows, int cols, const RawFrame& frame, std::size_t size,
                   std::uint32_t checksum) {
  const Bytes bytes = subject.encoded(rows, cols, frame);
  ASSERT_EQ(bytes.size(), size);
  EXPECT_EQ(crc(bytes), checksum);
  for (const std::size_t piece : {std::size_t{1}, std::size_t{7}, bytes.size()}) {
    const Decoded back = subject.decoded(bytes, piece);
    ASSERT_EQ(back.frames.size(), 1U) << piece;
    EXPECT_EQ(back.frames[0].samples, frame.samples) << piece;
    EXPECT_EQ(back.health.discarded_bytes, 0U) << piece;
  }
}

TEST(SensingTexActive, VectorA1) {
  RecordProperty("device", "sensingtex-active");
  RawFrame frame = frame_of(48 * 48, v12);
  for (float& sample : frame.samples) sample = sample >= 4000.0F ? sample : 0.0F;
  expect_vector(Subject("sensingtex-active"), 48, 48, frame, 214, 0xF6285706U);
}

TEST(SensingTexActive, ExampleWithAnySeparatorBytes) {
  for (const auto& [first, second] : {std::pair{0x50, 0x0A}, {0x00, 0xFF}, {0x4E, 0x0A}}) {
    const Decoded out = Subject("sensingtex-active")
                            .decoded(bytes_of({0x4E, 0x0A, 0x00, 0x02, first, second, 0x03, 0x07, 0x01, 0x2C,
                                               0x04, 0x07, 0x0F, 0xFF}));
    ASSERT_EQ(out.frames.size(), 1U);
    std::vector<float> wanted(48 * 48, 0.0F);
    wanted[7 * 48 + 3] = 300.0F;
    wanted[7 * 48 + 4] = 4095.0F;
    EXPECT_EQ(out.frames[0].samples, wanted);
  }
}

TEST(SensingTexActive, AxesOfTheProducts) {
  const Bytes bytes = bytes_of({0x4E, 0x0A, 0x00, 0x01, 0x50, 0x0A, 20, 9, 0x01, 0x00});
  struct Case {
    const char *product, *transpose;
    int rows, cols, row, col;
  };
  for (const Case& each : {Case{"48x48", "no", 48, 48, 9, 20}, Case{"48x48", "yes", 48, 48, 20, 9},
                           Case{"80x28", "no", 80, 28, 20, 9}, Case{"80x28", "yes", 28, 80, 9, 20}}) {
    const Decoded out =
        Subject("sensingtex-active", {{"product", each.product}, {"transpose", each.transpose}})
            .decoded(bytes);
    ASSERT_EQ(out.frames.size(), 1U) << each.product << each.transpose;
    EXPECT_EQ(out.info.layout.rows, each.rows);
    EXPECT_EQ(out.info.layout.cols, each.cols);
    EXPECT_EQ(out.frames[0].samples[static_cast<std::size_t>(each.row * each.cols + each.col)], 256.0F);
  }
}

TEST(SensingTexActive, RefusesPointsOutsideAndMoreThanThereAre) {
  const Subject mat("sensingtex-active", {{"product", "80x28"}});
  const auto point = [](int x, int y) { return bytes_of({0x4E, 0x0A, 0, 1, 0x50, 0x0A, x, y, 0, 9}); };
  EXPECT_EQ(mat.decoded(point(79, 27)).frames.size(), 1U);
  EXPECT_TRUE(mat.decoded(point(80, 27)).frames.empty());
  EXPECT_TRUE(mat.decoded(point(79, 28)).frames.empty());
  EXPECT_TRUE(
      mat.decoded(join({bytes_of({0x4E, 0x0A, 0x08, 0xC1, 0x50, 0x0A}), Bytes(4 * 0x8C1)})).frames.empty());
  // A byte too many behind the last point: something in it was sent that is not there any more.
  EXPECT_TRUE(mat.decoded(join({point(1, 1), bytes_of({0})})).frames.empty());
  EXPECT_TRUE(mat.decoded(join({point(1, 1), bytes_of({0x4E})})).frames.empty());
}

TEST(SensingTexMatrix, VectorA2) {
  RecordProperty("device", "sensingtex-matrix");
  expect_vector(Subject("sensingtex-matrix"), 20, 20, frame_of(400, v12), 883, 0xBA9D23F3U);
}

TEST(SensingTexMatrix, ExampleRow) {
  RawFrame frame = frame_of(400, [](std::size_t i) { return i == 0 ? 1000.0F : 0.0F; });
  const Bytes bytes = Subject("sensingtex-matrix").encoded(20, 20, frame);
  Bytes row(bytes.begin() + 3, bytes.begin() + 47);
  Bytes wanted = bytes_of({0x4D, 0x14, 0x00, 0x17, 0x0C});
  for (int i = 0; i < 19; ++i) wanted.push_back(std::byte{0xFF}), wanted.push_back(std::byte{0x0F});
  wanted.push_back(std::byte{0x0A});
  EXPECT_EQ(row, wanted);
}

TEST(SensingTexMatrix, AsksAsItIsToldAndStopsInTheEnd) {
  const auto each = Subject("sensingtex-matrix").parser();
  EXPECT_EQ(each->polling()->request, "S");
  EXPECT_TRUE(each->polling()->each_frame);
  EXPECT_FALSE(Subject("sensingtex-matrix", {{"ask", "once"}}).parser()->polling()->each_frame);
  Bytes parting;
  each->part(parting);
  EXPECT_EQ(parting, text_of("X"));
}

TEST(SensingTexRms, VectorA3) {
  RecordProperty("device", "sensingtex-rms");
  expect_vector(Subject("sensingtex-rms"), 16, 16, frame_of(256, v12), 576, 0x73B111DBU);
}

TEST(SensingTexRms, ExampleColumnAndCommands) {
  const Subject mat("sensingtex-rms", {{"rows", "4"}, {"cols", "2"}});
  RawFrame frame = frame_of(8, [](std::size_t i) { return i == 3 ? 95.0F : i == 5 ? 1000.0F : 0.0F; });
  const Bytes bytes = mat.encoded(4, 2, frame);
  EXPECT_EQ(Bytes(bytes.begin() + 12, bytes.end()),
            bytes_of({0x4D, 0x04, 0x01, 0xFF, 0x0F, 0xA0, 0x0F, 0x17, 0x0C, 0xFF, 0x0F, 0x0A}));
  const Bytes greeting =
      text_of(Subject("sensingtex-rms", {{"rows", "8"}, {"cols", "8"}}).parser()->polling()->request);
  EXPECT_EQ(greeting, bytes_of({0x43, 8, 8, 0, 0x64, 0x0D, 0x53, 0x0D}));
  std::vector<HostRequest> heard;
  const auto encoder = mat.encoder(4, 2);
  for (const std::byte byte : greeting) encoder->receive(std::span(&byte, 1), heard);
  ASSERT_EQ(heard.size(), 2U);
  EXPECT_EQ(heard[0].rate_hz, 10.0);
  EXPECT_EQ(heard[1].kind, HostRequest::Kind::start);
}

TEST(SensingTexRms, NeverMixesColumnsOfTwoFrames) {
  const Subject mat("sensingtex-rms", {{"rows", "3"}, {"cols", "4"}});
  std::mt19937 random(3);
  for (int round = 0; round < 500; ++round) {
    std::vector<Bytes> messages;
    for (int f = 0; f < 5; ++f) {
      RawFrame frame;
      frame.samples.assign(12, static_cast<float>(100 + f));
      const Bytes bytes = mat.encoded(3, 4, frame);
      for (std::size_t c = 0; c < 4; ++c)
        messages.emplace_back(bytes.begin() + static_cast<std::ptrdiff_t>(10 * c),
                              bytes.begin() + static_cast<std::ptrdiff_t>(10 * c + 10));
    }
    // Join anywhere, lose a few columns, hear one twice.
    messages.erase(messages.begin(), messages.begin() + static_cast<std::ptrdiff_t>(random() % 5));
    for (int lost = 0; lost < 2; ++lost)
      messages.erase(messages.begin() + static_cast<std::ptrdiff_t>(random() % messages.size()));
    const std::size_t twice = random() % messages.size();
    const Bytes again = messages[twice];
    messages.insert(messages.begin() + static_cast<std::ptrdiff_t>(twice), again);
    Bytes stream;
    for (const Bytes& message : messages) stream.insert(stream.end(), message.begin(), message.end());
    for (const RawFrame& frame : mat.decoded(stream).frames)
      EXPECT_EQ(frame.samples, std::vector<float>(12, frame.samples[0])) << round;
  }
}

TEST(SensingTexRms, TakesFramesThatBeginWithAnotherColumn) {
  const Subject mat("sensingtex-rms", {{"rows", "1"}, {"cols", "3"}, {"first", "2"}});
  const auto column = [](int index, int value) {
    return bytes_of({0x4D, 1, index, (4095 - value) & 0xFF, (4095 - value) >> 8, 0x0A});
  };
  const Decoded out = mat.decoded(join({column(1, 9), column(0, 9), column(2, 3), column(1, 2), column(0, 1),
                                        column(2, 6), column(1, 5), column(0, 4), column(2, 0)}));
  ASSERT_EQ(out.frames.size(), 2U);
  EXPECT_EQ(out.frames[0].samples, (std::vector<float>{1, 2, 3}));
  EXPECT_EQ(out.frames[1].samples, (std::vector<float>{4, 5, 6}));
  EXPECT_FALSE(device_options(mat.device(), {{"cols", "3"}, {"first", "3"}}));
}

TEST(Polled16x16, VectorH1) {
  RecordProperty("device", "polled-16x16");
  expect_vector(Subject("polled-16x16"), 16, 16, frame_of(256, v8), 256, 0x83C47BAAU);
}

TEST(Polled16x16, RefusesAZeroAndAnAnswerOfAnotherLength) {
  const Subject board("polled-16x16");
  Bytes bytes = board.encoded(16, 16, frame_of(256, v8));
  const auto answer = [&](const Bytes& given) {
    const auto parser = board.parser();
    RawFrame frame;
    return parser->parse(given, true, frame).status;
  };
  EXPECT_EQ(answer(bytes), ParseStatus::frame);
  EXPECT_EQ(answer(join({bytes, bytes_of({5})})), ParseStatus::bad);
  EXPECT_EQ(answer(Bytes(bytes.begin(), bytes.end() - 1)), ParseStatus::need_more);
  bytes[77] = std::byte{0};
  EXPECT_EQ(answer(bytes), ParseStatus::bad);
}

TEST(Byu, VectorH2AndExample) {
  RecordProperty("device", "byu");
  RawFrame frame =
      frame_of(256, [](std::size_t i) { return static_cast<float>((37 * i + 5) % 4096 % 1024); });
  expect_vector(Subject("byu"), 16, 16, frame, 516, 0x73315A68U);
  const Decoded out = Subject("byu").decoded(bytes_of({2, 0, 2, 0, 0x0A, 0, 0, 0, 0xFF, 0x03, 0, 0}));
  ASSERT_EQ(out.frames.size(), 1U);
  EXPECT_EQ(out.frames[0].samples, (std::vector<float>{10, 0, 1023, 0}));
  EXPECT_EQ(out.info.layout.rows, 2);
  EXPECT_EQ(out.info.layout.cols, 2);
}

TEST(Byu, TakesItsSizeFromTheStreamAndKeepsIt) {
  const Subject mat("byu");
  const auto frame = [&](int rows, int cols, float value) {
    RawFrame made;
    made.samples.assign(static_cast<std::size_t>(rows * cols), value);
    return mat.encoded(rows, cols, made);
  };
  const Decoded out = mat.decoded(join({bytes_of({1}), frame(5, 9, 700), frame(5, 9, 701), frame(5, 9, 701),
                                        frame(9, 5, 702), frame(5, 9, 703), frame(5, 9, 704)}));
  EXPECT_EQ(out.info.layout.rows, 5);
  EXPECT_EQ(out.info.layout.cols, 9);
  ASSERT_EQ(out.frames.size(), 4U) << "the one before a frame of another size is not proven whole";
  EXPECT_EQ(out.frames[3].samples[0], 704.0F);
  EXPECT_TRUE(mat.decoded(bytes_of({0, 0, 2, 0, 1, 0})).frames.empty());
  EXPECT_TRUE(mat.decoded(bytes_of({1, 0, 1, 0, 0x00, 0x04})).frames.empty()) << "1024 has 11 bits";
}

TEST(Etextile, VectorK) {
  RecordProperty("device", "etextile");
  expect_vector(Subject("etextile"), 16, 16, frame_of(256, v8), 272, 0x2E70CF12U);
}

TEST(Etextile, EscapesAndRequest) {
  RawFrame frame = frame_of(256, [](std::size_t i) {
    return i % 3 == 0 ? 192.0F : i % 3 == 1 ? 219.0F : static_cast<float>(i);
  });
  const Subject matrix("etextile");
  const Bytes bytes = matrix.encoded(16, 16, frame);
  const Decoded out = matrix.decoded(join({bytes, bytes}), 3);
  ASSERT_EQ(out.frames.size(), 2U);
  EXPECT_EQ(out.frames[1].samples, frame.samples);
  const std::string request = matrix.parser()->polling()->request;
  EXPECT_EQ(text_of(request), bytes_of({0xC0, 0x2F, 0x72, 0, 0, 0x2C, 0, 0, 0, 0xC0}));
  std::vector<HostRequest> heard;
  matrix.encoder(16, 16)->receive(text_of(request + request + "noise\xC0" + request), heard);
  EXPECT_EQ(heard.size(), 3U);
}

TEST(PolledDevices, AnyFrameComesBack) {
  std::mt19937 random(11);
  struct Case {
    const char* id;
    DeviceOptions options;
    int rows, cols;
    unsigned full_scale;
  };
  const std::vector<Case> cases{{"sensingtex-active", {}, 48, 48, 4095},
                                {"sensingtex-active", {{"product", "80x28"}}, 80, 28, 4095},
                                {"sensingtex-matrix", {}, 20, 20, 4095},
                                {"sensingtex-rms", {{"rows", "5"}, {"cols", "13"}}, 5, 13, 4095},
                                {"polled-16x16", {}, 16, 16, 254},
                                {"byu", {}, 3, 17, 1023},
                                {"etextile", {}, 16, 16, 255}};
  for (const Case& each : cases)
    for (int round = 0; round < 60; ++round) {
      const Subject subject(each.id, each.options);
      std::vector<RawFrame> sent(3);
      Bytes bytes;
      for (RawFrame& frame : sent) {
        frame.samples.resize(static_cast<std::size_t>(each.rows * each.cols));
        for (float& sample : frame.samples)
          sample = random() % 3 == 0 ? 0.0F : static_cast<float>(random() % (each.full_scale + 1));
        const Bytes one = subject.encoded(each.rows, each.cols, frame);
        bytes.insert(bytes.end(), one.begin(), one.end());
      }
      const Decoded out = subject.decoded(bytes, 1 + random() % 500);
      ASSERT_EQ(out.frames.size(), 3U) << each.id;
      for (std::size_t i = 0; i < 3; ++i) ASSERT_EQ(out.frames[i].samples, sent[i].samples) << each.id;
    }
}

}  // namespace
}  // namespace rollscope::polled_test
