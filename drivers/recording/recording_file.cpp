#include "drivers/recording/recording_file.hpp"

#include <cstdio>
#include <string>
#include <system_error>

#include "drivers/recording/schema.hpp"

namespace rollscope {
namespace {

namespace fs = std::filesystem;

// A VFS of SQLite's own that takes no locks: on read-only media nobody can write, so nobody needs them.
#ifdef _WIN32
constexpr const char* kVfsWithoutLocks = "win32-none";
#else
constexpr const char* kVfsWithoutLocks = "unix-none";
#endif

enum class Way {
  shared,    // locks and a shared -shm: right beside a running writer
  private_,  // no locks, the index of the -wal in our own memory: nothing is written anywhere
  cut_off,   // believes the file is a database although it is shorter than it says
};

Result<Database> open_way(const fs::path& path, Way way) {
  const char* vfs = way == Way::private_ ? kVfsWithoutLocks : nullptr;
  auto database = Database::open(fs::absolute(path).string(), SQLITE_OPEN_READONLY, vfs, path.string());
  if (!database) return database;
  sqlite3_busy_timeout(database->handle(), 2000);
  // The last one to close would otherwise fold the -wal into the file; reading changes nothing.
  sqlite3_db_config(database->handle(), SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr);
  // Damaged and hostile files are met without trust in their schema.
  sqlite3_db_config(database->handle(), SQLITE_DBCONFIG_DEFENSIVE, way != Way::cut_off, nullptr);
  sqlite3_db_config(database->handle(), SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
  if (way == Way::private_)
    if (auto r = database->run("PRAGMA locking_mode=EXCLUSIVE"); !r) return std::unexpected(r.error());
  // The connection only reads; what this changes is that SQLite lets the missing pages pass until they are
  // read.
  if (way == Way::cut_off)
    if (auto r = database->run("PRAGMA writable_schema=ON"); !r) return std::unexpected(r.error());
  // The first read finds out whether this way works.
  if (auto r = database->query_integer("SELECT count(*) FROM sqlite_master"); !r)
    return std::unexpected(r.error());
  return database;
}

Result<void> check_readable(const fs::path& path) {
  std::error_code code;
  const fs::file_status status = fs::status(path, code);
  if (!fs::exists(status)) return fail(Errc::not_found, path.string() + ": no such file");
  if (!fs::is_regular_file(status)) return fail(Errc::format, path.string() + ": not a file");
  std::FILE* file = std::fopen(path.c_str(), "rb");
  if (file == nullptr)
    return fail(Errc::permission, path.string() + ": cannot be read (check its permissions)");
  char start[16] = {};
  const std::size_t size = std::fread(start, 1, sizeof start, file);
  std::fclose(file);
  if (size == sizeof start && std::string_view(start, 15) == "SQLite format 3") return {};
  // An empty file is what a recording is until its start is on the disk; its -wal may hold everything.
  fs::path wal = path;
  wal += "-wal";
  if (size == 0 && fs::exists(wal, code)) return {};
  return fail(Errc::format, path.string() + (size == 0 ? ": the file is empty" : ": no rollscope recording"));
}

}  // namespace

Result<Database> open_recording_file(const fs::path& path) {
  if (auto r = check_readable(path); !r) return std::unexpected(r.error());
  auto database = open_way(path, Way::shared);
  if (!database && database.error().code != Errc::busy) {
    const bool damaged = database.error().code == Errc::format;
    auto other = open_way(path, damaged ? Way::cut_off : Way::private_);
    if (other) database = std::move(other);
  }
  if (!database) return database;
  if (auto r = check_identity(*database, path.string()); !r) return std::unexpected(r.error());
  return database;
}

}  // namespace rollscope
