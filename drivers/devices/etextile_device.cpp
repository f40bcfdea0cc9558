// eTextile matrix, 16 x 16 (devices.md K): OSC messages over SLIP, one request `/r`, one answer with the raw
// matrix, one byte a sensel, row by row:
//
//   C0  2F 72 00 00  2C 62 00 00  00 00 01 00  256 counts  C0       C0 as DB DC, DB as DB DD between the ends
//
// Marked ends, an address and a length: bytes lost, repeated or added show.
#include <algorithm>
#include <array>
#include <cstring>
#include <string_view>

#include "drivers/devices/byte_order.hpp"
#include "drivers/devices/device.hpp"
#include "drivers/devices/plain_counts.hpp"

namespace rollscope {
namespace {

constexpr std::size_t kSide = 16;
constexpr std::size_t kSensels = kSide * kSide;
constexpr std::byte kEnd{0xC0}, kEscape{0xDB}, kEscapedEnd{0xDC}, kEscapedEscape{0xDD};
constexpr std::string_view kRequest("\xC0/r\0\0,\0\0\0\xC0", 10);
// Address "/r", type tag ",b", length of the blob u32 big endian; each padded to four bytes.
constexpr std::string_view kHead("/r\0\0,b\0\0\0\0\1\0", 12);
constexpr std::size_t kPacket = kHead.size() + kSensels;
constexpr std::size_t kLongest =
    16 * 1024;  // between two ends; the largest answer there is, /i, has some 4 KB

StreamInfo stream_info() {
  return counts_info(static_cast<int>(kSide), static_cast<int>(kSide), 255.0);
}

std::size_t find_end(std::span<const std::byte> bytes, std::size_t from) {
  const void* found = std::memchr(bytes.data() + from, static_cast<int>(kEnd), bytes.size() - from);
  return found == nullptr ? bytes.size()
                          : static_cast<std::size_t>(static_cast<const std::byte*>(found) - bytes.data());
}

// Takes the escapes out of `stuffed`; false when the packet is not exactly kPacket long or an escape is none.
bool unstuff(std::span<const std::byte> stuffed, std::array<std::byte, kPacket>& packet) {
  std::size_t size = 0;
  for (std::size_t i = 0; i < stuffed.size(); ++i, ++size) {
    if (size == kPacket) return false;
    packet[size] = stuffed[i];
    if (stuffed[i] != kEscape) continue;
    if (++i == stuffed.size() || (stuffed[i] != kEscapedEnd && stuffed[i] != kEscapedEscape)) return false;
    packet[size] = stuffed[i] == kEscapedEnd ? kEnd : kEscape;
  }
  return size == kPacket;
}

class EtextileParser final : public DeviceParser {
 public:
  ParseResult parse(std::span<const std::byte> bytes, bool, RawFrame& frame) override {
    if (bytes[0] != kEnd)
      return {.status = ParseStatus::bad, .consumed = find_end(bytes, 1), .fault = ParseFault::lost_sync};
    const std::size_t end = find_end(bytes, 1);
    if (end == bytes.size()) {
      if (bytes.size() < kLongest) return {};
      return {.status = ParseStatus::bad, .consumed = end, .fault = ParseFault::wrong_length};
    }
    // What was taken for a start was the end of one whose start is lost.
    if (end == 1) return {.status = ParseStatus::filler, .consumed = 1};
    if (!unstuff(bytes.subspan(1, end - 1), packet_)) {
      // The end may be the next one's start.
      return {.status = ParseStatus::bad, .consumed = end, .fault = ParseFault::wrong_length};
    }
    if (std::memcmp(packet_.data(), kHead.data(), kHead.size()) != 0)
      return {.status = ParseStatus::packet, .consumed = end + 1, .unknown_packet = true};
    blank_frame(frame, kSensels);
    for (std::size_t i = 0; i < kSensels; ++i)
      frame.samples[i] = static_cast<float>(packet_[kHead.size() + i]);
    return {.status = ParseStatus::frame, .consumed = end + 1, .frame_end = end + 1};
  }

  [[nodiscard]] const StreamInfo* info() const override { return &info_; }
  [[nodiscard]] const Polling* polling() const override { return &polling_; }

 private:
  StreamInfo info_ = stream_info();
  Polling polling_{.request = std::string(kRequest), .gap = std::chrono::milliseconds(2)};  // USB
  std::array<std::byte, kPacket> packet_{};
};

class EtextileEncoder final : public DeviceEncoder {
 public:
  explicit EtextileEncoder(StreamInfo info) : info_(std::move(info)) {}

  [[nodiscard]] const StreamInfo& info() const override { return info_; }

  void encode(const RawFrame& frame, std::vector<std::byte>& out) override {
    out.push_back(kEnd);
    // A blob of another size says so; OSC pads it to four bytes.
    const auto size = static_cast<std::uint32_t>(frame.samples.size());
    for (const char c : kHead.substr(0, 8)) stuff(static_cast<std::byte>(c), out);
    for (const int shift : {24, 16, 8, 0}) stuff(static_cast<std::byte>(size >> shift & 0xFFU), out);
    for (const float sample : frame.samples) stuff(static_cast<std::byte>(whole_count(sample, 255)), out);
    out.push_back(kEnd);
  }

  void receive(std::span<const std::byte> bytes, std::vector<HostRequest>& out) override {
    for (const std::byte byte : bytes) {
      if (byte != kEnd) {
        if (heard_.size() < kRequest.size()) heard_.push_back(static_cast<char>(byte));
        continue;
      }
      if (heard_ == kRequest.substr(1, kRequest.size() - 2))
        out.push_back({.kind = HostRequest::Kind::frame});
      heard_.clear();
    }
  }

 private:
  static void stuff(std::byte byte, std::vector<std::byte>& out) {
    if (byte != kEnd && byte != kEscape) {
      out.push_back(byte);
      return;
    }
    out.push_back(kEscape);
    out.push_back(byte == kEnd ? kEscapedEnd : kEscapedEscape);
  }

  StreamInfo info_;
  std::string heard_;
};

std::unique_ptr<DeviceParser> make_parser(const DeviceOptions&) {
  return std::make_unique<EtextileParser>();
}

Result<std::unique_ptr<DeviceEncoder>> make_encoder(const StreamInfo& wanted, const DeviceOptions&) {
  auto info = emulated_info("etextile", stream_info(), wanted);
  if (!info) return std::unexpected(info.error());
  return std::make_unique<EtextileEncoder>(std::move(*info));
}

}  // namespace

DeviceDescription etextile_device() {
  return {
      .id = "etextile",
      .label = "eTextile matrix (OSC over SLIP)",
      .note =
          "written from the firmware of 2021, not from a matrix: the pitch is not published, 10 mm is taken "
          "until pitch_mm=ROW,COL says otherwise",
      .rows = static_cast<int>(kSide),
      .cols = static_cast<int>(kSide),
      .count_bits = 8,
      .usual_rate_hz = 50.0,
      .default_baud = 230400,
      .parameters = {},
      .delimiter = "\xC0",
      .make_parser = make_parser,
      .make_encoder = make_encoder};
}

}  // namespace rollscope
