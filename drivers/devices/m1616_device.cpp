// The 16 x 16 film with its readout board that is sold as "M1616" (devices.md I, from one reader).
// Free-running:
//
//   offset  size  name
//   0       3     header AA AB AC
//   3       512   counts, u16 BE, row-major
//   515     4     nobody knows: sent as 0 by the emulator, ignored here
//
// No known checksum, so what HeadedFrames cannot notice goes unnoticed.
#include <array>
#include <utility>

#include "drivers/devices/framing.hpp"
#include "drivers/devices/plain_counts.hpp"

namespace rollscope {
namespace {

constexpr int kSide = 16;
constexpr std::size_t kCells = std::size_t{kSide} * kSide;
constexpr std::size_t kUnknown = 4;
constexpr std::array kHeader{std::byte{0xAA}, std::byte{0xAB}, std::byte{0xAC}};

StreamInfo stream_info(const DeviceOptions& options) {
  StreamInfo info = counts_info(kSide, kSide, number_option(options, "full_scale"));
  info.format = SampleFormat::u16;
  return info;
}

class M1616Parser final : public DeviceParser {
 public:
  explicit M1616Parser(const DeviceOptions& options) : info_(stream_info(options)) {}

  ParseResult parse(std::span<const std::byte> bytes, bool at_end, RawFrame& frame) override {
    const Cut found = frames_.cut(bytes, at_end);
    if (found.result.status == ParseStatus::frame) {
      blank_frame(frame, kCells);
      const auto* in = reinterpret_cast<const std::uint8_t*>(found.payload.data());
      for (std::size_t i = 0; i < kCells; ++i)
        frame.samples[i] = static_cast<float>(in[2 * i] << 8 | in[2 * i + 1]);
    }
    return found.result;
  }

  [[nodiscard]] const StreamInfo* info() const override { return &info_; }

 private:
  StreamInfo info_;
  HeadedFrames frames_{kHeader, 2 * kCells + kUnknown};
};

class M1616Encoder final : public PlainEncoder {
 public:
  using PlainEncoder::PlainEncoder;

  void encode(const RawFrame& frame, std::vector<std::byte>& out) override {
    out.insert(out.end(), kHeader.begin(), kHeader.end());
    for (const float sample : frame.samples) {
      const std::uint32_t count = whole_count(sample, 0xFFFF);
      out.push_back(static_cast<std::byte>(count >> 8));
      out.push_back(static_cast<std::byte>(count & 0xFFU));
    }
    out.insert(out.end(), kUnknown, std::byte{0});
  }
};

std::unique_ptr<DeviceParser> make_parser(const DeviceOptions& options) {
  return std::make_unique<M1616Parser>(options);
}

Result<std::unique_ptr<DeviceEncoder>> make_encoder(const StreamInfo& wanted, const DeviceOptions& options) {
  auto info = emulated_info("m1616", stream_info(options), wanted);
  if (!info) return std::unexpected(info.error());
  return std::make_unique<M1616Encoder>(std::move(*info));
}

}  // namespace

DeviceDescription m1616_device() {
  return {
      .id = "m1616",
      .label = "M1616 film and board, 16 x 16",
      .note =
          "known from one reader only: the largest count (512 is taken; see full_scale=), the sensel pitch "
          "(10 mm is taken; see pitch_mm=ROW,COL), the calibration and the last four bytes of a frame are "
          "unknown until somebody captures real data",
      .rows = kSide,
      .cols = kSide,
      .count_bits = 9,
      .usual_rate_hz = 20.0,  // the link carries 22 at most
      .default_baud = 115'200,
      .parameters = {{.key = "full_scale",
                      .label = "Largest count the board gives",
                      .fallback = "512",
                      .choices = {},
                      .min = 1.0,
                      .max = 65535.0}},
      .delimiter = "\xAA\xAB\xAC",
      .make_parser = make_parser,
      .make_encoder = make_encoder};
}

}  // namespace rollscope
