#include "drivers/devices/juqiao_stream.hpp"

#include <algorithm>
#include <utility>

#include "drivers/devices/plain_counts.hpp"

namespace rollscope::juqiao {
namespace {

constexpr std::byte kRestart{0x03};
constexpr int kTwoBlocks = 32;  // rows of the mats whose lines are wired in two blocks

// The lines of a 32-row mat are wired in two blocks: rows 15 to 31, then 14 down to 0.
std::size_t row_in_blocks(std::size_t row) {
  return row <= 16 ? row + 15 : 31 - row;
}

std::vector<std::size_t> row_order(int rows, const std::string& remap) {
  std::vector<std::size_t> order(static_cast<std::size_t>(rows));
  for (std::size_t row = 0; row < order.size(); ++row) {
    if (remap == "raw")
      order[row] = row;
    else if (remap == "smallbed")
      order[row] = order.size() - 1 - row;
    else
      order[row] = row_in_blocks(row);
  }
  return order;
}

class Parser final : public DeviceParser {
 public:
  Parser(int rows, int cols, const DeviceOptions& options)
      : wiring_(rows, cols, options),
        info_(counts_info(rows, cols, 255.0)),
        frames_(kSeparator, info_.layout.sensels(), kAnswer) {}

  ParseResult parse(std::span<const std::byte> bytes, bool at_end, RawFrame& frame) override {
    const Cut found = cut(frames_, bytes, at_end);
    if (found.result.status == ParseStatus::frame) {
      blank_frame(frame, info_.layout.sensels());
      wiring_.unpack(CountWidth::bits8, found.payload, frame.samples);
    }
    return found.result;
  }

  [[nodiscard]] const StreamInfo* info() const override { return &info_; }

 private:
  Wiring wiring_;
  StreamInfo info_;
  HeadedFrames frames_;
};

class Encoder final : public PlainEncoder {
 public:
  Encoder(StreamInfo info, const DeviceOptions& options)
      : PlainEncoder(info), wiring_(info.layout.rows, info.layout.cols, options) {}

  void encode(const RawFrame& frame, std::vector<std::byte>& out) override {
    out.insert(out.end(), kSeparator.begin(), kSeparator.end());
    wiring_.pack(CountWidth::bits8, frame.samples, out);
  }

 private:
  Wiring wiring_;
};

}  // namespace

Wiring::Wiring(int rows, int cols, const DeviceOptions& options)
    : rows_(row_order(rows, options.at("remap"))), cols_(static_cast<std::size_t>(cols)) {
  const std::string& remap = options.at("remap");
  mirrored_ = (remap == "hand" || remap == "sit") != (options.at("mirror") == "yes");
}

void Wiring::unpack(CountWidth width, std::span<const std::byte> payload, std::span<float> picture) const {
  const std::size_t stride = packed_bytes(width, cols_);
  for (std::size_t row = 0; row < rows_.size(); ++row) {
    const auto line = picture.subspan(row * cols_, cols_);
    unpack_counts(width, payload.subspan(rows_[row] * stride, stride), line);
    if (mirrored_) std::ranges::reverse(line);
  }
}

std::vector<float> Wiring::as_wired(std::span<const float> picture) const {
  std::vector<float> wired(picture.begin(), picture.end());
  if (picture.size() != rows_.size() * cols_) return wired;
  for (std::size_t row = 0; row < rows_.size(); ++row) {
    const auto line = std::span(wired).subspan(rows_[row] * cols_, cols_);
    std::ranges::copy(picture.subspan(row * cols_, cols_), line.begin());
    if (mirrored_) std::ranges::reverse(line);
  }
  return wired;
}

void Wiring::pack(CountWidth width, std::span<const float> picture, std::vector<std::byte>& out) const {
  pack_counts(width, as_wired(picture), out);
}

Cut cut(const HeadedFrames& frames, std::span<const std::byte> bytes, bool at_end) {
  Cut found = frames.cut(bytes, at_end);
  const bool one_byte =
      found.result.fault == ParseFault::wrong_length && found.result.consumed == kSeparator.size() + 1;
  if (one_byte && bytes[kSeparator.size()] == kRestart && mark_at(bytes, kSeparator, found.result.consumed))
    found.result = {
        .status = ParseStatus::packet, .consumed = found.result.consumed, .text = "the mat restarted"};
  return found;
}

std::unique_ptr<DeviceParser> make_parser(int rows, int cols, const DeviceOptions& options) {
  return std::make_unique<Parser>(rows, cols, options);
}

Result<std::unique_ptr<DeviceEncoder>> make_encoder(const char* id, int rows, int cols,
                                                    const StreamInfo& wanted, const DeviceOptions& options) {
  auto info = emulated_info(id, counts_info(rows, cols, 255.0), wanted);
  if (!info) return std::unexpected(info.error());
  return std::make_unique<Encoder>(std::move(*info), options);
}

DeviceDescription description(std::string id, std::string label, int rows, int cols, int baud) {
  std::vector<std::string> orders{"raw", "smallbed"};
  if (rows == kTwoBlocks) orders = {"raw", "jqbed", "smallbed", "hand", "sit"};
  return {
      .id = std::move(id),
      .label = std::move(label),
      .note =
          "the maker publishes neither the sensel pitch nor a calibration: 10 mm is taken until "
          "pitch_mm=ROW,COL says otherwise, and samples are counts until calibration=FILE is given; which "
          "product has which order of rows is not known either: see remap=",
      .rows = rows,
      .cols = cols,
      .count_bits = 8,
      .usual_rate_hz = 50.0,
      .default_baud = baud,
      .parameters =
          {{.key = "remap", .label = "Order of the rows", .fallback = "raw", .choices = std::move(orders)},
           {.key = "mirror",
            .label = "Left and right exchanged",
            .fallback = "no",
            .choices = {"no", "yes"}}},
      .delimiter = "\xAA\x55\x03\x99",
      .make_parser = nullptr,
      .make_encoder = nullptr};
}

}  // namespace rollscope::juqiao
