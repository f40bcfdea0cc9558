#include "drivers/recording/schema.hpp"

#include <fmt/format.h>
#include <zlib.h>

#include <algorithm>
#include <bit>
#include <map>
#include <type_traits>

#include "drivers/recording/json.hpp"

namespace rollscope {
namespace {

// first_frame is the rowid: finding a moment is a search in the table itself. The large blobs stand last, so
// that the search never touches their pages.
constexpr const char* kTables = R"(
CREATE TABLE info (key TEXT PRIMARY KEY, value) WITHOUT ROWID;
CREATE TABLE chunks (
  first_frame INTEGER PRIMARY KEY, frames INTEGER NOT NULL,
  first_sequence INTEGER NOT NULL, last_sequence INTEGER NOT NULL,
  first_captured_ns INTEGER NOT NULL, last_captured_ns INTEGER NOT NULL,
  first_device_us INTEGER NOT NULL, last_device_us INTEGER NOT NULL,
  sample_bytes INTEGER NOT NULL, columns INTEGER NOT NULL, crc32 INTEGER NOT NULL,
  meta BLOB NOT NULL, samples BLOB NOT NULL);
CREATE TABLE commands (
  id INTEGER PRIMARY KEY, frame_index INTEGER NOT NULL, sequence INTEGER NOT NULL,
  captured_ns INTEGER NOT NULL, kind TEXT NOT NULL, json TEXT NOT NULL);
CREATE TABLE drops (
  id INTEGER PRIMARY KEY, frame_index INTEGER NOT NULL, captured_ns INTEGER NOT NULL,
  frames INTEGER NOT NULL, reason TEXT NOT NULL);
CREATE TABLE health (
  id INTEGER PRIMARY KEY, frame_index INTEGER NOT NULL, captured_ns INTEGER NOT NULL,
  bytes INTEGER NOT NULL, frames INTEGER NOT NULL, wrong_length INTEGER NOT NULL, checksum INTEGER NOT NULL,
  resyncs INTEGER NOT NULL, discarded_bytes INTEGER NOT NULL, gaps INTEGER NOT NULL,
  frames_lost INTEGER NOT NULL, repeated INTEGER NOT NULL,
  drift_ppm REAL NOT NULL, drift_watched_s REAL NOT NULL, arrival_p95_ms REAL NOT NULL);
CREATE TABLE links (
  id INTEGER PRIMARY KEY, frame_index INTEGER NOT NULL, at_ns INTEGER NOT NULL,
  lost INTEGER NOT NULL, detail TEXT NOT NULL);
)";

// Writes rows of `info` until one fails.
class InfoWriter {
 public:
  explicit InfoWriter(Database& database)
      : database_(database), statement_(database.prepare("INSERT OR REPLACE INTO info VALUES (?, ?)")) {
    if (!statement_) result_ = std::unexpected(statement_.error());
  }
  template <class T>
  void put(std::string_view key, const T& value) {
    if (!result_) return;
    statement_->bind(1, key);
    if constexpr (std::is_integral_v<T>)
      statement_->bind(2, static_cast<std::int64_t>(value));
    else if constexpr (std::is_convertible_v<T, std::string_view>)
      statement_->bind(2, std::string_view(value));
    else
      statement_->bind(2, value);
    result_ = database_.finish(*statement_, "cannot be written");
  }
  [[nodiscard]] Result<void> result() const { return result_; }

 private:
  Database& database_;
  Result<Statement> statement_;
  Result<void> result_;
};

// The rows of `info`. A key that is missing or of another type gives the fallback.
class InfoReader {
 public:
  static Result<InfoReader> read(Database& database) {
    InfoReader reader;
    auto statement = database.prepare("SELECT key, value FROM info");
    if (!statement) return std::unexpected(statement.error());
    int code = SQLITE_ROW;
    while ((code = statement->step()) == SQLITE_ROW) {
      Row& row = reader.rows_[std::string(statement->text(0))];
      row.null = statement->is_null(1);
      row.integer = statement->integer(1);
      row.real = statement->real(1);
      const auto blob = statement->blob(1);
      row.bytes.assign(blob.begin(), blob.end());
    }
    if (code != SQLITE_DONE) return std::unexpected(database.error(code, "its description cannot be read"));
    return reader;
  }
  [[nodiscard]] bool has(const char* key) const {
    const auto found = rows_.find(key);
    return found != rows_.end() && !found->second.null;
  }
  [[nodiscard]] std::int64_t integer(const char* key) const { return has(key) ? rows_.at(key).integer : 0; }
  [[nodiscard]] int small(const char* key) const {
    const std::int64_t value = integer(key);
    return value < 0 || value > 1'000'000 ? 0 : static_cast<int>(value);
  }
  [[nodiscard]] double real(const char* key) const { return has(key) ? rows_.at(key).real : 0.0; }
  [[nodiscard]] std::vector<std::uint8_t> blob(const char* key) const {
    return has(key) ? rows_.at(key).bytes : std::vector<std::uint8_t>{};
  }
  [[nodiscard]] std::string text(const char* key) const {
    const auto bytes = blob(key);
    return {bytes.begin(), bytes.end()};
  }

 private:
  struct Row {
    bool null = true;
    std::int64_t integer = 0;
    double real = 0;
    std::vector<std::uint8_t> bytes;
  };
  std::map<std::string, Row> rows_;
};

constexpr std::string_view kFormats[] = {"u8", "u16", "f32_kpa"};  // in the order of SampleFormat

void write_stream(InfoWriter& info, const StreamInfo& stream) {
  const SensorLayout& layout = stream.layout;
  info.put("rows", layout.rows);
  info.put("cols", layout.cols);
  info.put("pitch_row_mm", layout.pitch_row_mm);
  info.put("pitch_col_mm", layout.pitch_col_mm);
  info.put("surface", layout.surface == Surface::cylinder ? "cylinder" : "flat");
  info.put("radius_mm", layout.radius_mm);
  info.put("declared_area_cm2", layout.declared_area_cm2);
  if (layout.seam_gap_mm > 0.0) info.put("seam_gap_mm", layout.seam_gap_mm);
  if (stream.geometry) info.put("geometry", geometry_id(*stream.geometry));
  if (stream.roller_kg > 0.0) info.put("roller_kg", stream.roller_kg);
  if (!layout.present.empty()) info.put("present", std::span<const std::uint8_t>(layout.present));
  info.put("sample_format", kFormats[static_cast<std::size_t>(stream.format)]);
  info.put("full_scale", stream.full_scale);
  info.put("rate_hz", stream.rate_hz);
  info.put("nominal_step_s", stream.nominal_step_s);
  info.put("numbered", stream.numbered);
  info.put("device_clock", stream.device_clock);
  info.put("kpa_per_count", stream.kpa_per_count);
  info.put("device_id", stream.device_id);
  info.put("device_label", stream.device_label);
  info.put("serial_number", stream.serial_number);
  info.put("firmware", stream.firmware);
}

Result<StreamInfo> read_stream(const InfoReader& info, const std::string& name) {
  StreamInfo stream;
  SensorLayout& layout = stream.layout;
  layout.rows = info.small("rows");
  layout.cols = info.small("cols");
  const std::string format = info.text("sample_format");
  const auto known = std::find(std::begin(kFormats), std::end(kFormats), format);
  if (layout.rows < 1 || layout.cols < 1 || layout.sensels() > (std::size_t{1} << 24) ||
      known == std::end(kFormats))
    return fail(Errc::format, name + ": it does not say what its samples are (rows " +
                                  std::to_string(layout.rows) + ", cols " + std::to_string(layout.cols) +
                                  ", sample_format '" + format + "'); the file is damaged");
  stream.format = static_cast<SampleFormat>(known - std::begin(kFormats));
  layout.pitch_row_mm = info.real("pitch_row_mm");
  layout.pitch_col_mm = info.real("pitch_col_mm");
  layout.surface = info.text("surface") == "cylinder" ? Surface::cylinder : Surface::flat;
  layout.radius_mm = info.real("radius_mm");
  layout.declared_area_cm2 = info.real("declared_area_cm2");
  layout.seam_gap_mm = info.real("seam_gap_mm");
  stream.geometry = find_geometry(info.text("geometry"));
  stream.roller_kg = info.real("roller_kg");
  layout.present = info.blob("present");
  if (!layout.present.empty() && layout.present.size() != layout.sensels())
    return fail(Errc::format,
                name + ": its list of present sensels does not fit its layout; the file is damaged");
  stream.full_scale = info.real("full_scale");
  stream.rate_hz = info.real("rate_hz");
  stream.nominal_step_s = info.real("nominal_step_s");
  stream.numbered = info.integer("numbered") != 0;
  stream.device_clock = info.integer("device_clock") != 0;
  stream.kpa_per_count = info.real("kpa_per_count");
  stream.device_id = info.text("device_id");
  stream.device_label = info.text("device_label");
  stream.serial_number = info.text("serial_number");
  stream.firmware = info.text("firmware");
  return stream;
}

// Over what an analysis goes by. A key that is missing counts as empty or 0.
std::int64_t setup_crc(const InfoReader& info) {
  std::string bytes;
  for (const char* key : {"surface", "present", "sample_format", "calibration", "profile"})
    bytes += info.text(key) + '\0';
  const auto add = [&bytes](double value) {
    const auto bits = std::bit_cast<std::uint64_t>(value);
    for (unsigned shift = 0; shift < 64; shift += 8) bytes += static_cast<char>((bits >> shift) & 0xFF);
  };
  for (const char* key :
       {"rows", "cols", "pitch_row_mm", "pitch_col_mm", "radius_mm", "declared_area_cm2", "full_scale",
        "rate_hz", "nominal_step_s", "numbered", "device_clock", "kpa_per_count"})
    add(info.real(key));
  // Keys of later versions count only where they stand, so that older files keep their sum.
  if (info.has("geometry")) bytes += info.text("geometry") + '\0';
  for (const char* key : {"seam_gap_mm", "roller_kg"})
    if (info.has(key)) add(info.real(key));
  return static_cast<std::int64_t>(crc32_z(0, reinterpret_cast<const Bytef*>(bytes.data()), bytes.size()));
}

}  // namespace

Result<void> create_tables(Database& database) {
  return database.run(kTables);
}

Result<void> write_setup(Database& database, const RecordingSetup& setup) {
  InfoWriter info(database);
  write_stream(info, setup.stream);
  if (setup.calibration) info.put("calibration", calibration_json(*setup.calibration));
  info.put("profile", profile_json(setup.profile));
  info.put("station", setup.station);
  info.put("source", setup.source);
  info.put("device_options", setup.device_options);
  info.put("program_version", setup.program_version);
  info.put("started_unix_ns", setup.started_unix_ns);
  info.put("started_monotonic_ns", setup.started_monotonic_ns);
  if (!info.result()) return info.result();
  const auto written = InfoReader::read(database);
  if (!written) return std::unexpected(written.error());
  info.put("setup_crc32", setup_crc(*written));
  return info.result();
}

Result<void> write_end(Database& database, std::string_view reason, bool clean) {
  InfoWriter info(database);
  info.put("end_reason", reason);
  info.put("closed", clean);
  return info.result();
}

Result<void> check_identity(Database& database, const std::string& name) {
  const auto id = database.query_integer("PRAGMA application_id");
  if (!id) return std::unexpected(id.error());
  if (*id != kApplicationId)
    return fail(Errc::format, name + ": a database of another program, no rollscope recording");
  const auto version = database.query_integer("PRAGMA user_version");
  if (!version) return std::unexpected(version.error());
  if (*version > kFormatVersion)
    return fail(Errc::format,
                fmt::format("{}: made by a newer rollscope (format {}, this program reads up to {}); "
                            "update rollscope to open it",
                            name, *version, kFormatVersion));
  if (*version < 1) return fail(Errc::format, name + ": its start was never written; nothing was recorded");
  return {};
}

Result<RecordingInfo> read_info(Database& database, const std::string& name) {
  const auto version = database.query_integer("PRAGMA user_version");
  if (!version) return std::unexpected(version.error());
  auto rows = InfoReader::read(database);
  if (!rows) return std::unexpected(rows.error());
  auto stream = read_stream(*rows, name);
  if (!stream) return std::unexpected(stream.error());
  RecordingInfo info;
  info.format_version = static_cast<int>(*version);
  info.setup.stream = std::move(*stream);
  if (rows->has("calibration")) {
    auto calibration = parse_calibration_json(rows->text("calibration"));
    if (!calibration) return fail(Errc::format, name + ": " + calibration.error().detail);
    info.setup.calibration = std::move(*calibration);
  }
  auto profile = parse_profile_json(rows->text("profile"));
  if (!profile) return fail(Errc::format, name + ": " + profile.error().detail);
  info.setup.profile = std::move(*profile);
  info.setup.station = rows->text("station");
  info.setup.source = rows->text("source");
  info.setup.device_options = rows->text("device_options");
  info.setup.program_version = rows->text("program_version");
  info.setup.started_unix_ns = rows->integer("started_unix_ns");
  info.setup.started_monotonic_ns = rows->integer("started_monotonic_ns");
  info.setup_intact = !rows->has("setup_crc32") || rows->integer("setup_crc32") == setup_crc(*rows);
  info.closed_cleanly = rows->integer("closed") == 1;
  info.end_reason = rows->text("end_reason");
  return info;
}

}  // namespace rollscope
