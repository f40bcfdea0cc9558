// Polled Velostat board, 16 x 16 (devices.md H1; one public program): one byte `A` asks for 256 bytes, the
// columns one after another, each 1 to 255 for counts 0 to 254.
//
// No header, no length, no check. What tells an answer from noise is that it has exactly 256 bytes between
// the request and the silence behind it, and that none of them is 0. In bytes that were recorded every 256
// are taken for a frame from the first one on.
#include <algorithm>
#include <cstring>
#include <string_view>

#include "drivers/devices/byte_order.hpp"
#include "drivers/devices/device.hpp"
#include "drivers/devices/plain_counts.hpp"

namespace rollscope {
namespace {

constexpr std::size_t kSide = 16;
constexpr std::size_t kSensels = kSide * kSide;
constexpr std::uint32_t kFullScale = 254;
constexpr std::string_view kBootText = "Velostat 16x16 Streaming Ready\r\n";

StreamInfo stream_info() {
  return counts_info(static_cast<int>(kSide), static_cast<int>(kSide), kFullScale);
}

class PolledParser final : public DeviceParser {
 public:
  ParseResult parse(std::span<const std::byte> bytes, bool at_end, RawFrame& frame) override {
    if (bytes.size() < kSensels) return {};
    if (at_end && bytes.size() > kSensels)
      return {.status = ParseStatus::bad, .consumed = bytes.size(), .fault = ParseFault::wrong_length};
    if (const void* zero = std::memchr(bytes.data(), 0, kSensels))
      return {.status = ParseStatus::bad,
              .consumed = static_cast<std::size_t>(static_cast<const std::byte*>(zero) - bytes.data()) + 1,
              .fault = ParseFault::wrong_length};
    blank_frame(frame, kSensels);
    for (std::size_t row = 0; row < kSide; ++row)
      for (std::size_t col = 0; col < kSide; ++col)
        frame.samples[row * kSide + col] = static_cast<float>(u8_at(bytes, col * kSide + row) - 1);
    return {.status = ParseStatus::frame, .consumed = kSensels, .frame_end = kSensels};
  }

  [[nodiscard]] const StreamInfo* info() const override { return &info_; }
  [[nodiscard]] const Polling* polling() const override { return &polling_; }

 private:
  StreamInfo info_ = stream_info();
  Polling polling_{.request = "A"};
};

class PolledEncoder final : public DeviceEncoder {
 public:
  explicit PolledEncoder(StreamInfo info) : info_(std::move(info)) {}

  [[nodiscard]] const StreamInfo& info() const override { return info_; }

  void boot(std::vector<std::byte>& out) override {
    for (const char c : kBootText) out.push_back(static_cast<std::byte>(c));
  }

  void encode(const RawFrame& frame, std::vector<std::byte>& out) override {
    const std::size_t rows = frame.samples.size() / kSide;
    for (std::size_t col = 0; col < kSide; ++col)
      for (std::size_t row = 0; row < rows; ++row)
        put_u8(1 + whole_count(frame.samples[row * kSide + col], kFullScale), out);
  }

  void receive(std::span<const std::byte> bytes, std::vector<HostRequest>& out) override {
    for (const std::byte byte : bytes)
      if (byte == std::byte{'A'}) out.push_back({.kind = HostRequest::Kind::frame});
  }

 private:
  StreamInfo info_;
};

std::unique_ptr<DeviceParser> make_parser(const DeviceOptions&) {
  return std::make_unique<PolledParser>();
}

Result<std::unique_ptr<DeviceEncoder>> make_encoder(const StreamInfo& wanted, const DeviceOptions&) {
  auto info = emulated_info("polled-16x16", stream_info(), wanted);
  if (!info) return std::unexpected(info.error());
  return std::make_unique<PolledEncoder>(std::move(*info));
}

}  // namespace

DeviceDescription polled_16x16_device() {
  return {.id = "polled-16x16",
          .label = "Polled Velostat board, 16 x 16",
          .note =
              "written from one public program: nothing marks its frames, so it is found only by its name; "
              "the pitch "
              "is not published: 10 mm is taken until pitch_mm=ROW,COL says otherwise",
          .rows = static_cast<int>(kSide),
          .cols = static_cast<int>(kSide),
          .count_bits = 8,
          .usual_rate_hz = 15.0,
          .default_baud = 115200,
          .settle_ms = 2000,
          .needs_name = true,
          .noticed = Noticed::little,
          .parameters = {},
          .delimiter = {},
          .make_parser = make_parser,
          .make_encoder = make_encoder};
}

}  // namespace rollscope
