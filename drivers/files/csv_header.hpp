// The `# key: value` lines and the column line of rollscope-csv.
#pragma once

#include <string>
#include <string_view>

#include "core/base/result.hpp"
#include "core/frame/raw_frame.hpp"

namespace rollscope {

// Which optional columns stand behind the samples, and in which order.
struct CsvColumns {
  int angle = -1;  // place behind the samples, from 0; -1: not there
  int nrs = -1;
  [[nodiscard]] int extra() const { return (angle >= 0) + (nrs >= 0); }
};

// Takes the lines one by one until the column line has been seen. Errors do not name file and line: the
// caller knows them.
class CsvHeader {
 public:
  // True: that was the column line, data follows.
  Result<bool> take(std::string_view line);

  [[nodiscard]] const StreamInfo& info() const { return info_; }
  [[nodiscard]] bool has_full_scale() const { return full_scale_; }
  [[nodiscard]] const CsvColumns& columns() const { return columns_; }
  // Whether the line is a "# key: value" line this header understands.
  [[nodiscard]] static bool is_known_key(std::string_view line);

 private:
  Result<void> take_key(std::string_view key, std::string_view value);
  Result<void> take_roller_key(std::string_view key, std::string_view value);
  Result<void> take_columns(std::string_view line);
  Result<void> check_complete() const;

  StreamInfo info_;
  CsvColumns columns_;
  bool version_ = false, rows_ = false, cols_ = false, pitch_ = false, unit_ = false, surface_ = false,
       full_scale_ = false, geometry_ = false, seam_gap_ = false, roller_kg_ = false;
};

}  // namespace rollscope
