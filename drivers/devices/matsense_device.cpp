// Mats read with MatSense in its simple form (devices.md F, from one source). Free-running:
//
//   rows x cols counts u8, 0 to 254, row-major; FF
//
// FF occurs nowhere else. No length, checksum or number: see EndedFrames for what that cannot notice.
#include <utility>

#include "drivers/devices/count_packing.hpp"
#include "drivers/devices/framing.hpp"
#include "drivers/devices/open_geometry.hpp"
#include "drivers/devices/plain_counts.hpp"

namespace rollscope {
namespace {

constexpr std::byte kEnd{0xFF};
constexpr std::uint32_t kLargest = 254;
constexpr int kUsualRows = 6;
constexpr int kUsualCols = 24;

StreamInfo stream_info(const DeviceOptions& options) {
  StreamInfo info = counts_info(0, 0, kLargest);
  info.layout = open_layout(options);
  return info;
}

bool is_whole(std::span<const std::byte> payload, std::size_t sensels) {
  return payload.size() == sensels;
}

class MatsenseParser final : public DeviceParser {
 public:
  explicit MatsenseParser(const DeviceOptions& options)
      : info_(stream_info(options)),
        frames_(kEnd, info_.layout.sensels(), is_whole, info_.layout.sensels()) {}

  ParseResult parse(std::span<const std::byte> bytes, bool at_end, RawFrame& frame) override {
    const Cut found = frames_.cut(bytes, at_end);
    if (found.result.status == ParseStatus::frame) {
      blank_frame(frame, info_.layout.sensels());
      unpack_counts(CountWidth::bits8, found.payload, frame.samples);
    }
    return found.result;
  }

  [[nodiscard]] const StreamInfo* info() const override { return &info_; }

 private:
  StreamInfo info_;
  EndedFrames frames_;
};

class MatsenseEncoder final : public PlainEncoder {
 public:
  using PlainEncoder::PlainEncoder;

  void encode(const RawFrame& frame, std::vector<std::byte>& out) override {
    for (const float sample : frame.samples)
      out.push_back(static_cast<std::byte>(whole_count(sample, kLargest)));
    out.push_back(kEnd);
  }
};

std::unique_ptr<DeviceParser> make_parser(const DeviceOptions& options) {
  return std::make_unique<MatsenseParser>(options);
}

Result<std::unique_ptr<DeviceEncoder>> make_encoder(const StreamInfo& wanted, const DeviceOptions& options) {
  auto info = emulated_info("matsense", stream_info(options), wanted);
  if (!info) return std::unexpected(info.error());
  return std::make_unique<MatsenseEncoder>(std::move(*info));
}

}  // namespace

DeviceDescription matsense_device() {
  return {
      .id = "matsense",
      .label = "MatSense mat or roller, simple stream",
      .note =
          "known from one source only; the stream tells neither its size nor its pitch: 6 x 24 and 10 mm are "
          "taken until rows=, cols=, radius_mm= and pitch_mm=ROW,COL say otherwise, and samples are counts "
          "until calibration=FILE is given",
      .rows = kUsualRows,
      .cols = kUsualCols,
      .count_bits = 8,
      .usual_rate_hz = 50.0,
      .default_baud = 500'000,
      .parameters = geometry_parameters(kUsualRows, kUsualCols),
      .delimiter = "\xFF",
      .make_parser = make_parser,
      .make_encoder = make_encoder};
}

}  // namespace rollscope
