// BYU capstone mat (devices.md H2; one public program). The board says 01 when it has started; then 01 asks
// for a frame that says its own size:
//
//   offset  size             name
//   0       2                rows, u16 little endian
//   2       2                columns
//   4       2 x rows x cols  counts, u16 little endian, 10 bits, row by row
//
// No checksum. An answer is whole when silence, or the next frame's header, follows its last count. The size
// of the first frame is that of all: a header that says another is damage. rows= and cols= fix it beforehand,
// for recorded bytes whose first frame is broken.
#include <algorithm>
#include <cstring>
#include <optional>

#include "drivers/devices/byte_order.hpp"
#include "drivers/devices/count_packing.hpp"
#include "drivers/devices/device.hpp"
#include "drivers/devices/plain_counts.hpp"

namespace rollscope {
namespace {

constexpr std::size_t kHeader = 4;
constexpr int kLargestSide = 128;
constexpr std::uint32_t kFullScale = 1023;
constexpr std::byte kRequest{0x01};

class ByuParser final : public DeviceParser {
 public:
  explicit ByuParser(const DeviceOptions& options) {
    const int rows = int_option(options, "rows"), cols = int_option(options, "cols");
    if (rows > 0 && cols > 0) info_ = counts_info(rows, cols, kFullScale);
  }

  ParseResult parse(std::span<const std::byte> bytes, bool at_end, RawFrame& frame) override {
    Verdict verdict = judge(bytes, at_end);
    if (verdict != Verdict::no && !in_range(counts_of(bytes))) verdict = Verdict::no;
    if (verdict == Verdict::undecided) return {};
    if (verdict == Verdict::no)
      return {.status = ParseStatus::bad,
              .consumed = next_header(bytes),
              .fault = info_ && bytes.size() >= kHeader && header_at(bytes) ? ParseFault::wrong_length
                                                                            : ParseFault::lost_sync};
    if (!info_) info_ = counts_info(side(bytes, 0), side(bytes, 2), kFullScale);
    blank_frame(frame, info_->layout.sensels());
    unpack_counts(CountWidth::bits16, counts_of(bytes), frame.samples);
    const std::size_t end = frame_size(bytes);
    return {.status = ParseStatus::frame, .consumed = end, .frame_end = end};
  }

  [[nodiscard]] const StreamInfo* info() const override { return info_ ? &*info_ : nullptr; }
  [[nodiscard]] const Polling* polling() const override { return &polling_; }

 private:
  enum class Verdict : std::uint8_t { no, undecided, yes };

  static int side(std::span<const std::byte> bytes, std::size_t offset) {
    return static_cast<int>(u16_le_at(bytes, offset));
  }
  static std::size_t frame_size(std::span<const std::byte> bytes) {
    return kHeader + 2 * std::size_t{u16_le_at(bytes, 0)} * u16_le_at(bytes, 2);
  }
  // As far as the bytes go.
  static std::span<const std::byte> counts_of(std::span<const std::byte> bytes) {
    if (bytes.size() < kHeader) return {};
    return bytes.subspan(kHeader, std::min(bytes.size(), frame_size(bytes)) - kHeader);
  }

  // Whether a frame begins here: its header is followed by the same at the right distance, or by the end.
  // Once, where the size is known; twice for the first frame, which says it.
  [[nodiscard]] Verdict judge(std::span<const std::byte> bytes, bool at_end) const {
    if (!header_at(bytes)) return Verdict::no;
    if (bytes.size() < kHeader) return Verdict::undecided;
    const std::size_t size = frame_size(bytes);
    for (std::size_t frames = 1; frames <= (info_ ? 1U : 2U); ++frames) {
      const std::size_t end = frames * size;
      if (bytes.size() < end) return Verdict::undecided;
      const std::size_t known = std::min(bytes.size() - end, kHeader);  // of the next header
      if (at_end && known == 0) return Verdict::yes;
      if (std::memcmp(bytes.data() + end, bytes.data(), known) != 0) return Verdict::no;
      if (known < kHeader) return at_end ? Verdict::no : Verdict::undecided;
    }
    return Verdict::yes;
  }

  // Offset, at least 1, of the next bytes that may begin a frame.
  [[nodiscard]] std::size_t next_header(std::span<const std::byte> bytes) const {
    std::size_t at = 1;
    while (at < bytes.size() && !header_at(bytes.subspan(at))) ++at;
    return at;
  }

  // As far as the bytes go.
  [[nodiscard]] bool header_at(std::span<const std::byte> bytes) const {
    const auto fits = [&](std::size_t offset, int wanted) {
      if (bytes.size() <= offset) return true;
      const auto low = static_cast<int>(u8_at(bytes, offset));
      if (wanted > 0 ? low != wanted : low < 1 || low > kLargestSide) return false;
      return bytes.size() == offset + 1 || bytes[offset + 1] == std::byte{0};
    };
    return fits(0, info_ ? info_->layout.rows : 0) && fits(2, info_ ? info_->layout.cols : 0);
  }
  static bool in_range(std::span<const std::byte> counts) {
    for (std::size_t at = 0; at + 1 < counts.size(); at += 2)
      if (u16_le_at(counts, at) > kFullScale) return false;
    return true;
  }

  std::optional<StreamInfo> info_;
  Polling polling_{.request = "\x01"};
};

class ByuEncoder final : public DeviceEncoder {
 public:
  explicit ByuEncoder(StreamInfo info) : info_(std::move(info)) {}

  [[nodiscard]] const StreamInfo& info() const override { return info_; }
  void boot(std::vector<std::byte>& out) override { out.push_back(kRequest); }

  void encode(const RawFrame& frame, std::vector<std::byte>& out) override {
    put_u16_le(static_cast<std::uint32_t>(info_.layout.rows), out);
    put_u16_le(static_cast<std::uint32_t>(info_.layout.cols), out);
    for (const float sample : frame.samples) put_u16_le(whole_count(sample, kFullScale), out);
  }

  void receive(std::span<const std::byte> bytes, std::vector<HostRequest>& out) override {
    for (const std::byte byte : bytes)
      if (byte == kRequest) out.push_back({.kind = HostRequest::Kind::frame});
  }

 private:
  StreamInfo info_;
};

std::unique_ptr<DeviceParser> make_parser(const DeviceOptions& options) {
  return std::make_unique<ByuParser>(options);
}

Result<std::unique_ptr<DeviceEncoder>> make_encoder(const StreamInfo& wanted, const DeviceOptions&) {
  if (wanted.layout.rows < 1 || wanted.layout.cols < 1 || wanted.layout.rows > kLargestSide ||
      wanted.layout.cols > kLargestSide)
    return fail(Errc::bad_argument, "byu has 1 to 128 rows and columns");
  StreamInfo info = counts_info(wanted.layout.rows, wanted.layout.cols, kFullScale);
  info.layout = wanted.layout;
  info.rate_hz = wanted.rate_hz;
  return std::make_unique<ByuEncoder>(std::move(info));
}

}  // namespace

DeviceDescription byu_device() {
  return {.id = "byu",
          .label = "BYU capstone mat",
          .note =
              "written from one public program: the pitch is not published, 10 mm is taken until "
              "pitch_mm=ROW,COL "
              "says otherwise",
          .rows = 0,
          .cols = 0,
          .count_bits = 10,
          .usual_rate_hz = 10.0,
          .default_baud = 115200,
          .settle_ms = 3000,
          .parameters = {{.key = "rows",
                          .label = "Rows; 0: as the board says",
                          .fallback = "0",
                          .min = 0,
                          .max = kLargestSide,
                          .kind = DeviceParameter::Kind::whole_number},
                         {.key = "cols",
                          .label = "Columns; 0: as the board says",
                          .fallback = "0",
                          .min = 0,
                          .max = kLargestSide,
                          .kind = DeviceParameter::Kind::whole_number}},
          .delimiter = "\x10\x10",  // two counts that are the header of a 16 x 16
          .make_parser = make_parser,
          .make_encoder = make_encoder};
}

}  // namespace rollscope
