#include "drivers/files/csv_header.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <cmath>
#include <utility>
#include <vector>

namespace rollscope {
namespace {

constexpr int kSideMax = 4096;
constexpr std::size_t kSenselsMax = std::size_t{1} << 22;
constexpr double kMillimetresMax = 10'000.0;

std::string_view trim(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return out;
}

template <class T>
bool read_number(std::string_view text, T& value) {
  const auto [stop, code] = std::from_chars(text.data(), text.data() + text.size(), value);
  return code == std::errc{} && stop == text.data() + text.size() && !text.empty();
}

bool read_length(std::string_view text, double& value) {
  return read_number(text, value) && value > 0.0 && value <= kMillimetresMax;
}

std::vector<std::string_view> words(std::string_view text) {
  std::vector<std::string_view> found;
  while (!(text = trim(text)).empty()) {
    const std::size_t length = std::min(text.find_first_of(" \t"), text.size());
    found.push_back(text.substr(0, length));
    text.remove_prefix(length);
  }
  return found;
}

// "# rows: 24" becomes {"rows", "24"}; a comment without a colon has an empty key.
std::pair<std::string_view, std::string_view> split_key(std::string_view line) {
  line.remove_prefix(1);
  const std::size_t colon = line.find(':');
  if (colon == std::string_view::npos) return {};
  return {trim(line.substr(0, colon)), trim(line.substr(colon + 1))};
}

// What a file says, short enough for a message and fit for a terminal.
std::string shown(std::string_view text) {
  constexpr std::size_t kShown = 40;
  std::string out(text.substr(0, kShown));
  for (char& c : out)
    if (static_cast<unsigned char>(c) < ' ') c = '?';
  return out + (text.size() > kShown ? "..." : "");
}

std::unexpected<Error> wrong(std::string_view key, std::string_view value, std::string_view wanted) {
  return fail(Errc::format, std::string(key) + " is '" + shown(value) + "'; write " + std::string(wanted));
}

Result<void> once(bool& seen, std::string_view key) {
  if (seen) return fail(Errc::format, std::string(key) + " stands here a second time; leave one of the two");
  seen = true;
  return {};
}

constexpr std::array<std::string_view, 10> kKeys{"rollscope-csv", "rows",     "cols",       "pitch_mm",
                                                 "unit",          "surface",  "full_scale", "geometry",
                                                 "seam_gap_mm",   "roller_kg"};

}  // namespace

bool CsvHeader::is_known_key(std::string_view line) {
  return line.starts_with('#') && std::find(kKeys.begin(), kKeys.end(), split_key(line).first) != kKeys.end();
}

Result<bool> CsvHeader::take(std::string_view line) {
  if (!version_) {
    const auto [key, value] =
        line.starts_with('#') ? split_key(line) : std::pair<std::string_view, std::string_view>{};
    if (key != "rollscope-csv")
      return fail(Errc::format, "no rollscope-csv; the first line is '# rollscope-csv: 1'");
    // A file whose lines end in CR alone comes as one line.
    if (value.find('\r') != std::string_view::npos)
      return fail(Errc::format, "lines end in CR alone; save it with line ends LF or CRLF");
    if (value != "1")
      return fail(Errc::format, "rollscope-csv of version '" + shown(value) +
                                    "'; this program reads version 1 (update rollscope, or write 1)");
    version_ = true;
    return false;
  }
  if (trim(line).empty()) return false;
  if (line.starts_with('#')) {
    const auto [key, value] = split_key(line);
    if (auto r = take_key(key, value); !r) return std::unexpected(r.error());
    return false;
  }
  if (auto r = check_complete(); !r) return std::unexpected(r.error());
  if (auto r = take_columns(line); !r) return std::unexpected(r.error());
  return true;
}

Result<void> CsvHeader::take_key(std::string_view key, std::string_view value) {
  SensorLayout& layout = info_.layout;
  if (key == "rollscope-csv")
    return fail(Errc::format, "rollscope-csv stands here a second time; leave one of the two");
  if (key == "rows" || key == "cols") {
    int& count = key == "rows" ? layout.rows : layout.cols;
    if (!read_number(value, count) || count < 1 || count > kSideMax)
      return wrong(key, value, "a whole number from 1 to " + std::to_string(kSideMax));
    return once(key == "rows" ? rows_ : cols_, key);
  }
  if (key == "pitch_mm") {
    const auto parts = words(value);
    if (parts.size() != 2 || !read_length(parts[0], layout.pitch_row_mm) ||
        !read_length(parts[1], layout.pitch_col_mm))
      return wrong(key, value, "ROW COL in mm, as in '# pitch_mm: 10 10'");
    return once(pitch_, key);
  }
  if (key == "unit") {
    const std::string unit = lower(value);
    if (unit != "kpa" && unit != "counts") return wrong(key, value, "kPa or counts");
    info_.format = unit == "kpa" ? SampleFormat::f32_kpa : SampleFormat::u16;
    return once(unit_, key);
  }
  if (key == "surface") {
    const auto parts = words(value);
    const std::string kind = parts.empty() ? "" : lower(parts[0]);
    if (kind == "flat" && parts.size() == 1) return once(surface_, key);
    if (kind != "cylinder" || parts.size() != 2 || !read_length(parts[1], layout.radius_mm))
      return wrong(key, value, "flat, or cylinder and its radius in mm, as in '# surface: cylinder 75'");
    layout.surface = Surface::cylinder;
    return once(surface_, key);
  }
  if (key == "full_scale") {
    if (!read_number(value, info_.full_scale) || !(info_.full_scale > 0.0) ||
        !std::isfinite(info_.full_scale))
      return wrong(key, value, "the largest value the sensor can give, as in '# full_scale: 4095'");
    return once(full_scale_, key);
  }
  return take_roller_key(key, value);
}

Result<void> CsvHeader::take_roller_key(std::string_view key, std::string_view value) {
  if (key == "geometry") {
    info_.geometry = find_geometry(value);
    if (!info_.geometry) return wrong(key, value, "A, B-ball, B-body, C or D");
    return once(geometry_, key);
  }
  if (key == "seam_gap_mm") {
    if (!read_number(value, info_.layout.seam_gap_mm) ||
        !(info_.layout.seam_gap_mm >= 0.0 && info_.layout.seam_gap_mm <= kMillimetresMax))
      return wrong(key, value, "the bare arc between last and first column in mm, as in '# seam_gap_mm: 8'");
    return once(seam_gap_, key);
  }
  if (key == "roller_kg") {
    if (!read_number(value, info_.roller_kg) || !(info_.roller_kg > 0.0 && info_.roller_kg <= 1000.0))
      return wrong(key, value, "the mass of the roller in kg, as in '# roller_kg: 1.2'");
    return once(roller_kg_, key);
  }
  return {};
}

Result<void> CsvHeader::check_complete() const {
  const std::pair<bool, const char*> needed[] = {{rows_, "'# rows: 24'"},
                                                 {cols_, "'# cols: 40'"},
                                                 {pitch_, "'# pitch_mm: 10 10' (ROW COL)"},
                                                 {unit_, "'# unit: kPa' or '# unit: counts'"}};
  if (info_.layout.seam_gap_mm > 0.0 && info_.layout.surface != Surface::cylinder)
    return fail(Errc::format,
                "seam_gap_mm belongs to a cylinder; write '# surface: cylinder R' or leave it out");
  for (const auto& [seen, line] : needed)
    if (!seen)
      return fail(Errc::format, std::string("the header does not say all it must; write a line like ") +
                                    line + " above the column line");
  if (info_.layout.sensels() > kSenselsMax)
    return fail(Errc::format, "rows x cols is more than " + std::to_string(kSenselsMax) + " sensels");
  return {};
}

Result<void> CsvHeader::take_columns(std::string_view line) {
  std::vector<std::string_view> names;
  for (std::size_t start = 0; start <= line.size();) {
    const std::size_t end = std::min(line.find(',', start), line.size());
    names.push_back(trim(line.substr(start, end - start)));
    start = end + 1;
  }
  if (names[0] != "t_s")
    return fail(Errc::format, line.find(';') != std::string_view::npos
                                  ? "separate columns by commas, and write decimals with a point"
                                  : "the column line is missing; write t_s,s0,s1,... above the data");
  const std::size_t sensels = info_.layout.sensels();
  const std::size_t fixed = 1 + sensels;
  for (std::size_t i = 1; i < names.size(); ++i) {
    int* column = names[i] == "angle_rad" ? &columns_.angle : names[i] == "nrs" ? &columns_.nrs : nullptr;
    if (i >= fixed && column != nullptr && *column < 0)
      *column = static_cast<int>(i - fixed);
    else if (i >= fixed || column != nullptr)
      return fail(Errc::format, "column " + std::to_string(i + 1) + " is '" + shown(names[i]) +
                                    "'; write t_s, then " + std::to_string(sensels) +
                                    " sensels (rows x cols), then at most angle_rad and nrs");
  }
  if (names.size() < fixed)
    return fail(Errc::format, std::to_string(names.size() - 1) + " sensels named, and rows x cols are " +
                                  std::to_string(sensels));
  return {};
}

}  // namespace rollscope
