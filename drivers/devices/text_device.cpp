// Matrices sent as text (devices.md J), the way makers print them: whole numbers in lines, of any shape. The
// URI says which: rows, cols, separator, where a frame ends, and what asks for one if it has to be asked.
//
//   end=blank   an empty line           end=line    the end of a line: all of a frame stands in one
//   end=rows    after `rows` lines      end=values  after rows x cols numbers, however many stand in a line
//   end=...     a line that reads so, such as end=flag or end=-----
//
// Lines end with CR, LF or both. The first line of a stream that is not asked for is dropped: it may have
// begun before us. A line of a wrong number of values spoils its frame; one that holds anything but numbers
// is passed on as a message and belongs to no frame. With rows=0 or cols=0 the size is that of two frames in
// a row.
//
// Nothing guards a number: a digit lost is another number. And where neither a blank line nor a marker ends a
// frame, nothing but the request says where the next begins.
#include <algorithm>
#include <cstring>
#include <optional>

#include "drivers/devices/byte_order.hpp"
#include "drivers/devices/device.hpp"
#include "drivers/devices/plain_counts.hpp"
#include "drivers/devices/text_lines.hpp"

namespace rollscope {
namespace {

constexpr std::size_t kLongestLine = 512 * 1024;
constexpr std::size_t kLargestFrame = 65536;  // sensels
constexpr int kLargestSide = 1024;

enum class FrameEnd : std::uint8_t { blank, line, rows, values, marker };

FrameEnd frame_end_of(const std::string& word) {
  if (word == "blank") return FrameEnd::blank;
  if (word == "line") return FrameEnd::line;
  if (word == "rows") return FrameEnd::rows;
  if (word == "values") return FrameEnd::values;
  return FrameEnd::marker;
}

struct Setup {
  explicit Setup(const DeviceOptions& options)
      : rows(static_cast<std::size_t>(int_option(options, "rows"))),
        cols(static_cast<std::size_t>(int_option(options, "cols"))),
        separator(find_separator(options.at("separator")).value_or(Separator::any)),
        end(frame_end_of(options.at("end"))),
        marker(options.at("end")),
        full_scale(number_option(options, "full_scale")),
        request(options.at("request")) {}
  [[nodiscard]] bool sized() const { return rows > 0 && cols > 0; }
  // Values of a line; 0: any.
  [[nodiscard]] std::size_t row_width() const {
    return end == FrameEnd::line ? rows * cols : end == FrameEnd::values ? 0 : cols;
  }

  std::size_t rows, cols;  // 0: as they come
  Separator separator;
  FrameEnd end;
  std::string marker;
  double full_scale;
  std::string request;
};

class TextParser final : public DeviceParser {
 public:
  explicit TextParser(const DeviceOptions& options)
      : setup_(options), row_reader_(setup_.separator), partial_line_(setup_.request.empty()) {
    polling_.request = setup_.request;
    polling_.answer = std::chrono::milliseconds(1000);
    if (setup_.sized()) fix_size(setup_.rows, setup_.cols);
    cells_.reserve(setup_.sized() ? setup_.rows * setup_.cols + 1 : 0);
  }

  ParseResult parse(std::span<const std::byte> bytes, bool at_end, RawFrame& frame) override {
    const std::string_view text(reinterpret_cast<const char*>(bytes.data()), bytes.size());
    const std::optional<Line> line = cut_line(text, at_end);
    if (!line) {
      if (text.size() < kLongestLine) return {};
      start_over();
      return {.status = ParseStatus::bad, .consumed = text.size(), .fault = ParseFault::lost_sync};
    }
    ParseResult result{.status = ParseStatus::filler, .consumed = line->size, .frame_end = line->size};
    if (partial_line_)
      partial_line_ = false;
    else
      take_line(line->text, frame, result);
    return result;
  }

  [[nodiscard]] const StreamInfo* info() const override { return info_ ? &*info_ : nullptr; }
  [[nodiscard]] const Polling* polling() const override {
    return polling_.request.empty() ? nullptr : &polling_;
  }
  void drop_partial() override {
    forget_frame();
    spoiled_ = false;
  }

 private:
  struct Line {
    std::string_view text;  // without its end
    std::size_t size;       // with it
  };

  // What ends a line is learnt at the first one. A CR that may yet be followed by an LF decides nothing.
  std::optional<Line> cut_line(std::string_view text, bool at_end) {
    if (newline_ == 0) {
      const std::size_t end = text.find_first_of("\r\n");
      if (end == std::string_view::npos) return std::nullopt;
      const bool last = end + 1 == text.size();
      if (text[end] == '\r' && last && !at_end) return std::nullopt;
      newline_ = text[end] == '\n' || (!last && text[end + 1] == '\n') ? '\n' : '\r';
    }
    const void* found = std::memchr(text.data(), newline_, text.size());
    if (found == nullptr) return std::nullopt;
    const auto end = static_cast<std::size_t>(static_cast<const char*>(found) - text.data());
    return Line{.text = text.substr(0, end), .size = end + 1};
  }

  void take_line(std::string_view line, RawFrame& frame, ParseResult& result) {
    if (setup_.end == FrameEnd::marker && trimmed(line) == setup_.marker) return end_frame(frame, result);
    const std::size_t before = cells_.size();
    const auto count = row_reader_.read(line, most_values(before), cells_);
    if (!count) return refuse_line(line, result);
    if (*count == 0) {
      if (setup_.end == FrameEnd::blank) end_frame(frame, result);
      return;
    }
    const std::size_t width = width_ > 0 ? width_ : setup_.row_width();
    if (width > 0 && *count != width) {
      cells_.resize(before);
      return spoil(result);
    }
    if (setup_.end != FrameEnd::values) width_ = *count;
    ++rows_;
    const bool full = setup_.end == FrameEnd::line ||
                      (setup_.end == FrameEnd::rows && rows_ == setup_.rows) ||
                      (setup_.end == FrameEnd::values && cells_.size() == setup_.rows * setup_.cols);
    if (full) end_frame(frame, result);
  }

  // How many values the next line may have.
  [[nodiscard]] std::size_t most_values(std::size_t so_far) const {
    return (setup_.sized() ? setup_.rows * setup_.cols : kLargestFrame) - so_far;
  }

  // A line that is text is no damage; what is neither numbers nor text is.
  void refuse_line(std::string_view line, ParseResult& result) {
    const std::string_view text = trimmed(line);
    const bool numbers = text.find_first_not_of("0123456789.,;- \t\r\n") == std::string_view::npos;
    if (numbers || !printable(text)) {
      newline_ = 0;
      return spoil(result);
    }
    result.status = ParseStatus::packet;
    result.text = text;
  }

  void spoil(ParseResult& result) {
    result.status = ParseStatus::bad;
    result.fault = ParseFault::wrong_length;
    // Where a mark will come the rest up to it is of the same frame; elsewhere the next line begins one.
    spoiled_ = setup_.end == FrameEnd::blank || setup_.end == FrameEnd::marker;
    forget_frame();
  }

  void end_frame(RawFrame& frame, ParseResult& result) {
    const std::size_t rows = rows_, width = width_;
    const bool spoiled = std::exchange(spoiled_, false);
    if (rows == 0 || spoiled) return forget_frame();
    if (!info_ && !settle_size(rows, width)) {
      result.status = ParseStatus::packet;
      return forget_frame();
    }
    if (cells_.size() != info_->layout.sensels() || !rows_fit(rows)) {
      result.status = ParseStatus::bad;
      result.fault = ParseFault::wrong_length;
      return forget_frame();
    }
    blank_frame(frame, cells_.size());
    std::ranges::copy(cells_, frame.samples.begin());
    result.status = ParseStatus::frame;
    forget_frame();
  }

  [[nodiscard]] bool rows_fit(std::size_t rows) const {
    return setup_.end == FrameEnd::line || setup_.end == FrameEnd::values ||
           rows == static_cast<std::size_t>(info_->layout.rows);
  }

  // The size of a frame that says none: what two in a row agree on. The first of them is not shown.
  bool settle_size(std::size_t rows, std::size_t width) {
    if (setup_.end == FrameEnd::line) {
      rows = setup_.rows > 0 && width % setup_.rows == 0 ? setup_.rows : 1;
      if (setup_.cols > 0 && width % setup_.cols == 0) rows = width / setup_.cols;
      width /= rows;
    }
    const bool again = rows == seen_rows_ && width == seen_cols_;
    const bool wanted =
        (setup_.rows == 0 || rows == setup_.rows) && (setup_.cols == 0 || width == setup_.cols);
    seen_rows_ = rows;
    seen_cols_ = width;
    if (again && wanted) fix_size(rows, width);
    return again && wanted;
  }

  void fix_size(std::size_t rows, std::size_t cols) {
    info_ = counts_info(static_cast<int>(rows), static_cast<int>(cols), setup_.full_scale);
    // Nothing keeps a maker from printing more than the sensor's full scale.
    info_->format = SampleFormat::u16;
  }

  void forget_frame() {
    cells_.clear();
    rows_ = width_ = 0;
  }

  void start_over() {
    forget_frame();
    spoiled_ = false;
    newline_ = 0;
    partial_line_ = setup_.request.empty();
  }

  Setup setup_;
  RowReader row_reader_;
  Polling polling_;
  std::optional<StreamInfo> info_;
  std::vector<float> cells_;  // of the frame under way
  std::size_t rows_ = 0;      // lines of it
  std::size_t width_ = 0;     // values of each
  bool spoiled_ = false;      // until its mark
  bool partial_line_;         // the next line may have begun before us
  char newline_ = 0;          // what ends a line; 0: not known yet
  std::size_t seen_rows_ = 0, seen_cols_ = 0;
};

class TextEncoder final : public DeviceEncoder {
 public:
  TextEncoder(const DeviceOptions& options, StreamInfo info) : setup_(options), info_(std::move(info)) {}

  [[nodiscard]] const StreamInfo& info() const override { return info_; }

  // The end of a line that nobody heard the beginning of.
  void boot(std::vector<std::byte>& out) override {
    if (setup_.request.empty()) append("\r\n", out);
  }

  void encode(const RawFrame& frame, std::vector<std::byte>& out) override {
    const auto cols = static_cast<std::size_t>(info_.layout.cols);
    for (std::size_t i = 0; i < frame.samples.size(); ++i) {
      append(std::to_string(whole_count(frame.samples[i], 65535)), out);
      const bool row_ends =
          setup_.end == FrameEnd::line ? i + 1 == frame.samples.size() : (i + 1) % cols == 0;
      append(row_ends ? "\r\n" : separator(), out);
    }
    if (setup_.end == FrameEnd::blank) append("\r\n", out);
    if (setup_.end == FrameEnd::marker) append(setup_.marker + "\r\n", out);
  }

  void receive(std::span<const std::byte> bytes, std::vector<HostRequest>& out) override {
    if (setup_.request.empty()) return;
    for (const std::byte byte : bytes) heard_.push_back(static_cast<char>(byte));
    for (std::size_t at = 0; (at = heard_.find(setup_.request)) != std::string::npos;) {
      out.push_back({.kind = HostRequest::Kind::frame});
      heard_.erase(0, at + setup_.request.size());
    }
    if (heard_.size() > setup_.request.size()) heard_.erase(0, heard_.size() - setup_.request.size());
  }

 private:
  static void append(std::string_view text, std::vector<std::byte>& out) {
    for (const char c : text) out.push_back(static_cast<std::byte>(c));
  }
  [[nodiscard]] std::string_view separator() const {
    switch (setup_.separator) {
      case Separator::space:
        return " ";
      case Separator::tab:
        return "\t";
      case Separator::semicolon:
        return ";";
      case Separator::any:
      case Separator::comma:
        return ",";
    }
    return ",";
  }

  Setup setup_;
  StreamInfo info_;
  std::string heard_;
};

std::unique_ptr<DeviceParser> make_parser(const DeviceOptions& options) {
  return std::make_unique<TextParser>(options);
}

Result<std::unique_ptr<DeviceEncoder>> make_encoder(const StreamInfo& wanted, const DeviceOptions& options) {
  const Setup setup(options);
  const auto differs = [](std::size_t fixed, int side) {
    return fixed > 0 && fixed != static_cast<std::size_t>(side);
  };
  if (differs(setup.rows, wanted.layout.rows) || differs(setup.cols, wanted.layout.cols))
    return fail(Errc::bad_argument, "text has the rows= and cols= it is given, no other");
  StreamInfo info = counts_info(wanted.layout.rows, wanted.layout.cols, setup.full_scale);
  info.format = SampleFormat::u16;
  info.layout = wanted.layout;
  info.rate_hz = wanted.rate_hz;
  return std::make_unique<TextEncoder>(options, std::move(info));
}

Result<void> check_options(const DeviceOptions& options) {
  const Setup setup(options);
  if (setup.end == FrameEnd::rows && setup.rows == 0)
    return fail(Errc::bad_argument, "end=rows: text needs rows= to know after how many lines a frame ends");
  if (setup.end == FrameEnd::values && !setup.sized())
    return fail(Errc::bad_argument,
                "end=values: text needs rows= and cols= to know after how many a frame ends");
  if (setup.rows * setup.cols > kLargestFrame)
    return fail(Errc::bad_argument, "rows= times cols= is at most 65536");
  if (setup.end == FrameEnd::marker && trimmed(setup.marker).empty())
    return fail(Errc::bad_argument, "end=: write blank, rows, line, values, or the line that ends a frame");
  return {};
}

}  // namespace

DeviceDescription text_device() {
  using Kind = DeviceParameter::Kind;
  return {.id = "text",
          .label = "Text or CSV matrix of any shape",
          .note =
              "the sender says neither its pitch nor its full scale: 10 mm and 10 bits are taken until "
              "pitch_mm=ROW,COL and full_scale= say otherwise",
          .rows = 0,
          .cols = 0,
          .count_bits = 10,
          .usual_rate_hz = 20.0,
          .default_baud = 115200,
          .needs_name = true,  // any numbers fit
          .noticed = Noticed::little,
          .parameters =
              {{.key = "rows",
                .label = "Rows; 0: as many as come",
                .fallback = "0",
                .min = 0,
                .max = kLargestSide,
                .kind = Kind::whole_number},
               {.key = "cols",
                .label = "Columns; 0: as many as come",
                .fallback = "0",
                .min = 0,
                .max = kLargestSide,
                .kind = Kind::whole_number},
               {.key = "separator",
                .label = "Between two numbers",
                .fallback = "any",
                .choices = {"any", "space", "comma", "tab", "semicolon"}},
               {.key = "end",
                .label = "End of a frame: blank, rows, line, values, or the line that marks it",
                .fallback = "blank",
                .kind = Kind::text},
               {.key = "request",
                .label = "What asks for one frame; empty: it sends on its own",
                .fallback = "",
                .kind = Kind::text},
               {.key = "full_scale", .label = "Largest count", .fallback = "1023", .min = 1, .max = 65535}},
          .delimiter = {},
          .make_parser = make_parser,
          .make_encoder = make_encoder,
          .check_options = check_options};
}

}  // namespace rollscope
