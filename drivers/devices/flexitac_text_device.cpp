// FlexiTac and 3D-ViTac pads with the older firmware, which sends text (devices.md D). Free-running:
//
//   each row:  its counts 0 to 255 in decimal, a space behind each; CR LF
//   frame end: an empty line
//
// A frame is what lies between two empty lines, with all its rows, each with all its counts. What the first
// empty line ends is dropped: nothing tells whether its first number came whole. Cannot notice a lost,
// repeated or changed digit where the count stays within 255.
#include <algorithm>
#include <array>
#include <charconv>
#include <string_view>
#include <utility>

#include "drivers/devices/framing.hpp"
#include "drivers/devices/open_geometry.hpp"
#include "drivers/devices/plain_counts.hpp"

namespace rollscope {
namespace {

constexpr std::uint32_t kLargest = 255;
constexpr std::size_t kWidest = 6;  // characters a count takes, spaces included, with some to spare
constexpr int kUsualSide = 16;

StreamInfo stream_info(const DeviceOptions& options) {
  StreamInfo info = counts_info(0, 0, kLargest);
  info.layout = open_layout(options);
  return info;
}

bool is_space(char c) {
  return c == ' ' || c == '\t' || c == '\r';
}

// Reads the counts of one line, without its end; false when they are not exactly `counts.size()`.
bool read_row(std::string_view line, std::span<float> counts) {
  std::size_t at = 0;
  const auto skip_spaces = [&] {
    while (at < line.size() && is_space(line[at])) ++at;
  };
  for (float& count : counts) {
    skip_spaces();
    std::uint32_t value = 0;
    const std::size_t begin = at;
    for (; at < line.size() && line[at] >= '0' && line[at] <= '9'; ++at) {
      value = value * 10 + static_cast<std::uint32_t>(line[at] - '0');
      if (value > kLargest) return false;
    }
    if (at == begin) return false;
    count = static_cast<float>(value);
  }
  skip_spaces();
  return at == line.size();
}

class FlexitacTextParser final : public DeviceParser {
 public:
  explicit FlexitacTextParser(const DeviceOptions& options)
      : info_(stream_info(options)),
        cols_(static_cast<std::size_t>(info_.layout.cols)),
        longest_(static_cast<std::size_t>(info_.layout.rows) * (cols_ * kWidest + 2)),
        counts_(info_.layout.sensels()) {}

  ParseResult parse(std::span<const std::byte> bytes, bool at_end, RawFrame& frame) override {
    const std::string_view text(reinterpret_cast<const char*>(bytes.data()), bytes.size());
    const ParseResult result = lost_ ? skip_line(text) : parse_block(text, at_end);
    if (result.status == ParseStatus::need_more) return result;
    line_ = 0;
    untouched_ = false;
    lost_ = result.status == ParseStatus::bad;
    begun_ = !lost_;
    if (result.status == ParseStatus::frame) {
      blank_frame(frame, counts_.size());
      std::ranges::copy(counts_, frame.samples.begin());
    }
    return result;
  }

  [[nodiscard]] const StreamInfo* info() const override { return &info_; }

 private:
  // Up to the next empty line.
  ParseResult parse_block(std::string_view text, bool at_end) {
    for (;;) {
      const std::size_t end = text.find('\n', line_);
      if (end == std::string_view::npos) break;
      if (std::ranges::all_of(text.substr(line_, end - line_), is_space))
        return end_block(text, end + 1, at_end);
      line_ = end + 1;
    }
    if (text.size() <= longest_) return {};
    return wrong(text.substr(0, line_ > 0 ? line_ : text.size()));
  }

  // An empty line stands from line_ to `end`.
  ParseResult end_block(std::string_view text, std::size_t end, bool at_end) {
    if (line_ == 0) return {.status = ParseStatus::filler, .consumed = end};
    const bool alone = untouched_ && end == text.size() && end <= longest_;  // all there ever was
    if (alone && !at_end) return {};
    const bool whole = (begun_ || alone) && end <= longest_ && read_rows(text.substr(0, line_));
    return whole ? frame_bytes(end) : wrong(text.substr(0, line_));
  }

  ParseResult wrong(std::string_view text) {
    mid_line_ = text.back() != '\n';
    return bad_bytes(text.size(), begun_ ? ParseFault::wrong_length : ParseFault::lost_sync);
  }

  // Nothing counts until an empty line was seen.
  ParseResult skip_line(std::string_view text) {
    const std::size_t end = text.find('\n');
    const bool ended = end != std::string_view::npos;
    if (!mid_line_ && std::ranges::all_of(text.substr(0, end), is_space)) {
      if (ended) return {.status = ParseStatus::filler, .consumed = end + 1};
      if (text.size() <= longest_) return {};
    }
    mid_line_ = !ended;
    return bad_bytes(ended ? end + 1 : text.size(), ParseFault::lost_sync);
  }

  bool read_rows(std::string_view rows) {
    for (std::size_t at = 0; at < counts_.size(); at += cols_) {
      const std::size_t end = rows.find('\n');
      if (end == std::string_view::npos) return false;
      if (!read_row(rows.substr(0, end), std::span(counts_).subspan(at, cols_))) return false;
      rows.remove_prefix(end + 1);
    }
    return rows.empty();
  }

  StreamInfo info_;
  std::size_t cols_;
  std::size_t longest_;        // characters of a frame
  std::vector<float> counts_;  // of the frame being read: `frame` is touched only when it is whole
  std::size_t line_ = 0;       // where the first line not looked at begins
  bool untouched_ = true;      // nothing was consumed yet
  bool begun_ = false;         // an empty line came just before
  bool lost_ = false;          // up to the next empty line nothing counts
  bool mid_line_ = false;      // lost, and the first part of the line is skipped already
};

class FlexitacTextEncoder final : public PlainEncoder {
 public:
  using PlainEncoder::PlainEncoder;

  void encode(const RawFrame& frame, std::vector<std::byte>& out) override {
    const auto put = [&out](std::string_view text) {
      for (const char c : text) out.push_back(static_cast<std::byte>(c));
    };
    const auto cols = static_cast<std::size_t>(info().layout.cols);
    for (std::size_t i = 0; i < frame.samples.size(); ++i) {
      std::array<char, 8> digits{};
      const auto end = std::to_chars(digits.data(), digits.data() + digits.size(),
                                     whole_count(frame.samples[i], kLargest));
      put({digits.data(), end.ptr});
      put(" ");
      if ((i + 1) % cols == 0 || i + 1 == frame.samples.size()) put("\r\n");
    }
    put("\r\n");
  }
};

std::unique_ptr<DeviceParser> make_parser(const DeviceOptions& options) {
  return std::make_unique<FlexitacTextParser>(options);
}

Result<std::unique_ptr<DeviceEncoder>> make_encoder(const StreamInfo& wanted, const DeviceOptions& options) {
  auto info = emulated_info("flexitac-text", stream_info(options), wanted);
  if (!info) return std::unexpected(info.error());
  return std::make_unique<FlexitacTextEncoder>(std::move(*info));
}

}  // namespace

DeviceDescription flexitac_text_device() {
  return {.id = "flexitac-text",
          .label = "FlexiTac or 3D-ViTac pad, older firmware (text)",
          .note =
              "16 x 16 and 10 mm are taken until rows=, cols= and pitch_mm=ROW,COL say otherwise, and "
              "samples are "
              "counts until calibration=FILE is given; a digit lost on the way is not noticed",
          .rows = kUsualSide,
          .cols = kUsualSide,
          .count_bits = 8,
          .usual_rate_hz = 50.0,
          .default_baud = 2'000'000,
          .parameters = geometry_parameters(kUsualSide, kUsualSide),
          .delimiter = "\r\n\r\n",
          .make_parser = make_parser,
          .make_encoder = make_encoder};
}

}  // namespace rollscope
