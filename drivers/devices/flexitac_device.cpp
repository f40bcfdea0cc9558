// FlexiTac and 3D-ViTac pads (devices.md D, the current firmware). Free-running:
//
//   offset  size         name
//   0       2            header AA 55
//   2       rows x cols  counts u8, row-major
//
// No length, checksum or escape; the header may occur in the data. See HeadedFrames for what that cannot
// notice.
#include <array>
#include <utility>

#include "drivers/devices/count_packing.hpp"
#include "drivers/devices/framing.hpp"
#include "drivers/devices/open_geometry.hpp"
#include "drivers/devices/plain_counts.hpp"

namespace rollscope {
namespace {

constexpr std::array kHeader{std::byte{0xAA}, std::byte{0x55}};
constexpr int kUsualRows = 16;
constexpr int kUsualCols = 32;

StreamInfo stream_info(const DeviceOptions& options) {
  StreamInfo info = counts_info(0, 0, 255.0);
  info.layout = open_layout(options);
  return info;
}

class FlexitacParser final : public DeviceParser {
 public:
  explicit FlexitacParser(const DeviceOptions& options)
      : info_(stream_info(options)), frames_(kHeader, info_.layout.sensels()) {}

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
  HeadedFrames frames_;
};

class FlexitacEncoder final : public PlainEncoder {
 public:
  using PlainEncoder::PlainEncoder;

  void encode(const RawFrame& frame, std::vector<std::byte>& out) override {
    out.insert(out.end(), kHeader.begin(), kHeader.end());
    pack_counts(CountWidth::bits8, frame.samples, out);
  }
};

std::unique_ptr<DeviceParser> make_parser(const DeviceOptions& options) {
  return std::make_unique<FlexitacParser>(options);
}

Result<std::unique_ptr<DeviceEncoder>> make_encoder(const StreamInfo& wanted, const DeviceOptions& options) {
  auto info = emulated_info("flexitac", stream_info(options), wanted);
  if (!info) return std::unexpected(info.error());
  return std::make_unique<FlexitacEncoder>(std::move(*info));
}

}  // namespace

DeviceDescription flexitac_device() {
  return {
      .id = "flexitac",
      .label = "FlexiTac or 3D-ViTac pad",
      .note =
          "the stream tells neither its size nor its pitch: 16 x 32 and 10 mm are taken until rows=, cols= "
          "and pitch_mm=ROW,COL say otherwise, and samples are counts until calibration=FILE is given",
      .rows = kUsualRows,
      .cols = kUsualCols,
      .count_bits = 8,
      .usual_rate_hz = 100.0,
      .default_baud = 2'000'000,
      .parameters = geometry_parameters(kUsualRows, kUsualCols),
      .delimiter = "\xAA\x55",
      .make_parser = make_parser,
      .make_encoder = make_encoder};
}

}  // namespace rollscope
