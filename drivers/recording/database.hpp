// SQLite with owners and errors as values: the little the recording needs. Only drivers/recording includes
// it.
#pragma once

#include <sqlite3.h>

#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "core/base/result.hpp"

namespace rollscope {

// A prepared statement. bind() counts from 1, column() from 0, as SQLite does.
class Statement {
 public:
  Statement() = default;
  explicit Statement(sqlite3_stmt* statement) : statement_(statement) {}

  // Bound blobs and texts must stay alive until step() has returned.
  void bind(int index, std::int64_t value);
  void bind(int index, std::uint64_t value) { bind(index, static_cast<std::int64_t>(value)); }
  void bind(int index, double value);
  void bind(int index, std::string_view text);
  void bind(int index, std::span<const std::uint8_t> blob);

  // SQLITE_ROW, SQLITE_DONE or an error code.
  int step();
  void reset();

  [[nodiscard]] bool is_null(int column) const;
  [[nodiscard]] std::int64_t integer(int column) const;
  [[nodiscard]] std::uint64_t natural(int column) const {
    return static_cast<std::uint64_t>(integer(column));
  }
  [[nodiscard]] double real(int column) const;
  // Good until the next step() or reset().
  [[nodiscard]] std::string_view text(int column) const;
  [[nodiscard]] std::span<const std::uint8_t> blob(int column) const;
  [[nodiscard]] explicit operator bool() const { return statement_ != nullptr; }

 private:
  struct Finalize {
    void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
  };
  std::unique_ptr<sqlite3_stmt, Finalize> statement_;
};

class Database {
 public:
  Database() = default;

  // `flags` are SQLITE_OPEN_*; `vfs` null: the default. `name` goes into errors.
  static Result<Database> open(const std::string& uri, int flags, const char* vfs, std::string name);

  Result<void> run(const char* sql);
  Result<Statement> prepare(std::string_view sql);
  // The first column of the first row; an error where there is none.
  Result<std::int64_t> query_integer(std::string_view sql);

  // Steps a statement that returns no rows, and resets it.
  Result<void> finish(Statement& statement, std::string_view what);
  // What SQLite's last error means for a person.
  [[nodiscard]] Error error(int code, std::string_view what) const;
  [[nodiscard]] sqlite3* handle() const { return handle_.get(); }

 private:
  struct Close {
    void operator()(sqlite3* handle) const { sqlite3_close_v2(handle); }
  };
  std::unique_ptr<sqlite3, Close> handle_;
  std::string name_;
};

}  // namespace rollscope
