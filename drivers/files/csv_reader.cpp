#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdio>
#include <cstring>
#include <limits>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "drivers/files/csv.hpp"
#include "drivers/files/csv_header.hpp"

namespace rollscope {
namespace {

constexpr std::size_t kBufferBytes = std::size_t{1} << 18;
constexpr std::size_t kSurveyFrames = 200;
constexpr double kTimeMax_s = 9e9;  // fits nanoseconds in 63 bits
constexpr double kFullScales[] = {255, 1023, 4095, 65535};

struct CloseFile {
  void operator()(std::FILE* file) const { std::fclose(file); }
};

// Lines of a file without their ends; memory is one buffer that grows to the longest line.
class LineReader {
 public:
  explicit LineReader(std::FILE* file) : file_(file), buffer_(kBufferBytes) {}

  // False at the end. The view is good until the next call.
  bool next(std::string_view& line) {
    std::size_t searched = begin_;
    for (;;) {
      const void* found = std::memchr(buffer_.data() + searched, '\n', end_ - searched);
      if (found != nullptr) {
        const auto at = static_cast<std::size_t>(static_cast<const char*>(found) - buffer_.data());
        return give(at, at + 1, line);
      }
      searched = end_ - begin_;
      if (!fill()) return end_ > begin_ && give(end_, end_, line);
    }
  }
  void rewind() {
    std::rewind(file_.get());
    begin_ = end_ = 0;
    number_ = 0;
  }
  [[nodiscard]] std::uint64_t number() const { return number_; }
  [[nodiscard]] bool failed() const { return std::ferror(file_.get()) != 0; }

 private:
  bool give(std::size_t end, std::size_t next_begin, std::string_view& line) {
    line = {buffer_.data() + begin_, end - begin_};
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (number_ == 0 && line.starts_with("\xEF\xBB\xBF")) line.remove_prefix(3);
    begin_ = next_begin;
    ++number_;
    return true;
  }
  // Moves what is left to the front and reads on behind it.
  bool fill() {
    std::copy(buffer_.begin() + static_cast<std::ptrdiff_t>(begin_),
              buffer_.begin() + static_cast<std::ptrdiff_t>(end_), buffer_.begin());
    end_ -= begin_;
    begin_ = 0;
    if (end_ == buffer_.size()) buffer_.resize(2 * buffer_.size());
    const std::size_t read = std::fread(buffer_.data() + end_, 1, buffer_.size() - end_, file_.get());
    end_ += read;
    return read > 0;
  }

  std::unique_ptr<std::FILE, CloseFile> file_;
  std::vector<char> buffer_;
  std::size_t begin_ = 0, end_ = 0;
  std::uint64_t number_ = 0;
};

std::string_view trim(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

enum class Cell { number, none, bad };

// A number below what a float can hold, as models leave behind, is nought; one above it is a mistake.
bool is_tiny(std::string_view cell) {
  double value = 0;
  const auto [stop, code] = std::from_chars(cell.data(), cell.data() + cell.size(), value);
  return code == std::errc{} && stop == cell.data() + cell.size() && std::abs(value) < 1.0;
}

// One cell as a person may write it: spaces, a plus sign, nothing, nan.
template <class T>
Cell read_cell(std::string_view cell, T& value) {
  cell = trim(cell);
  if (cell.starts_with('+')) cell.remove_prefix(1);
  value = std::numeric_limits<T>::quiet_NaN();
  if (cell.empty()) return Cell::none;
  const auto [stop, code] = std::from_chars(cell.data(), cell.data() + cell.size(), value);
  if (code == std::errc::result_out_of_range && is_tiny(cell)) {
    value = 0;
    return Cell::number;
  }
  if (code != std::errc{} || stop != cell.data() + cell.size() || std::isinf(value)) return Cell::bad;
  if (!std::isnan(value)) return Cell::number;
  // One NaN, whatever sign or payload the text may hint at.
  value = std::numeric_limits<T>::quiet_NaN();
  return Cell::none;
}

// The cells of a line, left to right.
class Cells {
 public:
  explicit Cells(std::string_view line) : at_(line.data()), end_(line.data() + line.size()) {}

  [[nodiscard]] bool more() const { return at_ != nullptr; }

  // The fast way for a cell that is a plain whole number; false leaves the cell to take().
  bool whole(float& value) {
    unsigned number = 0;
    const auto [stop, code] = std::from_chars(at_, end_, number);
    if (code != std::errc{} || number > 65535 || !ends_cell(stop)) return false;
    value = static_cast<float>(number);
    step(stop);
    return true;
  }
  // Likewise for a plain number.
  bool plain(float& value) {
    const auto [stop, code] = std::from_chars(at_, end_, value);
    if (code != std::errc{} || !std::isfinite(value) || !ends_cell(stop)) return false;
    step(stop);
    return true;
  }
  std::string_view take() {
    const void* comma = std::memchr(at_, ',', static_cast<std::size_t>(end_ - at_));
    const char* stop = comma != nullptr ? static_cast<const char*>(comma) : end_;
    const std::string_view cell(at_, static_cast<std::size_t>(stop - at_));
    step(stop);
    return cell;
  }

 private:
  [[nodiscard]] bool ends_cell(const char* stop) const { return stop == end_ || *stop == ','; }
  void step(const char* stop) { at_ = stop == end_ ? nullptr : stop + 1; }

  const char* at_;  // null: past the last cell
  const char* end_;
};

}  // namespace

struct CsvReader::Impl {
  std::string name;
  LineReader lines;
  CsvHeader header;
  StreamInfo info;
  std::uint64_t header_lines = 0;
  std::uint64_t frames = 0;
  std::int64_t last_ns = 0;

  Impl(std::string file_name, std::FILE* file) : name(std::move(file_name)), lines(file) {}

  [[nodiscard]] std::unexpected<Error> error(std::string_view detail) const {
    return fail(Errc::format, name + ":" + std::to_string(lines.number()) + ": " + std::string(detail));
  }
  [[nodiscard]] std::unexpected<Error> bad_cell(std::size_t column, std::string_view cell,
                                                std::string_view wanted) const;
  Result<void> read_header();
  Result<bool> next(RawFrame& frame);
  Result<void> read_line(std::string_view line, RawFrame& frame);
  Result<void> read_time(std::string_view cell, RawFrame& frame);
  Result<void> read_sample(std::size_t index, std::string_view cell, float& sample) const;
  Result<void> read_extra(int place, std::string_view cell, RawFrame& frame) const;
  Result<void> survey();
  Result<void> rewind();
};

std::unexpected<Error> CsvReader::Impl::bad_cell(std::size_t column, std::string_view cell,
                                                 std::string_view wanted) const {
  constexpr std::size_t kShown = 40;
  std::string shown(cell.substr(0, kShown));
  for (char& c : shown)
    if (static_cast<unsigned char>(c) < ' ') c = '?';
  return error("column " + std::to_string(column + 1) + " is '" + shown + "'; write " + std::string(wanted));
}

Result<void> CsvReader::Impl::read_header() {
  std::string_view line;
  while (lines.next(line)) {
    const auto done = header.take(line);
    if (!done) return error(done.error().detail);
    if (!*done) continue;
    header_lines = lines.number();
    info = header.info();
    info.device_id = "rollscope-csv";
    info.device_label = "rollscope-csv";
    return {};
  }
  return error("the file ends before its column line; write t_s,s0,s1,... and the data below the header");
}

Result<bool> CsvReader::Impl::next(RawFrame& frame) {
  std::string_view line;
  while (lines.next(line)) {
    if (line.empty() || (line[0] <= ' ' && trim(line).empty())) continue;
    if (line[0] == '#') {
      if (CsvHeader::is_known_key(line))
        return error("a header line among the data; move it above the column line");
      continue;
    }
    if (auto r = read_line(line, frame); !r) return std::unexpected(r.error());
    frame.sequence = frames++;
    last_ns = frame.captured_ns;
    return true;
  }
  if (lines.failed()) return fail(Errc::io, name + ": cannot be read to its end");
  return false;
}

Result<void> CsvReader::Impl::read_line(std::string_view line, RawFrame& frame) {
  const std::size_t sensels = info.layout.sensels();
  const auto extra = static_cast<std::size_t>(header.columns().extra());
  const bool counts = info.format != SampleFormat::f32_kpa;
  frame.device_us = kNoDeviceTime;
  frame.angle_rad = frame.nrs = kNotGiven;
  frame.imu.fill(kNotGiven);
  frame.trigger = false;
  frame.samples.resize(sensels);
  Cells cells(line);
  if (auto r = read_time(cells.take(), frame); !r) return r;
  std::size_t taken = 0;
  for (; taken < sensels && cells.more(); ++taken) {
    float& sample = frame.samples[taken];
    if (counts ? cells.whole(sample) : cells.plain(sample)) continue;
    if (auto r = read_sample(taken, cells.take(), sample); !r) return r;
  }
  for (; taken >= sensels && taken < sensels + extra && cells.more(); ++taken)
    if (auto r = read_extra(static_cast<int>(taken - sensels), cells.take(), frame); !r) return r;
  if (taken == sensels + extra && !cells.more()) return {};
  for (; cells.more(); ++taken) (void)cells.take();
  return error(
      std::to_string(taken) + " values behind t_s where the column line has " +
      std::to_string(sensels + extra) +
      (taken < sensels + extra ? "; the line is cut off: complete or delete it" : "; take the surplus away"));
}

Result<void> CsvReader::Impl::read_time(std::string_view cell, RawFrame& frame) {
  double time_s = 0;
  if (read_cell(cell, time_s) != Cell::number || !(std::abs(time_s) <= kTimeMax_s))
    return bad_cell(0, cell,
                    cell.find(';') != std::string_view::npos
                        ? "values separated by commas, and decimals with a point"
                        : "the time in seconds");
  frame.captured_ns = std::llround(time_s * 1e9);
  if (frames > 0 && frame.captured_ns <= last_ns)
    return bad_cell(0, cell, "a time later than the line before (t_s rises strictly)");
  return {};
}

Result<void> CsvReader::Impl::read_sample(std::size_t index, std::string_view cell, float& sample) const {
  const bool counts = info.format != SampleFormat::f32_kpa;
  const Cell kind = read_cell(cell, sample);
  if (kind == Cell::none) return {};
  if (kind == Cell::bad)
    return bad_cell(index + 1, cell,
                    counts ? "a whole number of counts, or nothing where no sensel is"
                           : "a pressure in kPa, or nothing where no sensel is");
  if (counts && !(sample >= 0.0f && sample <= 65535.0f && sample == std::floor(sample)))
    return bad_cell(index + 1, cell,
                    "a whole number of counts from 0 to 65535 (for pressures: '# unit: kPa')");
  return {};
}

Result<void> CsvReader::Impl::read_extra(int place, std::string_view cell, RawFrame& frame) const {
  const bool angle = place == header.columns().angle;
  float& value = angle ? frame.angle_rad : frame.nrs;
  const Cell kind = read_cell(cell, value);
  const std::size_t column = 1 + info.layout.sensels() + static_cast<std::size_t>(place);
  if (kind == Cell::bad)
    return bad_cell(
        column, cell,
        angle ? "the roller's angle in radians, or nothing" : "a pain rating from 0 to 10, or nothing");
  if (!angle && kind == Cell::number && !(value >= 0.0f && value <= 10.0f))
    return bad_cell(column, cell, "a pain rating from 0 to 10, or nothing");
  return {};
}

// Looks ahead for what the header does not say: the usual step, cells that never hold a value, and the full
// scale of counts. As far as kSurveyFrames; to the end only where holes or an unknown full scale ask for it.
Result<void> CsvReader::Impl::survey() {
  RawFrame frame;
  std::vector<double> steps_s;
  std::vector<std::uint8_t> present(info.layout.sensels(), 0);
  std::size_t holes = present.size();
  float highest = 0;
  const bool counts = info.format != SampleFormat::f32_kpa;
  const bool wants_scale = counts && !header.has_full_scale();
  std::int64_t before_ns = 0;
  while (frames < kSurveyFrames || holes > 0 || wants_scale) {
    const auto more = next(frame);
    // What is wrong further down is told when the reading gets there.
    if (!more && frames < kSurveyFrames) return std::unexpected(more.error());
    if (!more || !*more) break;
    if (frames > 1 && frames <= kSurveyFrames)
      steps_s.push_back(static_cast<double>(frame.captured_ns - before_ns) * 1e-9);
    before_ns = frame.captured_ns;
    if (wants_scale)
      for (const float sample : frame.samples) highest = sample > highest ? sample : highest;
    for (std::size_t i = 0; holes > 0 && i < present.size(); ++i)
      if (present[i] == 0 && !std::isnan(frame.samples[i])) {
        present[i] = 1;
        --holes;
      }
  }
  if (holes > 0 && frames > 0) info.layout.present = std::move(present);
  if (!steps_s.empty()) {
    const auto middle = steps_s.begin() + static_cast<std::ptrdiff_t>(steps_s.size() / 2);
    std::nth_element(steps_s.begin(), middle, steps_s.end());
    info.rate_hz = 1.0 / *middle;
  }
  if (wants_scale)
    info.full_scale = *std::find_if(std::begin(kFullScales), std::end(kFullScales),
                                    [&](double scale) { return static_cast<double>(highest) <= scale; });
  if (counts && info.full_scale <= 255.0) info.format = SampleFormat::u8;
  return rewind();
}

Result<void> CsvReader::Impl::rewind() {
  lines.rewind();
  frames = 0;
  std::string_view line;
  while (lines.number() < header_lines)
    if (!lines.next(line)) return fail(Errc::io, name + ": changed while it was read");
  return {};
}

Result<CsvReader> CsvReader::open(const std::filesystem::path& path) {
  const std::string name = path.string();
  std::error_code code;
  if (!std::filesystem::exists(path, code)) return fail(Errc::not_found, name + ": no such file");
  if (!std::filesystem::is_regular_file(path, code)) return fail(Errc::format, name + ": not a file");
  std::FILE* file = std::fopen(path.c_str(), "rb");
  if (file == nullptr) return fail(Errc::permission, name + ": cannot be read (check its permissions)");
  auto impl = std::make_unique<Impl>(name, file);
  if (auto r = impl->read_header(); !r) return std::unexpected(r.error());
  if (auto r = impl->survey(); !r) return std::unexpected(r.error());
  return CsvReader(std::move(impl));
}

CsvReader::CsvReader(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
CsvReader::CsvReader(CsvReader&&) noexcept = default;
CsvReader& CsvReader::operator=(CsvReader&&) noexcept = default;
CsvReader::~CsvReader() = default;

const StreamInfo& CsvReader::info() const {
  return impl_->info;
}
Result<bool> CsvReader::next(RawFrame& frame) {
  return impl_->next(frame);
}
Result<void> CsvReader::rewind() {
  return impl_->rewind();
}

}  // namespace rollscope
