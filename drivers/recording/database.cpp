#include "drivers/recording/database.hpp"

namespace rollscope {

void Statement::bind(int index, std::int64_t value) {
  sqlite3_bind_int64(statement_.get(), index, value);
}
void Statement::bind(int index, double value) {
  sqlite3_bind_double(statement_.get(), index, value);
}
void Statement::bind(int index, std::string_view text) {
  // Why not a null pointer: SQLite would store NULL where an empty text is meant.
  sqlite3_bind_text64(statement_.get(), index, text.data() ? text.data() : "", text.size(), SQLITE_STATIC,
                      SQLITE_UTF8);
}
void Statement::bind(int index, std::span<const std::uint8_t> blob) {
  if (blob.empty())
    sqlite3_bind_zeroblob(statement_.get(), index, 0);
  else
    sqlite3_bind_blob64(statement_.get(), index, blob.data(), blob.size(), SQLITE_STATIC);
}

int Statement::step() {
  return sqlite3_step(statement_.get());
}
void Statement::reset() {
  sqlite3_reset(statement_.get());
}

bool Statement::is_null(int column) const {
  return sqlite3_column_type(statement_.get(), column) == SQLITE_NULL;
}
std::int64_t Statement::integer(int column) const {
  return sqlite3_column_int64(statement_.get(), column);
}
double Statement::real(int column) const {
  return sqlite3_column_double(statement_.get(), column);
}
std::string_view Statement::text(int column) const {
  const void* data = sqlite3_column_text(statement_.get(), column);
  if (data == nullptr) return {};
  return {static_cast<const char*>(data),
          static_cast<std::size_t>(sqlite3_column_bytes(statement_.get(), column))};
}
std::span<const std::uint8_t> Statement::blob(int column) const {
  const void* data = sqlite3_column_blob(statement_.get(), column);
  if (data == nullptr) return {};
  return {static_cast<const std::uint8_t*>(data),
          static_cast<std::size_t>(sqlite3_column_bytes(statement_.get(), column))};
}

Result<Database> Database::open(const std::string& uri, int flags, const char* vfs, std::string name) {
  Database database;
  database.name_ = std::move(name);
  sqlite3* handle = nullptr;
  const int code = sqlite3_open_v2(uri.c_str(), &handle, flags | SQLITE_OPEN_URI, vfs);
  database.handle_.reset(handle);
  if (code != SQLITE_OK) return std::unexpected(database.error(code, "cannot be opened"));
  sqlite3_extended_result_codes(handle, 1);
  return database;
}

Result<void> Database::run(const char* sql) {
  const int code = sqlite3_exec(handle(), sql, nullptr, nullptr, nullptr);
  if (code != SQLITE_OK) return std::unexpected(error(code, sql));
  return {};
}

Result<Statement> Database::prepare(std::string_view sql) {
  sqlite3_stmt* raw = nullptr;
  const int code = sqlite3_prepare_v3(handle(), sql.data(), static_cast<int>(sql.size()),
                                      SQLITE_PREPARE_PERSISTENT, &raw, nullptr);
  if (code != SQLITE_OK) return std::unexpected(error(code, "cannot be read or written"));
  return Statement(raw);
}

Result<std::int64_t> Database::query_integer(std::string_view sql) {
  auto statement = prepare(sql);
  if (!statement) return std::unexpected(statement.error());
  const int code = statement->step();
  if (code != SQLITE_ROW) return std::unexpected(error(code, "cannot be read"));
  return statement->integer(0);
}

Result<void> Database::finish(Statement& statement, std::string_view what) {
  const int code = statement.step();
  if (code == SQLITE_DONE || code == SQLITE_ROW) {
    statement.reset();
    return {};
  }
  Error problem = error(code, what);
  statement.reset();
  return std::unexpected(std::move(problem));
}

Error Database::error(int code, std::string_view what) const {
  const std::string head = name_ + ": " + std::string(what) + ": ";
  switch (code & 0xFF) {
    case SQLITE_FULL:
      return {Errc::full, head + "the disk is full (free some room; what was written before is safe)"};
    case SQLITE_PERM:
    case SQLITE_AUTH:
    case SQLITE_READONLY:
      return {Errc::permission, head + "the system does not allow it (check the file's permissions)"};
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return {Errc::busy, head + "another program holds it (close it there)"};
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      return {Errc::format, head + "the file is damaged or no recording"};
    case SQLITE_CANTOPEN:
      return {Errc::io, head + "it cannot be opened (check path and permissions)"};
    default:
      break;
  }
  if (code == SQLITE_IOERR_WRITE || code == SQLITE_IOERR_FSYNC)
    return {Errc::io,
            head +
                "the disk refused it (a quota, a size limit, or a failing disk; what was written before "
                "is safe)"};
  if (code == SQLITE_ERROR) return {Errc::format, head + "the file is damaged: " + sqlite3_errmsg(handle())};
  return {Errc::io, head + (handle_ ? sqlite3_errmsg(handle()) : sqlite3_errstr(code))};
}

}  // namespace rollscope
