#include "drivers/recording/recording_reader.hpp"

#include <algorithm>
#include <limits>
#include <optional>
#include <system_error>

#include "core/base/check.hpp"
#include "drivers/recording/chunk.hpp"
#include "drivers/recording/json.hpp"
#include "drivers/recording/recording_file.hpp"
#include "drivers/recording/schema.hpp"

namespace rollscope {
namespace {

constexpr std::size_t kLinesMax = 100;
constexpr std::uint64_t kFrameMax = std::numeric_limits<std::int64_t>::max();
// Behind a damaged page the search for something readable goes on in steps of a chunk, and in longer ones
// after so many in vain.
constexpr int kLeapsBeforeLonger = 16;

// Where a chunk stands in the file and in time.
struct ChunkPlace {
  std::uint64_t first_frame = 0;
  std::uint32_t frames = 0;
  std::int64_t first_captured_ns = 0, last_captured_ns = 0;
  std::int64_t first_device_us = kNoDeviceTime, last_device_us = kNoDeviceTime;
};

constexpr std::string_view kPlaceColumns =
    "SELECT first_frame, frames, first_captured_ns, last_captured_ns, first_device_us, last_device_us FROM "
    "chunks ";

ChunkPlace place_of(const Statement& row) {
  return {.first_frame = row.natural(0),
          .frames = static_cast<std::uint32_t>(row.integer(1)),
          .first_captured_ns = row.integer(2),
          .last_captured_ns = row.integer(3),
          .first_device_us = row.integer(4),
          .last_device_us = row.integer(5)};
}

std::string range_text(std::uint64_t first, std::uint64_t frames) {
  if (frames == 1) return "frame " + std::to_string(first);
  return "frames " + std::to_string(first) + " to " + std::to_string(first + frames - 1);
}

}  // namespace

struct RecordingReader::Impl {
  Database database;
  RecordingInfo info;
  std::vector<RecordedCommand> commands;
  std::vector<RecordedDrop> drops;
  std::vector<RecordedHealth> health;
  std::vector<RecordedLink> links;
  RecordingDamage damage;
  bool device_clock = false;
  std::optional<ChunkPlace> first_place;

  Statement select_chunk, select_place, select_place_before;
  ChunkDecoder decoder{0};
  std::uint64_t chunk_first = 0;  // index in the file of the decoded chunk's first frame
  std::size_t in_chunk = 0;       // next frame to hand out of it
  std::uint64_t next_frame = 0;   // where the search for the next chunk starts
  std::size_t next_command = 0;
  std::uint64_t given = 0;
  std::uint32_t usual_frames = 1;  // of a chunk: the step over a page that cannot be read

  void note(std::string line) {
    if (damage.lines.size() < kLinesMax) damage.lines.push_back(std::move(line));
  }
  Result<void> prepare();
  void read_small_tables();
  void read_commands();
  void read_health();
  void read_links();
  void read_extent();
  void check_size(const std::filesystem::path& path);
  enum class Found { chunk, damaged, end };
  Found load_chunk_at(std::uint64_t frame);
  bool load_next_chunk();
  bool skip_unreadable(std::uint64_t frame);
  std::optional<ChunkPlace> place_at_or_after(std::uint64_t frame);
  std::optional<ChunkPlace> place_at_or_before(std::uint64_t frame);
  std::optional<ChunkPlace> last_readable_place();
  [[nodiscard]] double seconds(std::int64_t captured_ns, std::int64_t device_us) const;
};

Result<void> RecordingReader::Impl::prepare() {
  const auto into = [&](Statement& statement, const std::string& sql) -> Result<void> {
    auto prepared = database.prepare(sql);
    if (!prepared) return std::unexpected(prepared.error());
    statement = std::move(*prepared);
    return {};
  };
  const std::string place(kPlaceColumns);
  if (auto r = into(select_chunk,
                    "SELECT first_frame, frames, sample_bytes, columns, crc32, meta, samples FROM chunks "
                    "WHERE first_frame >= ? ORDER BY first_frame LIMIT 1");
      !r)
    return r;
  if (auto r = into(select_place, place + "WHERE first_frame >= ? ORDER BY first_frame LIMIT 1"); !r)
    return r;
  return into(select_place_before, place + "WHERE first_frame <= ? ORDER BY first_frame DESC LIMIT 1");
}

void RecordingReader::Impl::read_commands() {
  auto rows = database.prepare("SELECT frame_index, sequence, captured_ns, json FROM commands ORDER BY id");
  int code = SQLITE_DONE;
  while (rows && (code = rows->step()) == SQLITE_ROW) {
    auto command = parse_command_json(rows->text(3));
    if (command) {
      // Written in order; a damaged file may say otherwise, and next() goes by the order.
      const std::uint64_t frame = rows->natural(0);
      const auto place = std::upper_bound(commands.begin(), commands.end(), frame,
                                          [](std::uint64_t f, const auto& c) { return f < c.frame_index; });
      commands.insert(place, {.frame_index = frame,
                              .sequence = rows->natural(1),
                              .captured_ns = rows->integer(2),
                              .command = std::move(*command)});
    } else {
      ++damage.commands;
      note("command before frame " + std::to_string(rows->natural(0)) + ": " + command.error().detail);
    }
  }
  if (!rows || code != SQLITE_DONE) {
    ++damage.commands;
    note("commands after frame " + std::to_string(commands.empty() ? 0 : commands.back().frame_index) +
         " cannot be read");
  }
}

void RecordingReader::Impl::read_small_tables() {
  read_commands();
  int code = SQLITE_DONE;
  auto rows = database.prepare("SELECT frame_index, captured_ns, frames, reason FROM drops ORDER BY id");
  while (rows && (code = rows->step()) == SQLITE_ROW)
    drops.push_back({.frame_index = rows->natural(0),
                     .captured_ns = rows->integer(1),
                     .frames = rows->natural(2),
                     .reason = std::string(rows->text(3))});
  if (!rows || code != SQLITE_DONE) note("the list of drops cannot be read to its end");
  read_health();
  read_links();
}

void RecordingReader::Impl::read_health() {
  // Of a program that did not watch clocks: 0, which says just that.
  const auto watched =
      database.query_integer("SELECT count(*) FROM pragma_table_info('health') WHERE name = 'drift_ppm'");
  const std::string clocks =
      watched && *watched == 0 ? "0.0, 0.0, 0.0" : "drift_ppm, drift_watched_s, arrival_p95_ms";
  int code = SQLITE_DONE;
  auto rows = database.prepare(
      "SELECT frame_index, captured_ns, bytes, frames, wrong_length, checksum, resyncs, discarded_bytes, "
      "gaps, "
      "frames_lost, repeated, " +
      clocks + " FROM health ORDER BY id");
  while (rows && (code = rows->step()) == SQLITE_ROW)
    health.push_back({.frame_index = rows->natural(0),
                      .captured_ns = rows->integer(1),
                      .health = {.bytes = rows->natural(2),
                                 .frames = rows->natural(3),
                                 .wrong_length = rows->natural(4),
                                 .checksum = rows->natural(5),
                                 .resyncs = rows->natural(6),
                                 .discarded_bytes = rows->natural(7),
                                 .gaps = rows->natural(8),
                                 .frames_lost = rows->natural(9),
                                 .repeated = rows->natural(10),
                                 .drift_ppm = rows->real(11),
                                 .drift_watched_s = rows->real(12),
                                 .arrival_p95_ms = rows->real(13)}});
  if (!rows || code != SQLITE_DONE) note("the list of the link's health cannot be read to its end");
}

void RecordingReader::Impl::read_links() {
  const auto there = database.query_integer("SELECT count(*) FROM sqlite_master WHERE name = 'links'");
  if (there && *there == 0) return;  // of a program that ended with its link
  int code = SQLITE_DONE;
  auto rows = database.prepare("SELECT frame_index, at_ns, lost, detail FROM links ORDER BY id");
  while (rows && (code = rows->step()) == SQLITE_ROW)
    links.push_back({.frame_index = rows->natural(0),
                     .at_ns = rows->integer(1),
                     .lost = rows->integer(2) != 0,
                     .detail = std::string(rows->text(3))});
  if (!rows || code != SQLITE_DONE) note("the list of the link's losses cannot be read to its end");
}

double RecordingReader::Impl::seconds(std::int64_t captured_ns, std::int64_t device_us) const {
  // As floating point from the start: a damaged row may hold any two numbers.
  if (device_clock)
    return (static_cast<double>(device_us) - static_cast<double>(first_place->first_device_us)) * 1e-6;
  return (static_cast<double>(captured_ns) - static_cast<double>(first_place->first_captured_ns)) * 1e-9;
}

// Where the last pages are damaged or cut off, the last chunk before them.
std::optional<ChunkPlace> RecordingReader::Impl::last_readable_place() {
  const auto last = place_at_or_before(kFrameMax);
  if (last || !first_place) return last;
  std::uint64_t good = first_place->first_frame, step = usual_frames;
  while (good + step < kFrameMax && place_at_or_before(good + step)) {
    good += step;
    step *= 2;
  }
  for (; step >= usual_frames; step /= 2)
    if (good + step < kFrameMax && place_at_or_before(good + step)) good += step;
  return place_at_or_before(good);
}

void RecordingReader::Impl::read_extent() {
  first_place = place_at_or_after(0);
  if (first_place) usual_frames = std::max<std::uint32_t>(1, first_place->frames);
  const auto last = last_readable_place();
  device_clock =
      info.setup.stream.device_clock && first_place && first_place->first_device_us != kNoDeviceTime;
  if (!last || !first_place) return;
  info.frames = last->first_frame + last->frames;
  info.duration_s = seconds(last->last_captured_ns, last->last_device_us);
}

void RecordingReader::Impl::check_size(const std::filesystem::path& path) {
  std::error_code code;
  std::filesystem::path wal = path;
  wal += "-wal";
  info.size_bytes = std::filesystem::file_size(path, code);
  const std::uint64_t wal_bytes = std::filesystem::file_size(wal, code);
  if (!code && wal_bytes > 0) {
    info.size_bytes += wal_bytes;
    return;  // pages may stand there and not in the file yet
  }
  const auto pages = database.query_integer("PRAGMA page_count");
  const auto page_bytes = database.query_integer("PRAGMA page_size");
  if (!pages || !page_bytes) return;
  const auto wanted = static_cast<std::uint64_t>(*pages) * static_cast<std::uint64_t>(*page_bytes);
  if (info.size_bytes < wanted)
    note("the file is cut off: " + std::to_string(info.size_bytes) + " bytes of " + std::to_string(wanted));
}

std::optional<ChunkPlace> RecordingReader::Impl::place_at_or_after(std::uint64_t frame) {
  std::optional<ChunkPlace> place;
  select_place.bind(1, std::min(frame, kFrameMax));
  if (select_place.step() == SQLITE_ROW) place = place_of(select_place);
  select_place.reset();
  return place;
}

std::optional<ChunkPlace> RecordingReader::Impl::place_at_or_before(std::uint64_t frame) {
  std::optional<ChunkPlace> place;
  select_place_before.bind(1, std::min(frame, kFrameMax));
  if (select_place_before.step() == SQLITE_ROW) place = place_of(select_place_before);
  select_place_before.reset();
  // SQLite fills a page that the file's end cuts with noughts; a row of noughts is none.
  if (place && place->frames == 0) place.reset();
  return place;
}

// Decodes the first chunk that starts at or after `frame`. After `damaged`, next_frame stands behind it.
RecordingReader::Impl::Found RecordingReader::Impl::load_chunk_at(std::uint64_t frame) {
  if (frame > kFrameMax) return Found::end;
  select_chunk.bind(1, frame);
  const int code = select_chunk.step();
  // A damaged index may lead back to a chunk that was read before, again and again.
  const bool leads_back = code == SQLITE_ROW && select_chunk.natural(0) < frame;
  if (code != SQLITE_ROW || leads_back) {
    select_chunk.reset();
    if (code == SQLITE_DONE) return Found::end;
    return skip_unreadable(frame) ? Found::damaged : Found::end;
  }
  const std::uint64_t first = select_chunk.natural(0);
  const auto frames =
      static_cast<std::uint32_t>(std::clamp<std::int64_t>(select_chunk.integer(1), 0, 1 << 20));
  if (first > next_frame) {
    damage.frames += first - next_frame;
    note(range_text(next_frame, first - next_frame) + " are not in the file");
  }
  const Chunk shape{.first_frame = first,
                    .frames = frames,
                    .samples_as = static_cast<ChunkSamples>(select_chunk.integer(2)),
                    .columns = static_cast<std::uint32_t>(select_chunk.integer(3)),
                    .crc32 = static_cast<std::uint32_t>(select_chunk.integer(4)),
                    .meta = {},
                    .samples = {}};
  const auto meta = select_chunk.blob(5), samples = select_chunk.blob(6);
  const Result<void> done = decoder.decode(shape, meta, samples);
  select_chunk.reset();
  chunk_first = first;
  in_chunk = 0;
  if (done) {
    usual_frames = frames;
    next_frame = first + frames;
    return Found::chunk;
  }
  // What it says of its length may be wrong as well: the next chunk's start is what counts.
  const auto next_place = place_at_or_after(first + 1);
  const bool goes_on = next_place && next_place->first_frame > first;
  next_frame = goes_on ? next_place->first_frame : first + std::max<std::uint32_t>(1, frames);
  ++damage.chunks;
  damage.frames += next_frame - first;
  note(range_text(first, next_frame - first) + " are damaged: " + done.error().detail);
  return Found::damaged;
}

// A page of the file cannot be read: goes on a chunk at a time until something can. False when nothing
// follows.
bool RecordingReader::Impl::skip_unreadable(std::uint64_t frame) {
  std::uint64_t step = usual_frames;
  for (int leap = 1; frame <= kFrameMax - step; ++leap) {
    frame += step;
    if (leap % kLeapsBeforeLonger == 0) step *= 2;
    if (info.frames != 0 && frame >= info.frames) {
      damage.frames += info.frames > next_frame ? info.frames - next_frame : 0;
      break;
    }
    select_place.bind(1, frame);
    const int code = select_place.step();
    const std::uint64_t found = code == SQLITE_ROW ? select_place.natural(0) : 0;
    select_place.reset();
    if (code == SQLITE_DONE) break;
    if (code != SQLITE_ROW || found < frame) continue;
    ++damage.chunks;
    damage.frames += found - next_frame;
    note(range_text(next_frame, found - next_frame) + " are on damaged pages of the file");
    next_frame = found;
    return true;
  }
  ++damage.chunks;
  note("everything from frame " + std::to_string(next_frame) + " on is on damaged pages of the file");
  next_frame = kFrameMax + 1;
  return false;
}

bool RecordingReader::Impl::load_next_chunk() {
  Found found = Found::damaged;
  while (found == Found::damaged) found = load_chunk_at(next_frame);
  return found == Found::chunk;
}

Result<RecordingReader> RecordingReader::open(const std::filesystem::path& path) {
  auto database = open_recording_file(path);
  if (!database) return std::unexpected(database.error());
  auto info = read_info(*database, path.string());
  if (!info) return std::unexpected(info.error());
  auto impl = std::make_unique<Impl>();
  impl->database = std::move(*database);
  impl->info = std::move(*info);
  if (auto r = impl->prepare(); !r) return std::unexpected(r.error());
  impl->decoder = ChunkDecoder(impl->info.setup.stream.layout.sensels());
  // Nobody writes a closed recording: one look at it for all reading spares the locks of each chunk.
  if (impl->info.closed_cleanly)
    if (auto r = impl->database.run("BEGIN"); !r) return std::unexpected(r.error());
  impl->read_extent();
  impl->read_small_tables();
  impl->check_size(path);
  if (!impl->info.setup_intact)
    impl->note("layout, calibration or settings are not as they were written: their CRC does not match");
  return RecordingReader(std::move(impl));
}

RecordingReader::RecordingReader(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
RecordingReader::RecordingReader(RecordingReader&&) noexcept = default;
RecordingReader& RecordingReader::operator=(RecordingReader&&) noexcept = default;
RecordingReader::~RecordingReader() = default;

const RecordingInfo& RecordingReader::info() const {
  return impl_->info;
}
const std::vector<RecordedCommand>& RecordingReader::commands() const {
  return impl_->commands;
}
const std::vector<RecordedDrop>& RecordingReader::drops() const {
  return impl_->drops;
}
const std::vector<RecordedHealth>& RecordingReader::health() const {
  return impl_->health;
}
const std::vector<RecordedLink>& RecordingReader::links() const {
  return impl_->links;
}
const RecordingDamage& RecordingReader::damage() const {
  return impl_->damage;
}
std::uint64_t RecordingReader::frame_index() const {
  return impl_->given;
}

RecordingReader::Item RecordingReader::next(RawFrame& frame, Command& command) {
  Impl& impl = *impl_;
  const bool more = impl.in_chunk < impl.decoder.frames() || impl.load_next_chunk();
  const std::uint64_t index = impl.chunk_first + impl.in_chunk;
  if (impl.next_command < impl.commands.size() &&
      (!more || impl.commands[impl.next_command].frame_index <= index)) {
    command = impl.commands[impl.next_command++].command;
    return Item::command;
  }
  if (!more) return Item::end;
  impl.decoder.frame(impl.in_chunk++, frame);
  impl.given = index;
  return Item::frame;
}

void RecordingReader::seek_frame(std::uint64_t index) {
  Impl& impl = *impl_;
  const auto first_command = std::lower_bound(
      impl.commands.begin(), impl.commands.end(), index,
      [](const RecordedCommand& command, std::uint64_t frame) { return command.frame_index < frame; });
  impl.next_command = static_cast<std::size_t>(first_command - impl.commands.begin());
  if (index >= impl.chunk_first && index - impl.chunk_first < impl.decoder.frames()) {
    impl.in_chunk = static_cast<std::size_t>(index - impl.chunk_first);
    return;
  }
  impl.in_chunk = impl.decoder.frames();
  const auto place = impl.place_at_or_before(index);
  impl.next_frame = place && index - place->first_frame < place->frames ? place->first_frame : index;
  if (impl.load_next_chunk() && index > impl.chunk_first)
    impl.in_chunk =
        std::min<std::size_t>(static_cast<std::size_t>(index - impl.chunk_first), impl.decoder.frames());
}

void RecordingReader::seek_time(double time_s) {
  Impl& impl = *impl_;
  if (!impl.first_place || !(time_s > 0.0)) return seek_frame(0);
  // The last chunk that starts at or before the moment: a search by frame, since time only rises with frames.
  std::uint64_t low = impl.first_place->first_frame, high = std::max(impl.info.frames, low + 1);
  while (high - low > 1) {
    const std::uint64_t middle = low + (high - low) / 2;
    const auto place = impl.place_at_or_before(middle);
    if (place && impl.seconds(place->first_captured_ns, place->first_device_us) > time_s)
      high = std::max(place->first_frame, low + 1);
    else
      low = middle;
  }
  const auto place = impl.place_at_or_before(low);
  seek_frame(place ? place->first_frame : 0);
  ROLLSCOPE_CHECK(impl.in_chunk <= impl.decoder.frames(), "a place inside the chunk");
  // Then on to the frame itself, at most one chunk and the step into the next.
  std::uint64_t index = impl.chunk_first + impl.in_chunk;
  for (;;) {
    if (impl.in_chunk >= impl.decoder.frames() && !impl.load_next_chunk()) break;
    index = impl.chunk_first + impl.in_chunk;
    if (impl.seconds(impl.decoder.captured_ns(impl.in_chunk), impl.decoder.device_us(impl.in_chunk)) >=
        time_s)
      break;
    ++impl.in_chunk;
    ++index;
  }
  seek_frame(index);
}

}  // namespace rollscope
