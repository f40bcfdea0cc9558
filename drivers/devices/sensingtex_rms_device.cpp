// The older Sensing Tex "RMS" dialect, up to 16 x 16 (devices.md A3). The host configures and starts it,
//
//   43 rows cols 00 rate 0D      rate: Hz x 10 in one byte
//   53 0D                        start; 58 0D stops
//
// and it sends its columns, each as a message of its own, without anything that marks a frame:
//
//   offset  size      name
//   0       1         4D ("M"), which occurs in data as well
//   1       1         rows
//   2       1         column
//   3       2 x rows  counts, i16 little endian; pressure = |(count & 0FFF) - 4095|
//           1         0A
//
// A message counts when the next one begins right behind it. A frame is put together from the columns that
// come after its first one (`first`), each exactly once: a column that comes twice belongs to another frame,
// and one that was lost costs its frame. So no frame is ever a mixture of two.
#include <algorithm>
#include <array>
#include <bitset>
#include <cmath>
#include <cstdlib>
#include <cstring>

#include "drivers/devices/byte_order.hpp"
#include "drivers/devices/device.hpp"
#include "drivers/devices/plain_counts.hpp"

namespace rollscope {
namespace {

constexpr int kLargestSide = 16;
constexpr std::byte kColumn{0x4D};
constexpr std::byte kEnd{0x0A};
constexpr std::size_t kCountsAt = 3;
constexpr int kFullScale = 4095;

struct Setup {
  explicit Setup(const DeviceOptions& options)
      : rows(static_cast<std::size_t>(int_option(options, "rows"))),
        cols(static_cast<std::size_t>(int_option(options, "cols"))),
        first(static_cast<std::size_t>(int_option(options, "first"))),
        rate_hz(number_option(options, "rate")),
        swapped(options.at("configure") == "cols-rows") {}
  [[nodiscard]] std::size_t message() const { return kCountsAt + 2 * rows + 1; }
  [[nodiscard]] StreamInfo info() const {
    StreamInfo out = counts_info(static_cast<int>(rows), static_cast<int>(cols), kFullScale);
    out.rate_hz = rate_hz;
    return out;
  }
  [[nodiscard]] std::string start() const {
    const auto rate = static_cast<char>(static_cast<unsigned char>(std::lround(rate_hz * 10.0)));
    std::string out{
        'C', static_cast<char>(swapped ? cols : rows), static_cast<char>(swapped ? rows : cols), '\0', rate,
        '\r'};
    return out + "S\r";
  }

  std::size_t rows, cols;
  std::size_t first;
  double rate_hz;
  bool swapped;
};

class RmsParser final : public DeviceParser {
 public:
  explicit RmsParser(const DeviceOptions& options)
      : setup_(options),
        info_(setup_.info()),
        polling_{.request = setup_.start(),
                 .each_frame = false,
                 .answer = std::chrono::milliseconds(3000),
                 .gap = std::chrono::milliseconds(0)},
        samples_(setup_.rows * setup_.cols) {}

  ParseResult parse(std::span<const std::byte> bytes, bool at_end, RawFrame& frame) override {
    if (!begins_message(bytes))
      return {.status = ParseStatus::bad, .consumed = find_message(bytes), .fault = ParseFault::lost_sync};
    const std::size_t size = setup_.message();
    if (bytes.size() < size) return {};
    const auto next = bytes.subspan(size);
    if (next.size() < kCountsAt && !at_end) return {};
    // Why the column of the next message as well: when as many bytes are lost as a message has, one made of
    // two halves stands here, and only the missing column tells.
    const bool completes = seen_.any() && !seen_[u8_at(bytes, 2)] && seen_.count() + 1 == setup_.cols;
    if (bytes[size - 1] != kEnd || (!next.empty() && !begins_message(next)) ||
        (completes && next.size() >= kCountsAt && u8_at(next, 2) != setup_.first))
      return {.status = ParseStatus::bad, .consumed = find_message(bytes), .fault = ParseFault::wrong_length};
    ParseResult result{.status = ParseStatus::packet, .consumed = size, .frame_end = size};
    if (take_column(bytes.first(size), result)) {
      blank_frame(frame, samples_.size());
      std::ranges::copy(samples_, frame.samples.begin());
      result.status = ParseStatus::frame;
    }
    return result;
  }

  [[nodiscard]] const StreamInfo* info() const override { return &info_; }
  [[nodiscard]] const Polling* polling() const override { return &polling_; }
  void drop_partial() override { seen_.reset(); }

  void part(std::vector<std::byte>& out) const override {
    for (const char c : std::string_view("X\r")) out.push_back(static_cast<std::byte>(c));
  }

 private:
  // As far as the bytes go.
  [[nodiscard]] bool begins_message(std::span<const std::byte> bytes) const {
    return bytes[0] == kColumn && (bytes.size() < 2 || u8_at(bytes, 1) == setup_.rows) &&
           (bytes.size() < 3 || u8_at(bytes, 2) < setup_.cols);
  }
  // Offset, at least 1, of the next bytes that may begin a message.
  [[nodiscard]] std::size_t find_message(std::span<const std::byte> bytes) const {
    std::size_t at = 1;
    while (at < bytes.size() && !begins_message(bytes.subspan(at))) ++at;
    return at;
  }

  // True: it was the last one its frame wanted.
  bool take_column(std::span<const std::byte> message, ParseResult& result) {
    const std::size_t column = u8_at(message, 2);
    const bool begins = column == setup_.first;
    if ((begins && seen_.any()) || (!begins && seen_[column])) result.fault = ParseFault::wrong_length;
    if (begins || seen_[column]) seen_.reset();
    if (!begins && seen_.none()) return false;  // of a frame whose start was not seen
    seen_.set(column);
    for (std::size_t row = 0; row < setup_.rows; ++row) {
      const int raw = static_cast<int>(u16_le_at(message, kCountsAt + 2 * row) & 0x0FFFU);
      samples_[row * setup_.cols + column] = static_cast<float>(std::abs(raw - kFullScale));
    }
    if (seen_.count() < setup_.cols) return false;
    seen_.reset();
    return true;
  }

  Setup setup_;
  StreamInfo info_;
  Polling polling_;
  std::vector<float> samples_;
  std::bitset<kLargestSide> seen_;  // columns of the frame that is being put together
};

class RmsEncoder final : public DeviceEncoder {
 public:
  explicit RmsEncoder(StreamInfo info) : info_(std::move(info)) {}

  [[nodiscard]] const StreamInfo& info() const override { return info_; }
  [[nodiscard]] bool waits_for_start() const override { return true; }
  void set_rate(double rate_hz) override { info_.rate_hz = rate_hz; }

  void encode(const RawFrame& frame, std::vector<std::byte>& out) override {
    const auto cols = static_cast<std::size_t>(info_.layout.cols);
    const std::size_t rows = frame.samples.size() / cols;
    for (std::size_t column = 0; column < cols; ++column) {
      out.push_back(kColumn);
      put_u8(static_cast<std::uint32_t>(rows), out);
      put_u8(static_cast<std::uint32_t>(column), out);
      for (std::size_t row = 0; row < rows; ++row)
        put_u16_le(kFullScale - whole_count(frame.samples[row * cols + column], kFullScale), out);
      out.push_back(kEnd);
    }
  }

  // Commands end with 0D; the configuration's own bytes may be 0D as well and are counted instead.
  void receive(std::span<const std::byte> bytes, std::vector<HostRequest>& out) override {
    using Kind = HostRequest::Kind;
    for (const std::byte byte : bytes) {
      command_.push_back(byte);
      const bool configures = command_[0] == std::byte{'C'};
      if (command_.size() < (configures ? 6U : 2U)) continue;
      if (configures)
        out.push_back({.kind = Kind::rate, .rate_hz = u8_at(command_, 4) / 10.0});
      else if (command_[0] == std::byte{'S'})
        out.push_back({.kind = Kind::start});
      else if (command_[0] == std::byte{'X'})
        out.push_back({.kind = Kind::stop});
      command_.clear();
    }
  }

 private:
  StreamInfo info_;
  std::vector<std::byte> command_;
};

std::unique_ptr<DeviceParser> make_parser(const DeviceOptions& options) {
  return std::make_unique<RmsParser>(options);
}

Result<std::unique_ptr<DeviceEncoder>> make_encoder(const StreamInfo& wanted, const DeviceOptions& options) {
  const Setup setup(options);
  auto info = emulated_info("sensingtex-rms", setup.info(), wanted);
  if (!info) return std::unexpected(info.error());
  return std::make_unique<RmsEncoder>(std::move(*info));
}

// A frame begins with a column there is.
Result<void> check_options(const DeviceOptions& options) {
  if (int_option(options, "first") >= int_option(options, "cols"))
    return fail(Errc::bad_argument, "first=" + options.at("first") + ": there are cols=" +
                                        options.at("cols") + " columns, counted from 0");
  return {};
}

}  // namespace

DeviceDescription sensingtex_rms_device() {
  using Kind = DeviceParameter::Kind;
  return {
      .id = "sensingtex-rms",
      .label = "Sensing Tex, older column messages (RMS)",
      .note =
          "written from one public reader, not from a mat: which of rows and columns its firmware wants "
          "first is "
          "not certain (configure=), nor with which column a frame begins (first=); the pitch is not "
          "published: "
          "10 mm is taken until pitch_mm=ROW,COL says otherwise",
      .rows = 0,
      .cols = 0,
      .count_bits = 12,
      .usual_rate_hz = 10.0,
      .default_baud = 115200,
      .needs_name = true,  // asking configures it
      .parameters = {{.key = "rows",
                      .label = "Rows",
                      .fallback = "16",
                      .min = 1,
                      .max = kLargestSide,
                      .kind = Kind::whole_number},
                     {.key = "cols",
                      .label = "Columns",
                      .fallback = "16",
                      .min = 1,
                      .max = kLargestSide,
                      .kind = Kind::whole_number},
                     {.key = "rate", .label = "Frames a second", .fallback = "10", .min = 1.0, .max = 25.5},
                     {.key = "first",
                      .label = "Column a frame begins with",
                      .fallback = "0",
                      .min = 0,
                      .max = kLargestSide - 1,
                      .kind = Kind::whole_number},
                     {.key = "configure",
                      .label = "What its configuration names first",
                      .fallback = "rows-cols",
                      .choices = {"rows-cols", "cols-rows"}}},
      .delimiter = "\x4D",
      .make_parser = make_parser,
      .make_encoder = make_encoder,
      .check_options = check_options};
}

}  // namespace rollscope
