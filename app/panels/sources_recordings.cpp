#include "app/panels/sources_recordings.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <ctime>
#include <filesystem>
#include <utility>

#include "core/alert/region.hpp"
#include "core/analyzer.hpp"
#include "drivers/recording/recording_reader.hpp"
#include "drivers/recording/verify.hpp"
#include "drivers/source.hpp"

namespace rollscope {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMostRows = 200;

std::string when_words(std::int64_t unix_ns) {
  const auto then = static_cast<std::time_t>(unix_ns / 1'000'000'000);
  const std::time_t now = std::chrono::system_clock::to_time_t(std::chrono::system_clock::now());
  std::tm at{}, today{};
  localtime_r(&then, &at);
  localtime_r(&now, &today);
  if (at.tm_year == today.tm_year && at.tm_yday == today.tm_yday) return fmt::format("Today {:%H:%M}", at);
  if (at.tm_year == today.tm_year) return fmt::format("{} {:%B %H:%M}", at.tm_mday, at);
  return fmt::format("{} {:%B %Y}", at.tm_mday, at);
}

// "2026-11-25_140233_station": a name nobody chose.
bool is_given_name(const std::string& stem) {
  constexpr std::string_view kPattern = "0000-00-00_000000";
  if (stem.size() < kPattern.size()) return false;
  for (std::size_t i = 0; i < kPattern.size(); ++i) {
    const bool digit = stem[i] >= '0' && stem[i] <= '9';
    if (kPattern[i] == '0' ? !digit : stem[i] != kPattern[i]) return false;
  }
  return true;
}

RecordingRow read_row(const fs::path& path, std::uint64_t size) {
  RecordingRow row;
  row.path = path.string();
  row.name = path.stem().string();
  row.size_bytes = size;
  const auto reader = RecordingReader::open(path);
  if (!reader) {
    row.readable = false;
    return row;
  }
  const RecordingInfo& info = reader->info();
  const Region* region = find_region(info.setup.profile.region);
  // A file somebody named keeps its name, or all of one station would read the same.
  if (!info.setup.station.empty() && is_given_name(row.name)) {
    row.name = info.setup.station;
    if (region != nullptr) row.name += std::string(", ").append(region->label);
  }
  row.when = when_words(info.setup.started_unix_ns);
  row.length_s = info.duration_s;
  return row;
}

void check(RecordingRow& row) {
  const auto report = verify_recording(row.path);
  if (!report) {
    row.readable = false;
    return;
  }
  RecordingRow::Integrity integrity{.whole = report->ok, .lost_s = report->unsaved_s_at_most};
  const double rate = row.length_s > 0 ? static_cast<double>(report->frames) / row.length_s : 0;
  const std::uint64_t lost =
      report->damaged_frames + report->frames_missing + report->frames_dropped + report->link_damaged;
  if (rate > 0) integrity.lost_s += static_cast<double>(lost) / rate;
  row.integrity = integrity;
}

void count_events(const Observation& observation, RecordingRow::Holds& holds) {
  for (const Event& event : observation.events) {
    if (const auto* ended = std::get_if<HoldEnded>(&event.what))
      ++(ended->hold.outcome == HoldOutcome::full ? holds.full : holds.partial);
    if (const auto* raised = std::get_if<AlertRaised>(&event.what))
      holds.stopped = holds.stopped ||
                      (raised->alert.level == AlertLevel::stop && raised->alert.kind != AlertKind::technical);
  }
}

// Through the same analyzer as everything else; as fast as the file is read.
void count_holds(RecordingRow& row, const std::stop_token& stop) {
  const auto opened = open_source(SourceUri{.scheme = "file", .address = row.path, .options = {}});
  if (!opened) return;
  Source& source = **opened;
  auto made = Analyzer::make({source.info(), source.calibration(), source.profile().value_or(Profile{})});
  if (!made) return;  // a file whose calibration does not fit its sensor: opening it says so
  Analyzer& analyzer = *made;
  RecordingRow::Holds holds;
  RawFrame frame;
  Command command;
  while (!stop.stop_requested()) {
    const SourceEvent event = source.read(frame, command, std::chrono::milliseconds(0));
    if (event == SourceEvent::frame)
      count_events(analyzer.process(frame), holds);
    else if (event == SourceEvent::command)
      analyzer.apply(command);
    else if (event == SourceEvent::ended)
      break;
  }
  if (stop.stop_requested()) return;
  if (row.length_s > 0) count_events(analyzer.finish(), holds);
  row.holds = holds;
}

}  // namespace

void RecordingShelf::refresh(const std::string& folder) {
  {
    const std::lock_guard lock(mutex_);
    if (busy_) return;
    busy_ = true;
  }
  worker_ = std::jthread([this, folder](std::stop_token stop) { work(std::move(stop), folder); });
}

std::vector<RecordingRow> RecordingShelf::rows() const {
  const std::lock_guard lock(mutex_);
  return rows_;
}

bool RecordingShelf::busy() const {
  const std::lock_guard lock(mutex_);
  return busy_;
}

void RecordingShelf::work(std::stop_token stop, const std::string& folder) {
  struct File {
    fs::path path;
    fs::file_time_type changed;
    std::uint64_t size;
    std::string key;
  };
  std::vector<File> files;
  std::error_code error;
  for (fs::directory_iterator entry(folder, error), end; !error && entry != end; entry.increment(error)) {
    if (entry->path().extension() != ".rsr") continue;
    std::error_code ignored;
    File file{entry->path(), entry->last_write_time(ignored), entry->file_size(ignored), {}};
    file.key =
        fmt::format("{}|{}|{}", file.path.string(), file.size, file.changed.time_since_epoch().count());
    files.push_back(std::move(file));
  }
  std::sort(files.begin(), files.end(), [](const File& a, const File& b) { return a.changed > b.changed; });
  if (files.size() > kMostRows) files.resize(kMostRows);

  const auto publish = [&] {
    std::vector<RecordingRow> rows;
    for (const File& file : files)
      if (const auto found = known_.find(file.key); found != known_.end()) rows.push_back(found->second);
    const std::lock_guard lock(mutex_);
    rows_ = std::move(rows);
  };
  // First what is quick to know of all, then what needs the whole file.
  for (const File& file : files) {
    if (stop.stop_requested()) break;
    if (!known_.contains(file.key)) known_[file.key] = read_row(file.path, file.size);
  }
  publish();
  for (const File& file : files) {
    RecordingRow& row = known_[file.key];
    if (stop.stop_requested() || (row.integrity && row.holds)) continue;
    if (row.readable && !row.integrity) check(row), publish();
    if (row.readable && !row.holds) count_holds(row, stop), publish();
  }
  const std::lock_guard lock(mutex_);
  busy_ = false;
}

std::string format_length(double seconds) {
  const auto whole = static_cast<long>(seconds);
  if (whole >= 3600) return fmt::format("{}:{:02}:{:02}", whole / 3600, whole / 60 % 60, whole % 60);
  return fmt::format("{:02}:{:02}", whole / 60, whole % 60);
}

std::string format_size(std::uint64_t bytes) {
  const double mb = static_cast<double>(bytes) / 1e6;
  if (mb < 1) return fmt::format("{:.0f} kB", mb * 1000);
  if (mb < 10) return fmt::format("{:.1f} MB", mb);
  if (mb < 1000) return fmt::format("{:.0f} MB", mb);
  return fmt::format("{:.1f} GB", mb / 1000);
}

}  // namespace rollscope
