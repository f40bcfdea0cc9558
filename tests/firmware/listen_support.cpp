#include "tests/firmware/listen_support.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "drivers/devices/native_packets.hpp"
#include "drivers/devices/native_wire.hpp"

namespace rollscope {
namespace {

using native::PacketType;

RawFrame frame_of(std::span<const std::byte> packet, const SensorLayout& layout) {
  RawFrame frame;
  const auto parts = native::read_frame(packet, layout.sensels());
  EXPECT_TRUE(parts) << "a frame of a wrong length";
  if (!parts) return frame;
  EXPECT_EQ(parts->width, CountWidth::bits12);
  frame.sequence = parts->sequence;
  frame.device_us = static_cast<std::int64_t>(parts->device_us);
  frame.angle_rad = parts->angle_rad;
  frame.imu = parts->imu;
  frame.trigger = (parts->flags & native::trigger_on) != 0;
  frame.samples.resize(layout.sensels());
  unpack_counts(parts->width, parts->counts, frame.samples);
  return frame;
}

// The packet read and written again; the reading lands in `heard`.
std::vector<std::byte> again(std::span<const std::byte> packet, Heard& heard) {
  std::vector<std::byte> out;
  switch (static_cast<PacketType>(packet[0])) {
    case PacketType::hello: {
      const auto hello = native::read_hello(packet);
      EXPECT_TRUE(hello) << (hello ? "" : hello.error().detail);
      if (!hello) break;
      heard.hellos.push_back(*hello);
      heard.order += 'h';
      native::write_hello(*hello, out);
      break;
    }
    case PacketType::frame:
      EXPECT_FALSE(heard.hellos.empty()) << "a frame before the first hello";
      if (heard.hellos.empty()) break;
      heard.frames.push_back(frame_of(packet, heard.hellos.back().layout));
      heard.order += 'f';
      native::write_frame(heard.frames.back(), CountWidth::bits12, out);
      break;
    case PacketType::text:
      heard.texts.emplace_back(native::read_text(packet));
      heard.order += 't';
      native::write_text(heard.texts.back(), out);
      break;
    default:
      ADD_FAILURE() << "not for a device to send: " << std::to_integer<int>(packet[0]);
  }
  return out;
}

}  // namespace

Heard listen(std::span<const std::byte> bytes) {
  Heard heard;
  native::PacketCutter cutter;
  for (;;) {
    const native::Cut cut = cutter.cut(bytes.subspan(heard.whole));
    if (cut.status == ParseStatus::need_more) return heard;
    const auto wire = bytes.subspan(heard.whole, cut.consumed);
    heard.whole += cut.consumed;
    if (cut.status == ParseStatus::filler) {
      EXPECT_EQ(heard.whole, 1u) << "a zero too many";
      continue;
    }
    if (cut.status != ParseStatus::packet) {
      ADD_FAILURE() << "no sound packet before byte " << heard.whole;
      continue;
    }
    std::vector<std::byte> packet = again(cut.packet, heard), expected;
    if (packet.empty()) continue;
    native::seal(packet, expected);
    EXPECT_TRUE(std::ranges::equal(wire, expected)) << "not byte for byte, before byte " << heard.whole;
    if (heard.order.back() == 'f') heard.frame_ends.push_back(heard.whole);
  }
}

}  // namespace rollscope
