// Sensing Tex seating mat, 20 x 20, in its full-matrix protocol (devices.md A2): `S` asks, `X` stops. A frame
// is
//
//   offset       size  name
//   0            3     48 00 0A
//   3 + 44 row   1     4D ("M")
//                1     number of columns, 14
//                1     row, 0 to 13 (hexadecimal)
//                40    counts, u16 little endian, 4095 less the pressure
//                1     0A
//
// No checksum, but 83 bytes that have to stand where they stand, and the next header or silence behind them:
// without that the header could pass for the last bytes of a frame cut short. A lost or added byte never
// passes.
#include <algorithm>
#include <array>

#include "drivers/devices/byte_order.hpp"
#include "drivers/devices/device.hpp"
#include "drivers/devices/plain_counts.hpp"

namespace rollscope {
namespace {

constexpr std::size_t kSide = 20;
constexpr std::array kHeader{std::byte{0x48}, std::byte{0x00}, std::byte{0x0A}};
constexpr std::byte kRow{0x4D};
constexpr std::byte kEnd{0x0A};
constexpr std::size_t kRowSize = 3 + 2 * kSide + 1;
constexpr std::size_t kFrameSize = kHeader.size() + kSide * kRowSize;
constexpr std::uint32_t kFullScale = 4095;

bool header_at(std::span<const std::byte> bytes, std::size_t offset) {
  const std::size_t size = std::min(kHeader.size(), bytes.size() - offset);
  return std::equal(kHeader.begin(), kHeader.begin() + static_cast<std::ptrdiff_t>(size),
                    bytes.begin() + static_cast<std::ptrdiff_t>(offset));
}

// Offset of the first header, or of last bytes that may begin one.
std::size_t find_header(std::span<const std::byte> bytes, std::size_t from) {
  while (from < bytes.size() && !header_at(bytes, from)) ++from;
  return from;
}

// Whether what there is of a frame's rows is what it has to be.
bool sound(std::span<const std::byte> bytes) {
  for (std::size_t row = 0; row < kSide; ++row) {
    const auto rest = bytes.subspan(std::min(bytes.size(), kHeader.size() + row * kRowSize));
    const std::array begin{kRow, static_cast<std::byte>(kSide), static_cast<std::byte>(row)};
    const std::size_t size = std::min(begin.size(), rest.size());
    if (!std::equal(begin.begin(), begin.begin() + static_cast<std::ptrdiff_t>(size), rest.begin()))
      return false;
    if (rest.size() < kRowSize) return true;
    if (rest[kRowSize - 1] != kEnd) return false;
    for (std::size_t col = 0; col < kSide; ++col)
      if (u16_le_at(rest, begin.size() + 2 * col) > kFullScale) return false;
  }
  return true;
}

class MatrixParser final : public DeviceParser {
 public:
  explicit MatrixParser(const DeviceOptions& options)
      : info_(counts_info(static_cast<int>(kSide), static_cast<int>(kSide), kFullScale)),
        polling_{.request = "S", .each_frame = options.at("ask") == "each"} {
    if (!polling_.each_frame) polling_.answer = std::chrono::milliseconds(1000);
  }

  ParseResult parse(std::span<const std::byte> bytes, bool at_end, RawFrame& frame) override {
    if (const std::size_t start = find_header(bytes, 0); start > 0)
      return {.status = ParseStatus::bad, .consumed = start, .fault = ParseFault::lost_sync};
    const auto behind = bytes.subspan(std::min(bytes.size(), kFrameSize));
    const bool cut_short = at_end && !behind.empty() && behind.size() < kHeader.size();
    if (!sound(bytes) || !header_at(behind, 0) || cut_short)
      return {
          .status = ParseStatus::bad, .consumed = find_header(bytes, 1), .fault = ParseFault::wrong_length};
    if (bytes.size() < kFrameSize || (behind.size() < kHeader.size() && !at_end)) return {};
    blank_frame(frame, kSide * kSide);
    for (std::size_t row = 0; row < kSide; ++row) {
      const auto counts = bytes.subspan(kHeader.size() + row * kRowSize + 3, 2 * kSide);
      for (std::size_t col = 0; col < kSide; ++col)
        frame.samples[row * kSide + col] = static_cast<float>(kFullScale - u16_le_at(counts, 2 * col));
    }
    return {.status = ParseStatus::frame, .consumed = kFrameSize, .frame_end = kFrameSize};
  }

  [[nodiscard]] const StreamInfo* info() const override { return &info_; }
  [[nodiscard]] const Polling* polling() const override { return &polling_; }
  void part(std::vector<std::byte>& out) const override { out.push_back(std::byte{'X'}); }

 private:
  StreamInfo info_;
  Polling polling_;
};

class MatrixEncoder final : public DeviceEncoder {
 public:
  explicit MatrixEncoder(StreamInfo info) : info_(std::move(info)) {}

  [[nodiscard]] const StreamInfo& info() const override { return info_; }
  [[nodiscard]] bool waits_for_start() const override { return true; }

  void encode(const RawFrame& frame, std::vector<std::byte>& out) override {
    out.insert(out.end(), kHeader.begin(), kHeader.end());
    for (std::size_t begin = 0; begin < frame.samples.size(); begin += kSide) {
      out.push_back(kRow);
      put_u8(kSide, out);
      put_u8(static_cast<std::uint32_t>(begin / kSide), out);
      for (std::size_t i = begin; i < std::min(begin + kSide, frame.samples.size()); ++i)
        put_u16_le(kFullScale - whole_count(frame.samples[i], kFullScale), out);
      out.push_back(kEnd);
    }
  }

  void receive(std::span<const std::byte> bytes, std::vector<HostRequest>& out) override {
    using Kind = HostRequest::Kind;
    for (const std::byte byte : bytes) {
      if (byte == std::byte{'S'}) out.push_back({.kind = Kind::start}), out.push_back({.kind = Kind::frame});
      if (byte == std::byte{'X'}) out.push_back({.kind = Kind::stop});
    }
  }

 private:
  StreamInfo info_;
};

std::unique_ptr<DeviceParser> make_parser(const DeviceOptions& options) {
  return std::make_unique<MatrixParser>(options);
}

Result<std::unique_ptr<DeviceEncoder>> make_encoder(const StreamInfo& wanted, const DeviceOptions&) {
  auto info = emulated_info(
      "sensingtex-matrix", counts_info(static_cast<int>(kSide), static_cast<int>(kSide), kFullScale), wanted);
  if (!info) return std::unexpected(info.error());
  return std::make_unique<MatrixEncoder>(std::move(*info));
}

}  // namespace

DeviceDescription sensingtex_matrix_device() {
  return {
      .id = "sensingtex-matrix",
      .label = "Sensing Tex seating mat, full matrix",
      .note =
          "written from public readers, not from a mat: whether one S gives one frame or starts a stream is "
          "not certain (ask=each or once), the pitch is not published: 10 mm is taken until pitch_mm=ROW,COL",
      .rows = static_cast<int>(kSide),
      .cols = static_cast<int>(kSide),
      .count_bits = 12,
      .usual_rate_hz = 10.0,
      .default_baud = 115200,
      .settle_ms = 5000,
      .parameters = {{.key = "ask",
                      .label = "Asked for each frame, or once for a stream",
                      .fallback = "each",
                      .choices = {"each", "once"}}},
      .delimiter = std::string("\x48\x00\x0A", 3),
      .make_parser = make_parser,
      .make_encoder = make_encoder};
}

}  // namespace rollscope
