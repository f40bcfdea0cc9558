// Juqiao beds of 32 x 32 with 12-bit counts (devices.md B3).
//
//   offset  size  name
//   0       2048  counts, u16 LE, 0 to 4095, row-major as wired; see `remap`
//   2048    8     tail AA 00 55 00 03 00 99 00: the family's separator, as u16
//
// No length, checksum or number; a frame lies between two tails, has the length, and no count above 4095,
// which is the only check there is: bytes that were shifted by one fail it.
#include <algorithm>

#include "drivers/devices/juqiao_stream.hpp"
#include "drivers/devices/plain_counts.hpp"

namespace rollscope {
namespace {

constexpr int kSide = 32;
constexpr std::size_t kPayload = 2UL * kSide * kSide;
constexpr std::uint32_t kLargest = 4095;
constexpr std::array kTail{std::byte{0xAA}, std::byte{0}, std::byte{0x55}, std::byte{0},
                           std::byte{0x03}, std::byte{0}, std::byte{0x99}, std::byte{0}};

bool in_range(std::span<const std::byte> payload) {
  auto high = std::byte{0};  // all high bytes together; no branch, so that it is done many at a time
  for (std::size_t i = 1; i < payload.size(); i += 2) high |= payload[i];
  return (high & std::byte{0xF0}) == std::byte{0};
}

class BedParser final : public DeviceParser {
 public:
  explicit BedParser(const DeviceOptions& options)
      : wiring_(kSide, kSide, options),
        info_(counts_info(kSide, kSide, kLargest)),
        frames_(kPayload, kTail) {}

  ParseResult parse(std::span<const std::byte> bytes, bool, RawFrame& frame) override {
    const Cut found = frames_.cut(bytes);
    if (found.result.status != ParseStatus::frame) return found.result;
    if (!in_range(found.payload)) return bad_bytes(found.result.consumed, ParseFault::checksum);
    blank_frame(frame, info_.layout.sensels());
    wiring_.unpack(CountWidth::bits16, found.payload, frame.samples);
    return found.result;
  }

  [[nodiscard]] const StreamInfo* info() const override { return &info_; }

 private:
  juqiao::Wiring wiring_;
  StreamInfo info_;
  TailedFrames frames_;
};

class BedEncoder final : public PlainEncoder {
 public:
  BedEncoder(StreamInfo info, const DeviceOptions& options)
      : PlainEncoder(std::move(info)), wiring_(kSide, kSide, options) {}

  void encode(const RawFrame& frame, std::vector<std::byte>& out) override {
    std::vector<float> counts = frame.samples;
    for (float& count : counts) count = static_cast<float>(whole_count(count, kLargest));
    wiring_.pack(CountWidth::bits16, counts, out);
    out.insert(out.end(), kTail.begin(), kTail.end());
  }

 private:
  juqiao::Wiring wiring_;
};

std::unique_ptr<DeviceParser> make_parser(const DeviceOptions& options) {
  return std::make_unique<BedParser>(options);
}

Result<std::unique_ptr<DeviceEncoder>> make_encoder(const StreamInfo& wanted, const DeviceOptions& options) {
  auto info = emulated_info("juqiao-bed-12bit", counts_info(kSide, kSide, kLargest), wanted);
  if (!info) return std::unexpected(info.error());
  return std::make_unique<BedEncoder>(std::move(*info), options);
}

}  // namespace

DeviceDescription juqiao_bed_12bit_device() {
  auto device = juqiao::description("juqiao-bed-12bit", "Juqiao bed with 12-bit counts, 32 x 32", kSide,
                                    kSide, 1'500'000);
  device.count_bits = 12;
  device.delimiter = std::string("\xAA\0\x55\0\x03\0\x99\0", 8);
  device.make_parser = make_parser;
  device.make_encoder = make_encoder;
  return device;
}

}  // namespace rollscope
