#include <array>
#include <charconv>
#include <cmath>
#include <cstdio>
#include <string>

#include "core/base/check.hpp"
#include "drivers/files/csv.hpp"

namespace rollscope {
namespace {

constexpr std::size_t kFlushBytes = std::size_t{1} << 16;

struct CloseFile {
  void operator()(std::FILE* file) const { std::fclose(file); }
};

template <class T>
void add_number(std::string& text, T value) {
  std::array<char, 48> buffer;
  text.append(buffer.data(), std::to_chars(buffer.data(), buffer.data() + buffer.size(), value).ptr);
}

void add_cell(std::string& text, float value) {
  text += ',';
  if (std::isnan(value)) {
    text += "nan";
  } else if (value >= 0.0f && value <= 65535.0f && value == std::floor(value) && !std::signbit(value)) {
    add_number(text, static_cast<unsigned>(value));  // the same digits, and faster than the shortest float
  } else {
    add_number(text, value);
  }
}

// Whole nanoseconds as seconds, without noughts at the end: 1500000000 becomes "1.5".
void add_seconds(std::string& text, std::int64_t ns) {
  constexpr std::uint64_t kSecond = 1'000'000'000;
  if (ns < 0) text += '-';
  const std::uint64_t size = ns < 0 ? 0 - static_cast<std::uint64_t>(ns) : static_cast<std::uint64_t>(ns);
  add_number(text, size / kSecond);
  std::string digits = std::to_string(kSecond + size % kSecond);
  digits[0] = '.';
  digits.erase(digits.find_last_not_of('0') + 1);
  if (digits.size() > 1) text += digits;
}

std::string header_text(const StreamInfo& info, CsvWriter::Columns columns) {
  const SensorLayout& layout = info.layout;
  std::string text = "# rollscope-csv: 1\n# rows: ";
  add_number(text, layout.rows);
  text += "\n# cols: ";
  add_number(text, layout.cols);
  text += "\n# pitch_mm: ";
  add_number(text, layout.pitch_row_mm);
  text += ' ';
  add_number(text, layout.pitch_col_mm);
  text += info.format == SampleFormat::f32_kpa ? "\n# unit: kPa" : "\n# unit: counts";
  text += "\n# surface: ";
  if (layout.surface == Surface::cylinder) {
    text += "cylinder ";
    add_number(text, layout.radius_mm);
  } else {
    text += "flat";
  }
  if (info.full_scale > 0.0) {
    text += "\n# full_scale: ";
    add_number(text, info.full_scale);
  }
  if (info.geometry) text.append("\n# geometry: ").append(geometry_id(*info.geometry));
  if (layout.seam_gap_mm > 0.0) {
    text += "\n# seam_gap_mm: ";
    add_number(text, layout.seam_gap_mm);
  }
  if (info.roller_kg > 0.0) {
    text += "\n# roller_kg: ";
    add_number(text, info.roller_kg);
  }
  text += "\nt_s";
  for (std::size_t i = 0; i < layout.sensels(); ++i) {
    text += ",s";
    add_number(text, i);
  }
  if (columns.angle) text += ",angle_rad";
  if (columns.nrs) text += ",nrs";
  return text + "\n";
}

}  // namespace

struct CsvWriter::Impl {
  std::string name;
  std::unique_ptr<std::FILE, CloseFile> file;
  StreamInfo info;
  Columns columns;
  std::string text;
  std::optional<std::int64_t> first_ns;
  std::int64_t last_ns = 0;

  Result<void> flush() {
    const bool written = std::fwrite(text.data(), 1, text.size(), file.get()) == text.size();
    text.clear();
    if (written) return {};
    return fail(Errc::full,
                name + ": cannot be written (is the disk full?); what stands in it is not complete");
  }
};

Result<CsvWriter> CsvWriter::create(const std::filesystem::path& path, const StreamInfo& info,
                                    Columns columns) {
  std::error_code code;
  if (std::filesystem::exists(std::filesystem::symlink_status(path, code)))
    return fail(Errc::exists,
                path.string() + ": exists already, and nothing is ever overwritten (choose another name)");
  std::unique_ptr<std::FILE, CloseFile> file(std::fopen(path.c_str(), "wbx"));
  if (!file)
    return fail(Errc::permission, path.string() + ": cannot be created (check folder and permissions)");
  auto impl = std::make_unique<Impl>();
  impl->name = path.string();
  impl->file = std::move(file);
  impl->info = info;
  impl->columns = columns;
  impl->text = header_text(info, columns);
  return CsvWriter(std::move(impl));
}

CsvWriter::CsvWriter(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
CsvWriter::CsvWriter(CsvWriter&&) noexcept = default;
CsvWriter& CsvWriter::operator=(CsvWriter&&) noexcept = default;
CsvWriter::~CsvWriter() {
  if (impl_ && impl_->file) (void)impl_->flush();
}

Result<void> CsvWriter::append(const RawFrame& frame) {
  Impl& impl = *impl_;
  ROLLSCOPE_CHECK(frame.samples.size() == impl.info.layout.sensels(),
                  "a frame has the layout's number of samples");
  const std::int64_t time_ns =
      impl.info.device_clock && frame.device_us != kNoDeviceTime ? frame.device_us * 1000 : frame.captured_ns;
  if (impl.first_ns && time_ns <= impl.last_ns)
    return fail(Errc::bad_argument, impl.name + ": frame " + std::to_string(frame.sequence) +
                                        " is not later than the one before it, and t_s must rise");
  if (!impl.first_ns) impl.first_ns = time_ns;
  impl.last_ns = time_ns;
  add_seconds(impl.text, time_ns - *impl.first_ns);
  for (const float sample : frame.samples) add_cell(impl.text, sample);
  if (impl.columns.angle) add_cell(impl.text, frame.angle_rad);
  if (impl.columns.nrs) add_cell(impl.text, frame.nrs);
  impl.text += '\n';
  return impl.text.size() >= kFlushBytes ? impl.flush() : Result<void>{};
}

Result<void> CsvWriter::finish() {
  ROLLSCOPE_CHECK(impl_->file != nullptr, "a file is finished once");
  auto done = impl_->flush();
  if (std::fclose(impl_->file.release()) != 0 && done)
    return fail(Errc::full, impl_->name + ": cannot be written to its end (is the disk full?)");
  return done;
}

}  // namespace rollscope
