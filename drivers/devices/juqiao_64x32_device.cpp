// Juqiao beds of 32 rows and 64 columns that send the left and the right half one after the other (devices.md
// B4).
//
//   AA 55 03 99, 1024 counts: 32 columns of 32 rows, 00 (left), AA 55 03 99, 1024 counts, 01 (right), ...
//
// A frame is a left half and the right half behind it. Cannot notice that a right half and the next left one
// were lost together.
#include <algorithm>

#include "drivers/devices/juqiao_stream.hpp"
#include "drivers/devices/plain_counts.hpp"

namespace rollscope {
namespace {

constexpr int kRows = 32;
constexpr int kCols = 64;
constexpr std::size_t kHalfCols = kCols / 2;
constexpr std::size_t kHalf = kRows * kHalfCols;
constexpr std::byte kLeft{0x00};
constexpr std::byte kRight{0x01};

class HalvesParser final : public DeviceParser {
 public:
  explicit HalvesParser(const DeviceOptions& options)
      : wiring_(kRows, kCols, options),
        info_(counts_info(kRows, kCols, 255.0)),
        halves_(juqiao::kSeparator, kHalf + 1, juqiao::kAnswer) {}

  ParseResult parse(std::span<const std::byte> bytes, bool at_end, RawFrame& frame) override {
    const Cut first = juqiao::cut(halves_, bytes, at_end);
    if (first.result.status != ParseStatus::frame) return first.result;
    const std::size_t half = halves_.packet_bytes();
    const ParseResult orphan = bad_bytes(half, ParseFault::wrong_length);
    if (first.payload.back() != kLeft) return orphan;
    const Cut second = juqiao::cut(halves_, bytes.subspan(half), at_end);
    if (second.result.status == ParseStatus::need_more) return {};
    if (second.result.status != ParseStatus::frame || second.payload.back() != kRight) return orphan;
    blank_frame(frame, 2 * kHalf);
    unpack(first.payload, second.payload, frame.samples);
    return frame_bytes(2 * half);
  }

  [[nodiscard]] const StreamInfo* info() const override { return &info_; }

 private:
  void unpack(std::span<const std::byte> left, std::span<const std::byte> right,
              std::span<float> picture) const {
    for (std::size_t row = 0; row < kRows; ++row) {
      const auto line = picture.subspan(row * kCols, kCols);
      const std::size_t wired = wiring_.wired_row(row) * kHalfCols;
      unpack_counts(CountWidth::bits8, left.subspan(wired, kHalfCols), line.first(kHalfCols));
      unpack_counts(CountWidth::bits8, right.subspan(wired, kHalfCols), line.last(kHalfCols));
      if (wiring_.mirrored()) std::ranges::reverse(line);
    }
  }

  juqiao::Wiring wiring_;
  StreamInfo info_;
  HeadedFrames halves_;
};

class HalvesEncoder final : public PlainEncoder {
 public:
  HalvesEncoder(StreamInfo info, const DeviceOptions& options)
      : PlainEncoder(std::move(info)), wiring_(kRows, kCols, options) {}

  void encode(const RawFrame& frame, std::vector<std::byte>& out) override {
    const std::vector<float> wired = wiring_.as_wired(frame.samples);
    for (const std::byte index : {kLeft, kRight}) {
      half_.clear();
      const std::size_t first = index == kLeft ? 0 : kHalfCols;
      for (std::size_t i = 0; i < wired.size(); ++i)
        if (i % kCols / kHalfCols * kHalfCols == first) half_.push_back(wired[i]);
      out.insert(out.end(), juqiao::kSeparator.begin(), juqiao::kSeparator.end());
      pack_counts(CountWidth::bits8, half_, out);
      out.push_back(index);
    }
  }

 private:
  juqiao::Wiring wiring_;
  std::vector<float> half_;
};

std::unique_ptr<DeviceParser> make_parser(const DeviceOptions& options) {
  return std::make_unique<HalvesParser>(options);
}

Result<std::unique_ptr<DeviceEncoder>> make_encoder(const StreamInfo& wanted, const DeviceOptions& options) {
  auto info = emulated_info("juqiao-64x32", counts_info(kRows, kCols, 255.0), wanted);
  if (!info) return std::unexpected(info.error());
  return std::make_unique<HalvesEncoder>(std::move(*info), options);
}

}  // namespace

DeviceDescription juqiao_64x32_device() {
  auto device =
      juqiao::description("juqiao-64x32", "Juqiao bed in two halves, 32 rows of 64", kRows, kCols, 1'000'000);
  device.usual_rate_hz = 40.0;  // the link carries 48 at most
  device.make_parser = make_parser;
  device.make_encoder = make_encoder;
  return device;
}

}  // namespace rollscope
