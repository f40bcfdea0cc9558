#include "drivers/recording/recording_writer.hpp"

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <functional>
#include <string>
#include <system_error>
#include <vector>

#include "core/base/check.hpp"
#include "drivers/recording/chunk.hpp"
#include "drivers/recording/json.hpp"
#include "drivers/recording/schema.hpp"

namespace rollscope {
namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;

constexpr std::size_t kChunkBytesMax = std::size_t{16} << 20;  // of samples as floats: bounds the memory
constexpr std::size_t kChunkFramesMax = 4096;
// Room for the raw samples of this long, about ten times as long once packed. Why no more: a short recording
// that ends with a clear word is better than none, and the room left is shown from the first second.
constexpr std::uint64_t kFreeBytesLeast = std::uint64_t{1} << 20;
constexpr double kFreeSeconds = 10.0;
// A reader that has the file open may hold it for a moment when it is closed.
constexpr int kBusyTimeout_ms = 2000;

// One of the small tables' rows, waiting for the next commit.
struct PendingCommand {
  std::uint64_t frame_index, sequence;
  std::int64_t captured_ns;
  std::string_view kind;
  std::string json;
};

Result<void> check_room(const fs::path& path, std::uint64_t wanted) {
  std::error_code code;
  const fs::path folder = path.has_parent_path() ? path.parent_path() : fs::path(".");
  if (!fs::is_directory(folder, code))
    return fail(Errc::not_found, folder.string() + ": no such folder (create it, or choose another place)");
  const fs::space_info space = fs::space(folder, code);
  if (code || space.available >= wanted) return {};
  return fail(Errc::full, path.string() + ": only " + std::to_string(space.available >> 10) + " kB free, " +
                              std::to_string((wanted >> 10) + 1) +
                              " kB wanted to start a recording (free some room, or choose another disk)");
}

// Claims the name. Two programs that try at the same moment cannot both succeed.
Result<void> create_empty(const fs::path& path) {
  for (const char* suffix : {"", "-wal", "-shm", "-journal"}) {
    fs::path taken = path;
    taken += suffix;
    std::error_code code;
    if (fs::exists(fs::symlink_status(taken, code)))
      return fail(Errc::exists, taken.string() +
                                    ": exists already, and nothing is ever overwritten (choose "
                                    "another name)");
  }
  std::FILE* file = std::fopen(path.c_str(), "wbx");
  if (file != nullptr) {
    std::fclose(file);
    return {};
  }
  const int reason = errno;
  const std::string detail = path.string() + ": cannot be created: " + std::strerror(reason);
  if (reason == EEXIST) return fail(Errc::exists, detail);
  if (reason == EACCES || reason == EPERM || reason == EROFS)
    return fail(Errc::permission, detail + " (choose a folder you may write to)");
  if (reason == ENOSPC || reason == EDQUOT) return fail(Errc::full, detail);
  return fail(reason == ENOENT ? Errc::not_found : Errc::io, detail);
}

}  // namespace

std::uint64_t recording_bytes(const StreamInfo& stream, double seconds) {
  const double rate_hz = stream.rate_hz > 0 ? stream.rate_hz : 100.0;
  const double sample_bytes = stream.format == SampleFormat::u8    ? 1.0
                              : stream.format == SampleFormat::u16 ? 2.0
                                                                   : 4.0;
  const double frame_bytes = static_cast<double>(stream.layout.sensels()) * sample_bytes + 64.0;
  return static_cast<std::uint64_t>(frame_bytes * rate_hz * seconds);
}

struct RecordingWriter::Impl {
  fs::path path;
  Database database;
  Statement insert_chunk, insert_command, insert_drop, insert_health, insert_link;
  ChunkEncoder encoder;
  Chunk chunk;
  std::vector<PendingCommand> commands;
  std::vector<RecordedDrop> drops;
  std::vector<RecordedHealth> healths;
  std::vector<RecordedLink> links;

  std::size_t sensels;
  std::uint64_t frames = 0, committed = 0;
  std::uint64_t first_sequence = 0, last_sequence = 0;  // of the buffered frames
  std::int64_t first_ns = 0, last_ns = 0;
  std::int64_t first_device_us = kNoDeviceTime, last_device_us = kNoDeviceTime;
  std::optional<Clock::time_point> waiting_since;  // the first thing not yet committed
  std::optional<Error> error;
  bool finished = false;

  Impl(fs::path where, Database opened, const RecordingSetup& setup)
      : path(std::move(where)),
        database(std::move(opened)),
        encoder(setup.stream.layout.sensels(), setup.stream.format),
        sensels(setup.stream.layout.sensels()),
        last_ns(setup.started_monotonic_ns) {}
  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;
  ~Impl() {
    if (!finished && !error) (void)commit();
  }

  Result<void> prepare();
  Result<void> usable() const;
  void start_waiting() {
    if (!waiting_since) waiting_since = Clock::now();
  }
  [[nodiscard]] bool waited_enough() const {
    return waiting_since && Clock::now() - *waiting_since >= kCommitPeriod;
  }
  [[nodiscard]] bool chunk_is_full(const RawFrame& next) const;
  Result<void> write_pending();
  Result<void> write_chunk();
  Result<void> write_small();
  Result<void> transaction(const std::function<Result<void>()>& write);
  Result<void> commit();
};

Result<void> RecordingWriter::Impl::prepare() {
  const auto into = [&](Statement& statement, std::string_view sql) -> Result<void> {
    auto prepared = database.prepare(sql);
    if (!prepared) return std::unexpected(prepared.error());
    statement = std::move(*prepared);
    return {};
  };
  if (auto r = into(insert_chunk, "INSERT INTO chunks VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?)"); !r) return r;
  if (auto r =
          into(insert_command,
               "INSERT INTO commands (frame_index, sequence, captured_ns, kind, json) VALUES (?,?,?,?,?)");
      !r)
    return r;
  if (auto r =
          into(insert_drop, "INSERT INTO drops (frame_index, captured_ns, frames, reason) VALUES (?,?,?,?)");
      !r)
    return r;
  if (auto r = into(insert_link, "INSERT INTO links (frame_index, at_ns, lost, detail) VALUES (?,?,?,?)"); !r)
    return r;
  return into(insert_health, "INSERT INTO health VALUES (NULL,?,?,?,?,?,?,?,?,?,?,?,?,?,?)");
}

Result<void> RecordingWriter::Impl::usable() const {
  ROLLSCOPE_CHECK(!finished, "nothing is appended to a finished recording");
  if (error) return std::unexpected(*error);
  return {};
}

bool RecordingWriter::Impl::chunk_is_full(const RawFrame& next) const {
  if (encoder.frames() == 0) return false;
  return next.captured_ns - first_ns >= std::chrono::nanoseconds(kCommitPeriod).count() ||
         encoder.buffered_bytes() >= kChunkBytesMax || encoder.frames() >= kChunkFramesMax;
}

Result<void> RecordingWriter::Impl::write_chunk() {
  if (encoder.frames() == 0) return {};
  chunk.first_frame = frames - encoder.frames();
  encoder.encode(chunk);
  Statement& row = insert_chunk;
  row.bind(1, chunk.first_frame);
  row.bind(2, std::int64_t{chunk.frames});
  row.bind(3, first_sequence);
  row.bind(4, last_sequence);
  row.bind(5, first_ns);
  row.bind(6, last_ns);
  row.bind(7, first_device_us);
  row.bind(8, last_device_us);
  row.bind(9, std::int64_t{static_cast<std::uint8_t>(chunk.samples_as)});
  row.bind(10, std::int64_t{chunk.columns});
  row.bind(11, std::int64_t{chunk.crc32});
  row.bind(12, std::span<const std::uint8_t>(chunk.meta));
  row.bind(13, std::span<const std::uint8_t>(chunk.samples));
  return database.finish(row, "frames cannot be written");
}

Result<void> RecordingWriter::Impl::write_small() {
  for (const PendingCommand& command : commands) {
    insert_command.bind(1, command.frame_index);
    insert_command.bind(2, command.sequence);
    insert_command.bind(3, command.captured_ns);
    insert_command.bind(4, command.kind);
    insert_command.bind(5, std::string_view(command.json));
    if (auto r = database.finish(insert_command, "a command cannot be written"); !r) return r;
  }
  for (const RecordedDrop& drop : drops) {
    insert_drop.bind(1, drop.frame_index);
    insert_drop.bind(2, drop.captured_ns);
    insert_drop.bind(3, drop.frames);
    insert_drop.bind(4, std::string_view(drop.reason));
    if (auto r = database.finish(insert_drop, "a drop cannot be noted"); !r) return r;
  }
  for (const RecordedLink& link : links) {
    insert_link.bind(1, link.frame_index);
    insert_link.bind(2, link.at_ns);
    insert_link.bind(3, std::int64_t{link.lost});
    insert_link.bind(4, std::string_view(link.detail));
    if (auto r = database.finish(insert_link, "the loss of the link cannot be noted"); !r) return r;
  }
  for (const RecordedHealth& row : healths) {
    const StreamHealth& health = row.health;
    insert_health.bind(1, row.frame_index);
    insert_health.bind(2, row.captured_ns);
    int column = 3;
    for (const std::uint64_t value :
         {health.bytes, health.frames, health.wrong_length, health.checksum, health.resyncs,
          health.discarded_bytes, health.gaps, health.frames_lost, health.repeated})
      insert_health.bind(column++, value);
    for (const double value : {health.drift_ppm, health.drift_watched_s, health.arrival_p95_ms})
      insert_health.bind(column++, value);
    if (auto r = database.finish(insert_health, "the link's health cannot be written"); !r) return r;
  }
  return {};
}

// All of it or nothing. What `write` was given stays with the caller until it is committed.
Result<void> RecordingWriter::Impl::transaction(const std::function<Result<void>()>& write) {
  if (auto r = database.run("BEGIN IMMEDIATE"); !r) return r;
  Result<void> done = write();
  if (done) done = database.run("COMMIT");
  // SQLite has rolled back on its own after some errors; a second time is refused, and right so.
  if (!done && sqlite3_get_autocommit(database.handle()) == 0) (void)database.run("ROLLBACK");
  return done;
}

Result<void> RecordingWriter::Impl::write_pending() {
  if (!waiting_since) return {};
  auto done = transaction([&]() -> Result<void> {
    if (auto r = write_chunk(); !r) return r;
    return write_small();
  });
  if (!done) return done;
  committed = frames;
  encoder.clear();
  commands.clear();
  drops.clear();
  healths.clear();
  links.clear();
  waiting_since.reset();
  return {};
}

Result<void> RecordingWriter::Impl::commit() {
  auto done = write_pending();
  if (!done) error = done.error();
  return done;
}

Result<RecordingWriter> RecordingWriter::create(const fs::path& path, const RecordingSetup& setup,
                                                const RecordingOptions& options) {
  const SensorLayout& layout = setup.stream.layout;
  if (layout.rows < 1 || layout.cols < 1)
    return fail(Errc::bad_argument, path.string() + ": a recording needs a layout with rows and columns");
  if (!layout.present.empty() && layout.present.size() != layout.sensels())
    return fail(Errc::bad_argument, path.string() + ": the list of present sensels does not fit the layout");
  const std::uint64_t wanted = options.free_bytes_wanted.value_or(
      std::max(kFreeBytesLeast, recording_bytes(setup.stream, kFreeSeconds)));
  if (auto room = check_room(path, wanted); !room) return std::unexpected(room.error());
  if (auto claimed = create_empty(path); !claimed) return std::unexpected(claimed.error());

  const auto start = [&]() -> Result<RecordingWriter> {
    // An absolute path: SQLite would take "file:..." for a URI and the program may change its folder.
    auto database =
        Database::open(fs::absolute(path).string(), SQLITE_OPEN_READWRITE, nullptr, path.string());
    if (!database) return std::unexpected(database.error());
    sqlite3_busy_timeout(database->handle(), kBusyTimeout_ms);
    const std::string pragmas = "PRAGMA page_size=" + std::to_string(kPageBytes) +
                                ";PRAGMA application_id=" + std::to_string(kApplicationId) +
                                ";PRAGMA journal_mode=WAL;PRAGMA synchronous=FULL";
    if (auto r = database->run(pragmas.c_str()); !r) return std::unexpected(r.error());
    auto impl = std::make_unique<Impl>(path, std::move(*database), setup);
    auto written = impl->transaction([&]() -> Result<void> {
      if (auto r = create_tables(impl->database); !r) return r;
      if (auto r = write_setup(impl->database, setup); !r) return r;
      return impl->database.run(("PRAGMA user_version=" + std::to_string(kFormatVersion)).c_str());
    });
    if (!written) return std::unexpected(written.error());
    if (auto r = impl->prepare(); !r) return std::unexpected(r.error());
    return RecordingWriter(std::move(impl));
  };
  auto writer = start();
  if (!writer) {
    // Only what this call made: the name was free a moment ago.
    std::error_code ignored;
    for (const char* suffix : {"-wal", "-shm", "-journal", ""}) {
      fs::path made = path;
      made += suffix;
      fs::remove(made, ignored);
    }
  }
  return writer;
}

RecordingWriter::RecordingWriter(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
RecordingWriter::RecordingWriter(RecordingWriter&&) noexcept = default;
RecordingWriter& RecordingWriter::operator=(RecordingWriter&&) noexcept = default;

RecordingWriter::~RecordingWriter() = default;

Result<void> RecordingWriter::append(const RawFrame& frame) {
  Impl& impl = *impl_;
  if (auto r = impl.usable(); !r) return r;
  if (frame.samples.size() != impl.sensels)
    return fail(Errc::bad_argument, impl.path.string() + ": a frame of " +
                                        std::to_string(frame.samples.size()) +
                                        " samples where the layout has " + std::to_string(impl.sensels));
  if (impl.chunk_is_full(frame))
    if (auto r = impl.commit(); !r) return r;
  if (impl.encoder.frames() == 0) {
    impl.first_sequence = frame.sequence;
    impl.first_ns = frame.captured_ns;
    impl.first_device_us = frame.device_us;
  }
  impl.encoder.add(frame);
  impl.last_sequence = frame.sequence;
  impl.last_ns = frame.captured_ns;
  impl.last_device_us = frame.device_us;
  ++impl.frames;
  impl.start_waiting();
  return {};
}

Result<void> RecordingWriter::append_command(const Command& command, std::optional<std::uint64_t> sequence) {
  Impl& impl = *impl_;
  if (auto r = impl.usable(); !r) return r;
  impl.commands.push_back({.frame_index = impl.frames,
                           .sequence = sequence.value_or(impl.frames == 0 ? 0 : impl.last_sequence + 1),
                           .captured_ns = impl.last_ns,
                           .kind = command_kind(command),
                           .json = command_json(command)});
  impl.start_waiting();
  return flush_if_due();
}

Result<void> RecordingWriter::note_drop(std::uint64_t frames, std::string_view reason) {
  Impl& impl = *impl_;
  if (auto r = impl.usable(); !r) return r;
  impl.drops.push_back({.frame_index = impl.frames,
                        .captured_ns = impl.last_ns,
                        .frames = frames,
                        .reason = std::string(reason)});
  impl.start_waiting();
  return flush_if_due();
}

Result<void> RecordingWriter::note_health(const StreamHealth& health) {
  Impl& impl = *impl_;
  if (auto r = impl.usable(); !r) return r;
  impl.healths.push_back({.frame_index = impl.frames, .captured_ns = impl.last_ns, .health = health});
  impl.start_waiting();
  return flush_if_due();
}

Result<void> RecordingWriter::note_link(bool lost, std::int64_t at_ns, std::string_view detail) {
  Impl& impl = *impl_;
  if (auto r = impl.usable(); !r) return r;
  impl.links.push_back(
      {.frame_index = impl.frames, .at_ns = at_ns, .lost = lost, .detail = std::string(detail)});
  impl.start_waiting();
  return flush_if_due();
}

Result<void> RecordingWriter::flush() {
  if (auto r = impl_->usable(); !r) return r;
  return impl_->commit();
}

Result<void> RecordingWriter::flush_if_due() {
  if (auto r = impl_->usable(); !r) return r;
  return impl_->waited_enough() ? impl_->commit() : Result<void>{};
}

Result<void> RecordingWriter::finish(std::string_view reason) {
  Impl& impl = *impl_;
  ROLLSCOPE_CHECK(!impl.finished, "a recording is finished once");
  const bool clean = !impl.error;
  const std::string why = clean ? std::string(reason) : impl.error->detail;
  Result<void> done = impl.write_pending();
  if (done) done = impl.transaction([&] { return write_end(impl.database, why, clean); });
  if (done) {
    // Busy: somebody reads it. All is written; the -wal goes when the last reader closes the file.
    (void)impl.database.run("PRAGMA wal_checkpoint(TRUNCATE)");
    (void)impl.database.run("PRAGMA journal_mode=DELETE");
  }
  if (!done && !impl.error) impl.error = done.error();
  impl.finished = true;
  for (Statement* statement :
       {&impl.insert_chunk, &impl.insert_command, &impl.insert_drop, &impl.insert_health, &impl.insert_link})
    *statement = Statement();
  impl.database = Database();
  if (impl.error) return std::unexpected(*impl.error);
  return {};
}

std::uint64_t RecordingWriter::frames() const {
  return impl_->frames;
}
std::uint64_t RecordingWriter::committed() const {
  return impl_->committed;
}
std::uint64_t RecordingWriter::size_bytes() const {
  std::uint64_t bytes = 0;
  for (const char* suffix : {"", "-wal"}) {
    fs::path part = impl_->path;
    part += suffix;
    std::error_code code;
    const auto size = fs::file_size(part, code);
    if (!code) bytes += size;
  }
  return bytes;
}

}  // namespace rollscope
