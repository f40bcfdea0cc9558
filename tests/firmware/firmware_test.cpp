// The reference firmware, as it is flashed, on its microcontroller: what it sends is the wire format to the
// byte, what it reads is the matrix, and it obeys the host.
#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <numbers>
#include <numeric>

#include "core/scene/electronics.hpp"
#include "core/scene/random.hpp"
#include "drivers/devices/native_wire.hpp"
#include "tests/firmware/listen_support.hpp"
#include "tests/firmware/simulated_board_support.hpp"

namespace rollscope {
namespace {

using native::PacketType;

constexpr int kSide = 16;
constexpr double kBoot_s = 0.35;  // 16 frames for the zero, and the first hello

std::vector<std::byte> command(PacketType type) {
  std::vector<std::byte> packet, out;
  native::write_command(type, packet);
  native::seal(packet, out);
  return out;
}

std::vector<std::byte> rate_command(double rate_hz) {
  std::vector<std::byte> packet, out;
  native::write_rate(rate_hz, packet);
  native::seal(packet, out);
  return out;
}

int row_of(const LinesAtReading& lines) {
  return std::countr_zero(lines.rows);
}

// What simavr's converter makes of a share of its reference.
int counts_of(double share) {
  return static_cast<int>(share * 5000.0 + 0.5) * 1023 / 5000;
}

// From the frame before it.
double step_us(const Heard& heard, std::size_t frame) {
  return static_cast<double>(heard.frames[frame].device_us - heard.frames[frame - 1].device_us);
}

class Firmware : public testing::TestWithParam<const char*> {
 protected:
  [[nodiscard]] bool is_roller() const { return std::string(GetParam()).starts_with("roller"); }
};

TEST_P(Firmware, SpeaksTheWireFormatToTheByte) {
  SimulatedBoard board(GetParam());
  Random random(1);
  board.wire_matrix(
      [&](const LinesAtReading& lines) { return lines.time_s < kBoot_s ? 0.0 : random.uniform(); });
  board.run_until(2.6);
  const Heard heard = listen(board.sent());
  EXPECT_GT(heard.whole + 600, board.sent().size());
  EXPECT_EQ(board.sent()[0], std::byte{0});
  // At start and each second.
  ASSERT_EQ(heard.hellos.size(), 3u) << heard.order;
  EXPECT_EQ(heard.order.front(), 'h');
  EXPECT_TRUE(heard.texts.empty());
  const StreamInfo& hello = heard.hellos[0];
  EXPECT_EQ(hello.layout.rows, kSide);
  EXPECT_EQ(hello.layout.cols, kSide);
  EXPECT_EQ(hello.full_scale, 1023.0);
  EXPECT_EQ(hello.format, SampleFormat::u16);
  EXPECT_EQ(hello.rate_hz, 25.0);
  EXPECT_EQ(hello.kpa_per_count, 0.0);
  EXPECT_EQ(hello.serial_number, "1");
  EXPECT_TRUE(hello.firmware.starts_with("rollscope ")) << hello.firmware;
  if (is_roller()) {
    EXPECT_EQ(hello.layout.surface, Surface::cylinder);
    EXPECT_EQ(hello.layout.radius_mm, 65.0);
    EXPECT_NEAR(hello.layout.pitch_col_mm * kSide, 2.0 * std::numbers::pi * 65.0, 0.01);
  } else {
    EXPECT_EQ(hello.layout.surface, Surface::flat);
    EXPECT_EQ(hello.layout.pitch_row_mm, 15.0);
    EXPECT_EQ(hello.layout.pitch_col_mm, 15.0);
  }
  ASSERT_GT(heard.frames.size(), 50u);
  for (std::size_t i = 1; i < heard.frames.size(); ++i) {
    EXPECT_EQ(heard.frames[i].sequence, heard.frames[i - 1].sequence + 1);
    EXPECT_NEAR(step_us(heard, i), 40'000, 5000);
    EXPECT_EQ(std::isfinite(heard.frames[i].angle_rad), is_roller());
    EXPECT_FALSE(heard.frames[i].trigger);
  }
  // The pace holds over all of them, and device time is the processor's.
  const auto span_us = heard.frames.back().device_us - heard.frames.front().device_us;
  EXPECT_NEAR(static_cast<double>(span_us), 40'000.0 * static_cast<double>(heard.frames.size() - 1), 5000.0);
  EXPECT_NEAR(static_cast<double>(heard.frames.back().device_us) / 1e6,
              board.sent_at_s()[heard.frame_ends.back() - 1], 0.06);
  RecordProperty("ram_never_touched", static_cast<int>(board.untouched_ram()));
  EXPECT_GT(board.untouched_ram(), 100u) << "the stack comes near the variables";
}

TEST_P(Firmware, EachSenselIsReadWhereItIs) {
  SimulatedBoard board(GetParam());
  const auto share_of = [](int row, int col) { return (2.0 + row * kSide + col) / 260.0; };
  board.wire_matrix([&](const LinesAtReading& lines) {
    return lines.time_s < kBoot_s ? 0.0 : share_of(row_of(lines), lines.column);
  });
  board.run_until(kBoot_s + 0.2);
  const Heard heard = listen(board.sent());
  ASSERT_GT(heard.frames.size(), 2u);
  const RawFrame& frame = heard.frames.back();
  for (int row = 0; row < kSide; ++row)
    for (int col = 0; col < kSide; ++col)
      ASSERT_EQ(frame.samples[static_cast<std::size_t>(row * kSide + col)], counts_of(share_of(row, col)))
          << row << " " << col;
}

INSTANTIATE_TEST_SUITE_P(All, Firmware, testing::Values("mat_uno", "mat_mega", "roller_uno", "roller_mega"),
                         [](const auto& param) { return std::string(param.param); });

// ---- zero ------------------------------------------------------------------------------------------------

// Readings of a matrix with grounded idle rows and ideal drivers, for conductances in uS.
std::vector<float> readings_of(const std::vector<float>& us) {
  SensorLayout layout{.rows = kSide, .cols = kSide};
  Electronics electronics(layout, {.front_end = FrontEnd::grounded, .pulldown_ohm = 1000.0});
  std::vector<float> readings(us.size());
  electronics.read(us, readings);
  return readings;
}

TEST(FirmwareZero, WhatIsLeftIsTheMatrixWithoutItsRestingConductances) {
  Random random(2);
  std::vector<float> resting, pressed, both;
  for (int i = 0; i < kSide * kSide; ++i) {
    resting.push_back(static_cast<float>(random.uniform(5.0, 30.0)));
    pressed.push_back(random.chance(0.2) ? static_cast<float>(random.uniform(50.0, 600.0)) : 0.0F);
    both.push_back(resting.back() + pressed.back());
  }
  const auto empty = readings_of(resting), loaded = readings_of(both), wanted = readings_of(pressed);
  SimulatedBoard board("mat_uno");
  board.wire_matrix([&](const LinesAtReading& lines) {
    const auto at = static_cast<std::size_t>(row_of(lines) * kSide + lines.column);
    return static_cast<double>((lines.time_s < kBoot_s ? empty : loaded)[at]);
  });
  board.run_until(kBoot_s + 0.2);
  const Heard heard = listen(board.sent());
  EXPECT_TRUE(heard.texts.empty());
  ASSERT_GT(heard.frames.size(), 2u);
  double sum = 0.0, plain = 0.0;
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    const double truth = 1023.0 * static_cast<double>(wanted[i]);
    // A count of the converter, which always rounds down, stretched by what the resting ones took.
    EXPECT_NEAR(static_cast<double>(heard.frames.back().samples[i]), truth, 3.0) << i;
    sum += std::abs(static_cast<double>(heard.frames.back().samples[i]) - truth);
    plain += std::abs(1023.0 * static_cast<double>(loaded[i] - empty[i]) - truth);
  }
  // Why it is worth its twenty lines: the empty reading merely subtracted is wrong by more.
  EXPECT_LT(4.0 * sum, plain);
}

TEST(FirmwareZero, ASensorPressedAtTheStartIsNotZeroedAndSaysSo) {
  SimulatedBoard board("mat_uno");
  board.wire_matrix(
      [](const LinesAtReading& lines) { return row_of(lines) == 3 && lines.column == 5 ? 0.2 : 0.01; });
  board.run_until(kBoot_s + 0.2);
  const Heard heard = listen(board.sent());
  ASSERT_FALSE(heard.texts.empty());
  EXPECT_NE(heard.texts[0].find("not zeroed"), std::string::npos);
  ASSERT_FALSE(heard.frames.empty());
  EXPECT_EQ(heard.frames.back().samples[3 * kSide + 5], counts_of(0.2));
  EXPECT_EQ(heard.frames.back().samples[0], counts_of(0.01));
}

TEST(FirmwareZero, FullScaleStaysFullScale) {
  SimulatedBoard board("mat_uno");
  board.wire_matrix([](const LinesAtReading& lines) { return lines.time_s < kBoot_s ? 0.02 : 1.0; });
  board.run_until(kBoot_s + 0.2);
  const Heard heard = listen(board.sent());
  ASSERT_FALSE(heard.frames.empty());
  for (const float count : heard.frames.back().samples) ASSERT_EQ(count, 1023.0F);
}

// ---- the host's commands ---------------------------------------------------------------------------------

TEST(FirmwareCommands, StopEndsTheFramesAndStartBringsThemBack) {
  SimulatedBoard board("mat_uno");
  board.run_until(1.0);
  board.receive(command(PacketType::stop));
  board.run_until(1.2);
  const std::size_t before = listen(board.sent()).frames.size();
  EXPECT_GT(before, 10u);
  board.run_until(2.0);
  EXPECT_EQ(listen(board.sent()).frames.size(), before);
  const std::size_t hellos = listen(board.sent()).hellos.size();
  board.receive(command(PacketType::request_hello));
  board.run_until(2.05);
  EXPECT_EQ(listen(board.sent()).hellos.size(), hellos + 1);
  const std::size_t packets = listen(board.sent()).order.size();
  board.receive(command(PacketType::start));
  board.run_until(2.2);
  const Heard heard = listen(board.sent());
  EXPECT_EQ(heard.order.substr(packets, 2), "hf");
  // Frames that were not scanned have no numbers.
  for (std::size_t i = 1; i < heard.frames.size(); ++i)
    EXPECT_EQ(heard.frames[i].sequence, heard.frames[i - 1].sequence + 1);
}

TEST(FirmwareCommands, RatesAreTakenAndWhatIsReachedIsSaid) {
  SimulatedBoard board("mat_uno");
  board.run_until(0.5);
  board.receive(rate_command(12.5));
  board.run_until(2.7);
  const Heard slow = listen(board.sent());
  EXPECT_EQ(slow.hellos.back().rate_hz, 12.5);
  EXPECT_NEAR(step_us(slow, slow.frames.size() - 1), 80'000, 2000);
  board.receive(rate_command(400.0));
  board.run_until(4.9);
  const Heard fast = listen(board.sent());
  const auto& frames = fast.frames;
  const double period_us =
      static_cast<double>(frames.back().device_us - frames[frames.size() - 21].device_us) / 20.0;
  EXPECT_LT(fast.hellos.back().rate_hz, 100.0);
  EXPECT_NEAR(fast.hellos.back().rate_hz, 1e6 / period_us, 1.5);
  // Nonsense changes nothing and hurts nothing.
  board.receive(std::vector<std::byte>(100, std::byte{0x55}));
  board.run_for(0.1);
  board.receive(std::vector<std::byte>(1));
  board.receive(command(static_cast<PacketType>(0x8F)));
  board.receive(rate_command(20.0));
  board.run_until(6.3);
  EXPECT_EQ(listen(board.sent()).hellos.back().rate_hz, 20.0);
}

// Frames a second that go over the line, in the board's own time.
double reached_hz(const std::string& firmware) {
  SimulatedBoard board(firmware);
  board.run_until(kBoot_s);
  board.receive(rate_command(1000.0));
  board.run_until(kBoot_s + 2.5);
  const Heard heard = listen(board.sent());
  const auto& frames = heard.frames;
  for (std::size_t i = 1; i < frames.size(); ++i) EXPECT_EQ(frames[i].sequence, frames[i - 1].sequence + 1);
  const auto span_us = frames.back().device_us - frames[frames.size() - 31].device_us;
  return 30e6 / static_cast<double>(span_us);
}

TEST(FirmwareRate, ReachesWhatTheDocumentsSay) {
  const double slow_hz = reached_hz("mat_uno_115200"), fast_hz = reached_hz("mat_uno"),
               mega_hz = reached_hz("mat_mega");
  RecordProperty("uno_at_115200_baud_hz", std::to_string(slow_hz));
  RecordProperty("uno_at_500000_baud_hz", std::to_string(fast_hz));
  RecordProperty("mega_at_500000_baud_hz", std::to_string(mega_hz));
  EXPECT_GT(slow_hz, 20.0);
  EXPECT_GT(fast_hz, 35.0);
  EXPECT_GT(mega_hz, 35.0);
}

TEST(FirmwareTrigger, IsInTheFramesOfItsTime) {
  SimulatedBoard board("mat_uno");
  board.run_until(1.0);
  board.pull_trigger(true);
  board.run_until(1.5);
  board.pull_trigger(false);
  board.run_until(2.0);
  for (const RawFrame& frame : listen(board.sent()).frames) {
    const double time_s = static_cast<double>(frame.device_us) / 1e6;
    // Its clock starts a little later than the processor.
    if (std::abs(time_s - 1.0) < 0.002 || std::abs(time_s - 1.5) < 0.002) continue;
    EXPECT_EQ(frame.trigger, time_s > 1.0 && time_s < 1.5) << time_s;
  }
}

// ---- the roller's angle ----------------------------------------------------------------------------------

class RollerAngle : public testing::TestWithParam<const char*> {};

// To and fro, faster than anybody rolls (half a turn a second is 200 mm/s), more than a whole turn.
TEST_P(RollerAngle, FollowsTheEncoderBothWays) {
  constexpr double kEdge_rad = 2.0 * std::numbers::pi / 2400.0;
  constexpr double kEdge_s = 1.0 / 2500.0;
  SimulatedBoard board(GetParam());
  board.run_until(kBoot_s);
  struct Moment {
    double time_s, angle_rad;
  };
  std::vector<Moment> truth{{0.0, 0.0}};
  int edges = 0;
  const auto turn = [&](int by) {
    for (int i = 0; i < std::abs(by); ++i) {
      board.turn_encoder(by > 0 ? 1 : -1);
      edges += by > 0 ? 1 : -1;
      truth.push_back({board.time_s(), edges * kEdge_rad});
      board.run_for(kEdge_s);
    }
    board.run_for(0.15);
  };
  turn(3000);
  const std::size_t there = listen(board.sent()).frames.size() - 1;
  turn(-3700);
  const Heard heard = listen(board.sent());
  EXPECT_NEAR(heard.frames[there].angle_rad, 3000 * kEdge_rad, 1e-4);
  EXPECT_NEAR(heard.frames.back().angle_rad, -700 * kEdge_rad, 1e-4);
  for (const RawFrame& frame : heard.frames) {
    const double time_s = static_cast<double>(frame.device_us) / 1e6;
    double wanted_rad = 0.0;
    for (const Moment& moment : truth)
      if (moment.time_s <= time_s) wanted_rad = moment.angle_rad;
    // Its clock starts half a millisecond after the processor.
    EXPECT_NEAR(frame.angle_rad, wanted_rad, kEdge_rad * (1.0 + 0.001 / kEdge_s)) << time_s;
  }
}

INSTANTIATE_TEST_SUITE_P(All, RollerAngle, testing::Values("roller_uno", "roller_mega"),
                         [](const auto& param) { return std::string(param.param); });

}  // namespace
}  // namespace rollscope
