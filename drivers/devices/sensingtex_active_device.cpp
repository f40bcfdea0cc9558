// Sensing Tex mats that send their active points (devices.md A1): one byte `R` asks for one frame,
//
//   offset  size     name
//   0       2        4E 0A ("N", newline)
//   2       2        number of points, u16 big endian
//   4       2        two bytes every reader skips; what they mean is not known, so anything is taken
//   6       4 x n    points: x u8, y u8, value u16 big endian
//
// A sensel that is not listed is 0. No checksum, and no end: an answer is whole when silence follows its last
// point, or, in bytes that were recorded, the next header. A lost or added byte leaves a point outside the
// mat or an end in the wrong place, and the frame is not shown.
#include <algorithm>
#include <array>
#include <cstring>

#include "drivers/devices/byte_order.hpp"
#include "drivers/devices/device.hpp"
#include "drivers/devices/plain_counts.hpp"

namespace rollscope {
namespace {

constexpr std::array kHeader{std::byte{0x4E}, std::byte{0x0A}};
constexpr std::size_t kPointsAt = 6;
constexpr std::size_t kPointSize = 4;
constexpr double kFullScale = 4095.0;  // 12 bits are a guess: larger values are passed on as they are

// Which x and y of a point stand for which row and column. Public readers of the 48 x 48 take y for the row,
// those of the 80 x 28 take x.
struct Product {
  explicit Product(const DeviceOptions& options) {
    const bool large = options.at("product") == "80x28";
    const bool turned = options.at("transpose") == "yes";
    rows = large ? (turned ? 28 : 80) : 48;
    cols = large ? (turned ? 80 : 28) : 48;
    row_is_x = large != turned;
  }
  [[nodiscard]] std::uint32_t width() const { return row_is_x ? rows : cols; }   // x runs below it
  [[nodiscard]] std::uint32_t height() const { return row_is_x ? cols : rows; }  // y
  [[nodiscard]] std::size_t index(std::uint32_t x, std::uint32_t y) const {
    return row_is_x ? x * cols + y : y * cols + x;
  }
  [[nodiscard]] StreamInfo info() const {
    return counts_info(static_cast<int>(rows), static_cast<int>(cols), kFullScale);
  }

  std::uint32_t rows;
  std::uint32_t cols;
  bool row_is_x;
};

// Offset of the first header from `from` on; where there is none, of a last byte that may begin one.
std::size_t find_header(std::span<const std::byte> bytes, std::size_t from) {
  while (from < bytes.size()) {
    const auto* found = static_cast<const std::byte*>(
        std::memchr(bytes.data() + from, static_cast<int>(kHeader[0]), bytes.size() - from));
    if (found == nullptr) return bytes.size();
    from = static_cast<std::size_t>(found - bytes.data());
    if (from + 1 == bytes.size() || bytes[from + 1] == kHeader[1]) return from;
    ++from;
  }
  return bytes.size();
}

class ActiveParser final : public DeviceParser {
 public:
  explicit ActiveParser(const DeviceOptions& options) : product_(options), info_(product_.info()) {}

  ParseResult parse(std::span<const std::byte> bytes, bool at_end, RawFrame& frame) override {
    if (const std::size_t start = find_header(bytes, 0); start > 0)
      return {.status = ParseStatus::bad, .consumed = start, .fault = ParseFault::lost_sync};
    if (bytes.size() < kPointsAt) return {};
    const std::size_t count = u16_be_at(bytes, 2);
    if (count > info_.layout.sensels()) return not_a_frame(bytes);
    const std::size_t end = kPointsAt + kPointSize * count;
    const auto points = bytes.subspan(kPointsAt, std::min(bytes.size(), end) - kPointsAt);
    if (!all_inside(points)) return not_a_frame(bytes);
    if (bytes.size() < end || (bytes.size() == end && !at_end)) return {};
    if (bytes.size() > end) {
      const std::size_t next = find_header(bytes, end);
      if (next != end || (at_end && bytes.size() == end + 1)) return not_a_frame(bytes);
      if (bytes.size() == end + 1) return {};
    }
    unpack(points, frame);
    return {.status = ParseStatus::frame, .consumed = end, .frame_end = end};
  }

  [[nodiscard]] const StreamInfo* info() const override { return &info_; }
  [[nodiscard]] const Polling* polling() const override { return &polling_; }

 private:
  static ParseResult not_a_frame(std::span<const std::byte> bytes) {
    return {.status = ParseStatus::bad,
            .consumed = find_header(bytes, kHeader.size()),
            .fault = ParseFault::wrong_length};
  }

  [[nodiscard]] bool all_inside(std::span<const std::byte> points) const {
    const std::uint32_t width = product_.width(), height = product_.height();
    for (std::size_t at = 0; at + 1 < points.size(); at += kPointSize)
      if (u8_at(points, at) >= width || u8_at(points, at + 1) >= height) return false;
    return true;
  }

  void unpack(std::span<const std::byte> points, RawFrame& frame) const {
    blank_frame(frame, info_.layout.sensels());
    std::ranges::fill(frame.samples, 0.0F);
    for (std::size_t at = 0; at < points.size(); at += kPointSize)
      frame.samples[product_.index(u8_at(points, at), u8_at(points, at + 1))] =
          static_cast<float>(u16_be_at(points, at + 2));
  }

  Product product_;
  StreamInfo info_;
  Polling polling_{.request = "R"};
};

class ActiveEncoder final : public DeviceEncoder {
 public:
  ActiveEncoder(const DeviceOptions& options, StreamInfo info) : product_(options), info_(std::move(info)) {}

  [[nodiscard]] const StreamInfo& info() const override { return info_; }

  void boot(std::vector<std::byte>& out) override {
    for (const char c : std::string_view("BLE advertising\r\n")) out.push_back(static_cast<std::byte>(c));
  }

  void encode(const RawFrame& frame, std::vector<std::byte>& out) override {
    const std::size_t start = out.size();
    out.insert(out.end(), kHeader.begin(), kHeader.end());
    for (const std::uint32_t byte : {0x00U, 0x00U, 0x50U, 0x0AU}) put_u8(byte, out);
    std::uint32_t count = 0;
    for (std::uint32_t y = 0; y < product_.height(); ++y)
      for (std::uint32_t x = 0; x < product_.width(); ++x) {
        const std::size_t index = product_.index(x, y);
        const std::uint32_t value =
            index < frame.samples.size() ? whole_count(frame.samples[index], 65535) : 0;
        if (value == 0) continue;
        put_u8(x, out), put_u8(y, out), put_u16_be(value, out);
        ++count;
      }
    out[start + 2] = static_cast<std::byte>(count >> 8);
    out[start + 3] = static_cast<std::byte>(count & 0xFFU);
  }

  void receive(std::span<const std::byte> bytes, std::vector<HostRequest>& out) override {
    for (const std::byte byte : bytes)
      if (byte == std::byte{'R'}) out.push_back({.kind = HostRequest::Kind::frame});
  }

 private:
  Product product_;
  StreamInfo info_;
};

std::unique_ptr<DeviceParser> make_parser(const DeviceOptions& options) {
  return std::make_unique<ActiveParser>(options);
}

Result<std::unique_ptr<DeviceEncoder>> make_encoder(const StreamInfo& wanted, const DeviceOptions& options) {
  auto info = emulated_info("sensingtex-active", Product(options).info(), wanted);
  if (!info) return std::unexpected(info.error());
  return std::make_unique<ActiveEncoder>(options, std::move(*info));
}

}  // namespace

DeviceDescription sensingtex_active_device() {
  return {.id = "sensingtex-active",
          .label = "Sensing Tex mat, active points",
          .note =
              "written from public readers, not from a mat: the pitch of the 48 x 48 is not published (the "
              "80 x 28 "
              "has 20 mm), 10 mm is taken until pitch_mm=ROW,COL says otherwise; 12 bits a count are a guess",
          .rows = 48,
          .cols = 48,
          .count_bits = 12,
          .usual_rate_hz = 10.0,
          .default_baud = 115200,
          .settle_ms = 5000,
          .parameters = {{.key = "product",
                          .label = "Rows and columns of the mat",
                          .fallback = "48x48",
                          .choices = {"48x48", "80x28"}},
                         {.key = "transpose",
                          .label = "Rows and columns exchanged",
                          .fallback = "no",
                          .choices = {"no", "yes"}}},
          .delimiter = "\x4E\x0A",
          .make_parser = make_parser,
          .make_encoder = make_encoder};
}

}  // namespace rollscope
