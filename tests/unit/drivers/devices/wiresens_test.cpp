// WiReSens packets (devices.md E).
#include <gtest/gtest.h>

#include <random>

#include "drivers/devices/byte_order.hpp"
#include "tests/unit/drivers/devices/polled_support.hpp"

namespace rollscope::polled_test {
namespace {

// Counts that rise with pressure go in, as a frame has them.
Bytes packet(std::uint32_t id, std::uint32_t start, const std::vector<std::uint32_t>& raw,
             std::uint32_t number) {
  Bytes out;
  put_u8(id, out);
  put_u16_le(start, out);
  for (const std::uint32_t value : raw) put_u16_le(value, out);
  put_u32_le(number, out);
  put_u8('w', out), put_u8('r', out);
  return out;
}

TEST(Wiresens, VectorEAndExample) {
  RecordProperty("device", "wiresens");
  std::vector<std::uint32_t> raw;
  for (std::size_t k = 0; k < 120; ++k) raw.push_back(static_cast<std::uint32_t>(v12((960 + k) % 1024)));
  const Bytes bytes = packet(1, 960, raw, 7);
  ASSERT_EQ(bytes.size(), 249U);
  EXPECT_EQ(crc(bytes), 0x74FBEB88U);
  EXPECT_EQ(packet(1, 960, {4095, 4095}, 7),
            bytes_of({0x01, 0xC0, 0x03, 0xFF, 0x0F, 0xFF, 0x0F, 0x07, 0, 0, 0, 0x77, 0x72}));
  // The encoder's ninth packet has that start and other values; decoded it is the scan the packets tell.
  const Subject board("wiresens", {{"rows", "3"}, {"cols", "40"}});
  RawFrame frame;
  for (std::size_t k = 0; k < 120; ++k) frame.samples.push_back(4095.0F - v12((960 + k) % 1024));
  Bytes wanted = packet(1, 0, raw, 0);
  EXPECT_EQ(board.encoded(3, 40, frame), wanted);
  const Decoded back = board.decoded(wanted);
  ASSERT_EQ(back.frames.size(), 1U);
  EXPECT_EQ(back.frames[0].samples, frame.samples);
}

// A board of 32 x 32 that scans round and round; frame f holds f + sensel in every place.
struct Board {
  explicit Board(std::size_t frames) {
    const auto encoder = subject.encoder(32, 32);
    for (std::size_t f = 0; f < frames; ++f) {
      RawFrame frame;
      for (std::size_t i = 0; i < 1024; ++i) frame.samples.push_back(static_cast<float>((31 * f + i) % 4096));
      sent.push_back(frame);
      encoder->encode(frame, bytes);
    }
    for (std::size_t at = 0; at < bytes.size(); at += 249)
      packets.emplace_back(bytes.begin() + static_cast<std::ptrdiff_t>(at),
                           bytes.begin() + static_cast<std::ptrdiff_t>(at + 249));
  }
  // The frame of `sent` it is; -1: none.
  [[nodiscard]] int which(const RawFrame& frame) const {
    for (std::size_t f = 0; f < sent.size(); ++f)
      if (sent[f].samples == frame.samples) return static_cast<int>(f);
    return -1;
  }
  Subject subject{"wiresens"};
  std::vector<RawFrame> sent;
  Bytes bytes;
  std::vector<Bytes> packets;
};

TEST(Wiresens, FramesEndWhereTheIndexComesRound) {
  const Board board(20);
  EXPECT_EQ(u16_le_at(board.packets[8], 1), 960U);
  EXPECT_EQ(u16_le_at(board.packets[9], 1), 56U);
  for (const std::size_t piece : {std::size_t{1}, std::size_t{64}, std::size_t{4096}}) {
    const Decoded out = board.subject.decoded(board.bytes, piece);
    ASSERT_EQ(out.frames.size(), 19U) << "the last one ends in a packet that is not full";
    for (std::size_t f = 0; f < out.frames.size(); ++f) {
      EXPECT_EQ(board.which(out.frames[f]), static_cast<int>(f));
      EXPECT_EQ(out.frames[f].sequence, f);
    }
    EXPECT_EQ(out.health.discarded_bytes, 0U);
    EXPECT_EQ(out.health.frames_lost, 0U);
  }
}

TEST(Wiresens, ALostPacketIsALostFrameAndCounted) {
  const Board board(20);
  std::mt19937 random(1);
  for (int round = 0; round < 100; ++round) {
    const std::size_t lost = 20 + random() % 100;
    Bytes bytes;
    for (std::size_t p = 0; p < board.packets.size(); ++p)
      if (p != lost) bytes.insert(bytes.end(), board.packets[p].begin(), board.packets[p].end());
    const Decoded out = board.subject.decoded(bytes);
    for (const RawFrame& frame : out.frames) {
      ASSERT_GE(board.which(frame), 0) << "a frame of two scans";
      EXPECT_EQ(frame.sequence, static_cast<std::uint64_t>(board.which(frame)));
    }
    EXPECT_GE(out.frames.size(), 17U);
    EXPECT_EQ(out.frames.size() + out.health.frames_lost, 19U);
  }
}

TEST(Wiresens, FindsItsWayAfterDamageAndShowsNothingFalse) {
  const Board board(20);
  std::mt19937 random(2);
  for (int round = 0; round < 300; ++round) {
    Bytes bytes = board.bytes;
    const std::size_t at = random() % (bytes.size() - 2000);
    const auto place = bytes.begin() + static_cast<std::ptrdiff_t>(at);
    if (round % 3 == 0) {
      bytes.erase(place, place + 1 + static_cast<std::ptrdiff_t>(random() % 700));
    } else if (round % 3 == 1) {
      bytes.insert(place, *place);
    } else {
      const Bytes tail = text_of("wr");
      bytes.insert(place, tail.begin(), tail.end());
    }
    const Decoded out = board.subject.decoded(bytes, 100);
    for (const RawFrame& frame : out.frames) ASSERT_GE(board.which(frame), 0) << round;
    EXPECT_GE(out.frames.size(), 16U) << round;
  }
}

TEST(Wiresens, TheTailInsideCountsAndNumbersIsData) {
  const Subject board("wiresens", {{"rows", "2"}, {"cols", "2"}, {"nodes", "4"}});
  Bytes bytes;
  for (std::uint32_t number = 29300; number < 29310; ++number) {
    const Bytes one = packet(1, 0, {0x277, 0x772, 0x072, 4095}, number);  // 29303 is 77 72 00 00
    bytes.insert(bytes.end(), one.begin(), one.end());
  }
  const Decoded out = board.decoded(bytes, 5);
  EXPECT_EQ(out.frames.size(), 10U);
  EXPECT_EQ(out.health.discarded_bytes, 0U);
  EXPECT_EQ(out.frames.at(3).samples, (std::vector<float>{4095 - 0x277, 4095 - 0x772, 4095 - 0x072, 0}));
}

TEST(Wiresens, ReadsPastItsBootText) {
  const Board board(3);
  Bytes bytes;
  board.subject.encoder(32, 32)->boot(bytes);
  const std::size_t text = bytes.size();
  bytes.insert(bytes.end(), board.bytes.begin(), board.bytes.end());
  const Decoded out = board.subject.decoded(bytes, 10);
  EXPECT_EQ(out.frames.size(), 2U);
  ASSERT_GE(out.texts.size(), 2U) << text;
  EXPECT_EQ(out.texts[1], "Waiting for serial input...");
}

TEST(Wiresens, SmallBoardsShowTheLastScanOfAPacket) {
  const Subject board("wiresens", {{"rows", "2"}, {"cols", "2"}, {"nodes", "6"}});
  const Decoded out =
      board.decoded(join({packet(1, 0, {0, 1, 2, 3, 4, 5}, 0), packet(1, 2, {6, 7, 8, 9, 10, 11}, 1)}));
  ASSERT_EQ(out.frames.size(), 2U);
  EXPECT_EQ(out.frames[0].samples, (std::vector<float>{4095, 4094, 4093, 4092}));
  EXPECT_EQ(out.frames[1].samples, (std::vector<float>{4087, 4086, 4085, 4084}));
}

TEST(Wiresens, AnIntermittentBoardKeepsWhatItDoesNotSay) {
  const Subject board("wiresens", {{"rows", "2"}, {"cols", "3"}, {"nodes", "3"}, {"intermittent", "yes"}});
  const Decoded out = board.decoded(join({packet(1, 0, {100, 100, 100}, 0), packet(1, 3, {200, 200, 200}, 1),
                                          packet(1, 3, {300, 300, 300}, 3), packet(1, 0, {400, 400, 400}, 4),
                                          packet(1, 3, {500, 500, 500}, 5)}));
  ASSERT_EQ(out.frames.size(), 3U);
  EXPECT_EQ(out.frames[1].samples, (std::vector<float>{3995, 3995, 3995, 3795, 3795, 3795}));
  EXPECT_EQ(out.frames[2].samples, (std::vector<float>{3695, 3695, 3695, 3595, 3595, 3595}));
  EXPECT_EQ(out.health.frames_lost, 0U);
}

TEST(Wiresens, SingleNodesArePairsOfIndexAndValue) {
  const Subject board("wiresens", {{"rows", "2"}, {"cols", "2"}, {"nodes", "4"}});
  const Decoded out =
      board.decoded(join({packet(1, 0, {0, 0, 0, 0}, 0), packet(1, 20000, {2, 4000, 0, 3000}, 1),
                          packet(1, 20000, {9, 1, 3, 0}, 2)}));
  ASSERT_EQ(out.frames.size(), 3U);
  EXPECT_EQ(out.frames[1].samples, (std::vector<float>{1095, 4095, 95, 4095}));
  EXPECT_EQ(out.frames[2].samples, (std::vector<float>{1095, 4095, 95, 4095})) << "a node that is not there";
}

TEST(Wiresens, SendsAConfigurationOnlyWhereThereIsOneAndSilence) {
  EXPECT_EQ(Subject("wiresens").parser()->polling(), nullptr);
  const auto parser = Subject("wiresens", {{"config", R"({"id":1})"}}).parser();
  ASSERT_NE(parser->polling(), nullptr);
  EXPECT_EQ(parser->polling()->request, "{\"id\":1}\n");
  EXPECT_FALSE(parser->polling()->each_frame);
  EXPECT_FALSE(parser->polling()->at_open);
  EXPECT_EQ(Subject("wiresens").device().modem_lines, ModemLines::clear);
}

}  // namespace
}  // namespace rollscope::polled_test
