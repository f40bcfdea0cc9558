// The pressure mat of the University of Maine (devices.md G, from one source): an RP2040 on USB that sends
// when it is told to, and cannot be told to stop.
//
//   offset  size  name
//   0       1568  counts u8, 56 rows of 28
//   1568    4     tail FF FE FE FF
//
// No length, checksum or number. Its counts end at about 207, so the tail does not occur in real data.
#include <array>
#include <string_view>
#include <utility>

#include "drivers/devices/count_packing.hpp"
#include "drivers/devices/framing.hpp"
#include "drivers/devices/plain_counts.hpp"

namespace rollscope {
namespace {

constexpr int kRows = 56;
constexpr int kCols = 28;
constexpr double kPitch_mm = 10.0;
constexpr std::array kTail{std::byte{0xFF}, std::byte{0xFE}, std::byte{0xFE}, std::byte{0xFF}};
constexpr std::string_view kStart = "start_reading\n";
constexpr std::size_t kCompared = 4;  // the firmware looks at no more of a command

StreamInfo stream_info() {
  StreamInfo info = counts_info(kRows, kCols, 255.0);
  info.layout.pitch_row_mm = info.layout.pitch_col_mm = kPitch_mm;
  return info;
}

class UmaineParser final : public DeviceParser {
 public:
  ParseResult parse(std::span<const std::byte> bytes, bool, RawFrame& frame) override {
    const Cut found = frames_.cut(bytes);
    if (found.result.status == ParseStatus::frame) {
      blank_frame(frame, info_.layout.sensels());
      unpack_counts(CountWidth::bits8, found.payload, frame.samples);
    }
    return found.result;
  }

  [[nodiscard]] const StreamInfo* info() const override { return &info_; }

  void greet(std::vector<std::byte>& out) const override {
    for (const char c : kStart) out.push_back(static_cast<std::byte>(c));
  }

 private:
  StreamInfo info_ = stream_info();
  TailedFrames frames_{info_.layout.sensels(), kTail};
};

class UmaineEncoder final : public PlainEncoder {
 public:
  using PlainEncoder::PlainEncoder;

  void encode(const RawFrame& frame, std::vector<std::byte>& out) override {
    pack_counts(CountWidth::bits8, frame.samples, out);
    out.insert(out.end(), kTail.begin(), kTail.end());
  }

  void receive(std::span<const std::byte> bytes, std::vector<HostRequest>& out) override {
    for (const std::byte byte : bytes) {
      const char c = static_cast<char>(byte);
      if (c == '\n') {
        if (command_.starts_with(kStart.substr(0, kCompared)))
          out.push_back({.kind = HostRequest::Kind::start});
        command_.clear();
      } else if (command_.size() < kStart.size()) {
        command_ += c;
      }
    }
  }

 private:
  std::string command_;
};

std::unique_ptr<DeviceParser> make_parser(const DeviceOptions&) {
  return std::make_unique<UmaineParser>();
}

Result<std::unique_ptr<DeviceEncoder>> make_encoder(const StreamInfo& wanted, const DeviceOptions&) {
  auto info = emulated_info("umaine", stream_info(), wanted);
  if (!info) return std::unexpected(info.error());
  return std::make_unique<UmaineEncoder>(std::move(*info));
}

}  // namespace

DeviceDescription umaine_device() {
  return {
      .id = "umaine",
      .label = "University of Maine pressure mat, 56 x 28",
      .note =
          "known from one source only; it goes on sending until it is unplugged. Its counts end at about "
          "207, "
          "which is not taken for saturation, and are no kPa until calibration=FILE is given (the curves of "
          "its own program are no pressures)",
      .rows = kRows,
      .cols = kCols,
      .count_bits = 8,
      .usual_rate_hz = 30.0,
      .default_baud = 115'200,  // USB: of no consequence
      .parameters = {},
      .delimiter = "\xFF\xFE\xFE\xFF",
      .make_parser = make_parser,
      .make_encoder = make_encoder};
}

}  // namespace rollscope
