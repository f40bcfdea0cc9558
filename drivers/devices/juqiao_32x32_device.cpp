// Juqiao fibre mats and cushions, 32 x 32, one byte a sensel (devices.md B1; layout of the bytes from public
// readers, not from the maker). The mat sends without being asked:
//
//   offset  size  name
//   0       4     separator AA 55 03 99
//   4       1024  counts, row-major as wired; see `remap`
//
// No length, checksum or number. So a frame counts only when exactly 1024 bytes lie between two separators.
// Why wait for the second one, which costs a frame of latency at the device's rate: without it a frame that
// lost bytes on the way is completed with the start of the next and looks sound. Its time of capture is that
// of its own last byte all the same. A separator that turns up inside the data costs nothing while frames
// follow one another, for the place where the next one must stand is looked at first.
#include <algorithm>
#include <array>
#include <cstring>

#include "drivers/devices/count_packing.hpp"
#include "drivers/devices/device.hpp"

namespace rollscope {
namespace {

constexpr std::size_t kSide = 32;
constexpr std::size_t kPayload = kSide * kSide;
constexpr std::array kSeparator{std::byte{0xAA}, std::byte{0x55}, std::byte{0x03}, std::byte{0x99}};
constexpr std::size_t kPacket = kSeparator.size() + kPayload;
constexpr std::byte kResetEvent{0x03};  // the only byte between two separators: the mat restarted

bool separator_at(std::span<const std::byte> bytes, std::size_t offset) {
  return offset + kSeparator.size() <= bytes.size() &&
         std::memcmp(bytes.data() + offset, kSeparator.data(), kSeparator.size()) == 0;
}

// Offset of the first separator from `from` on; where there is none, of the last bytes that may begin one.
std::size_t find_separator(std::span<const std::byte> bytes, std::size_t from) {
  const auto found = std::search(bytes.begin() + static_cast<std::ptrdiff_t>(from), bytes.end(),
                                 kSeparator.begin(), kSeparator.end());
  if (found != bytes.end()) return static_cast<std::size_t>(found - bytes.begin());
  for (std::size_t tail = std::min(kSeparator.size() - 1, bytes.size() - from); tail > 0; --tail)
    if (std::equal(bytes.end() - static_cast<std::ptrdiff_t>(tail), bytes.end(), kSeparator.begin()))
      return bytes.size() - tail;
  return bytes.size();
}

// The raw row each row of the picture comes from. Which product wants which is not published.
std::array<std::size_t, kSide> row_order(const std::string& remap) {
  std::array<std::size_t, kSide> order{};
  for (std::size_t row = 0; row < kSide; ++row) {
    if (remap == "jqbed")
      order[row] = row <= 16 ? row + 15 : 31 - row;
    else if (remap == "smallbed")
      order[row] = 31 - row;
    else
      order[row] = row;
  }
  return order;
}

class Wiring {
 public:
  explicit Wiring(const DeviceOptions& options)
      : rows_(row_order(options.at("remap"))), mirrored_(options.at("mirror") == "yes") {}

  // Where sensel (row, col) of the picture stands in the payload.
  [[nodiscard]] std::size_t raw_index(std::size_t row, std::size_t col) const {
    return rows_[row] * kSide + (mirrored_ ? kSide - 1 - col : col);
  }

 private:
  std::array<std::size_t, kSide> rows_;
  bool mirrored_;
};

StreamInfo stream_info() {
  StreamInfo info;
  info.layout.rows = static_cast<int>(kSide);
  info.layout.cols = static_cast<int>(kSide);
  info.format = SampleFormat::u8;
  info.full_scale = 255.0;
  return info;
}

class JuqiaoParser final : public DeviceParser {
 public:
  explicit JuqiaoParser(const DeviceOptions& options) : wiring_(options), info_(stream_info()) {}

  ParseResult parse(std::span<const std::byte> bytes, bool at_end, RawFrame& frame) override {
    if (!separator_at(bytes, 0)) {
      const std::size_t start = find_separator(bytes, 0);
      if (start == 0) return {};
      return {.status = ParseStatus::bad, .consumed = start, .fault = ParseFault::lost_sync};
    }
    const bool whole = separator_at(bytes, kPacket) || (at_end && bytes.size() == kPacket);
    if (whole) {
      unpack(bytes.subspan(kSeparator.size(), kPayload), frame);
      return {.status = ParseStatus::frame, .consumed = kPacket, .frame_end = kPacket};
    }
    if (bytes.size() < kPacket + kSeparator.size()) return {};
    if (bytes[kSeparator.size()] == kResetEvent && separator_at(bytes, kSeparator.size() + 1))
      return {.status = ParseStatus::packet, .consumed = kSeparator.size() + 1, .text = "the mat restarted"};
    return {.status = ParseStatus::bad,
            .consumed = find_separator(bytes, kSeparator.size()),
            .fault = ParseFault::wrong_length};
  }

  [[nodiscard]] const StreamInfo* info() const override { return &info_; }

 private:
  void unpack(std::span<const std::byte> payload, RawFrame& frame) const {
    frame.sequence = 0;
    frame.device_us = kNoDeviceTime;
    frame.angle_rad = kNotGiven;
    frame.imu.fill(kNotGiven);
    frame.trigger = false;
    frame.samples.resize(kPayload);
    for (std::size_t row = 0; row < kSide; ++row)
      for (std::size_t col = 0; col < kSide; ++col)
        frame.samples[row * kSide + col] = static_cast<float>(payload[wiring_.raw_index(row, col)]);
  }

  Wiring wiring_;
  StreamInfo info_;
};

class JuqiaoEncoder final : public DeviceEncoder {
 public:
  JuqiaoEncoder(StreamInfo info, const DeviceOptions& options) : wiring_(options), info_(std::move(info)) {}

  [[nodiscard]] const StreamInfo& info() const override { return info_; }

  void encode(const RawFrame& frame, std::vector<std::byte>& out) override {
    out.insert(out.end(), kSeparator.begin(), kSeparator.end());
    const std::size_t start = out.size();
    pack_counts(CountWidth::bits8, frame.samples, out);
    if (frame.samples.size() != kPayload) return;
    const std::vector<std::byte> picture(out.begin() + static_cast<std::ptrdiff_t>(start), out.end());
    for (std::size_t row = 0; row < kSide; ++row)
      for (std::size_t col = 0; col < kSide; ++col)
        out[start + wiring_.raw_index(row, col)] = picture[row * kSide + col];
  }

 private:
  Wiring wiring_;
  StreamInfo info_;
};

std::unique_ptr<DeviceParser> make_parser(const DeviceOptions& options) {
  return std::make_unique<JuqiaoParser>(options);
}

Result<std::unique_ptr<DeviceEncoder>> make_encoder(const StreamInfo& wanted, const DeviceOptions& options) {
  if (wanted.layout.rows != static_cast<int>(kSide) || wanted.layout.cols != static_cast<int>(kSide))
    return fail(Errc::bad_argument, "juqiao-32x32 has 32 rows and 32 columns, no other");
  StreamInfo info = stream_info();
  info.layout = wanted.layout;
  info.rate_hz = wanted.rate_hz;
  return std::make_unique<JuqiaoEncoder>(std::move(info), options);
}

}  // namespace

DeviceDescription juqiao_32x32_device() {
  return {.id = "juqiao-32x32",
          .label = "Juqiao mat or cushion, 32 x 32",
          .note =
              "the maker publishes neither the sensel pitch nor a calibration: 10 mm is taken until "
              "pitch_mm=ROW,COL says otherwise, and samples are counts until calibration=FILE is given",
          .rows = static_cast<int>(kSide),
          .cols = static_cast<int>(kSide),
          .count_bits = 8,
          .usual_rate_hz = 50.0,
          .default_baud = 1'000'000,
          .parameters = {{.key = "remap",
                          .label = "Order of the rows",
                          .fallback = "raw",
                          .choices = {"raw", "jqbed", "smallbed"}},
                         {.key = "mirror",
                          .label = "Left and right exchanged",
                          .fallback = "no",
                          .choices = {"no", "yes"}}},
          .delimiter = "\xAA\x55\x03\x99",
          .make_parser = make_parser,
          .make_encoder = make_encoder};
}

}  // namespace rollscope
