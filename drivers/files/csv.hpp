// rollscope-csv, the exchange text anyone can write by hand or from a script (design.md 5).
#pragma once

#include <filesystem>
#include <memory>
#include <optional>

#include "core/base/result.hpp"
#include "core/correct/calibration.hpp"
#include "core/frame/raw_frame.hpp"
#include "drivers/source.hpp"

namespace rollscope {

// Reads one frame a line in constant memory. Errors say "file:line: what is wrong, what to write".
class CsvReader {
 public:
  static Result<CsvReader> open(const std::filesystem::path& path);
  CsvReader(CsvReader&&) noexcept;
  CsvReader& operator=(CsvReader&&) noexcept;
  ~CsvReader();

  [[nodiscard]] const StreamInfo& info() const;
  // True: `frame` was filled; false: the end. captured_ns is t_s from the file in ns, sequence the count of
  // frames.
  Result<bool> next(RawFrame& frame);
  Result<void> rewind();

 private:
  struct Impl;
  explicit CsvReader(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

// Writes frames as they are: counts, or kPa for an f32_kpa stream. Numbers are the shortest that read back to
// the same bits; times count from the first frame, on the clock the analysis uses, in whole nanoseconds.
class CsvWriter {
 public:
  // Errc::exists: nothing is overwritten. `angle` and `nrs` add these columns.
  struct Columns {
    bool angle = false;
    bool nrs = false;
  };
  static Result<CsvWriter> create(const std::filesystem::path& path, const StreamInfo& info, Columns columns);
  CsvWriter(CsvWriter&&) noexcept;
  CsvWriter& operator=(CsvWriter&&) noexcept;
  ~CsvWriter();  // without finish() the file is left as far as it was written

  Result<void> append(const RawFrame& frame);
  Result<void> finish();

 private:
  struct Impl;
  explicit CsvWriter(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

// file:walk.csv?speed=1&loop=1, as fast as it is read unless a speed is given.
Result<std::unique_ptr<Source>> open_csv_source(const SourceUri& uri);

}  // namespace rollscope
